"""A model comes back as it was written, and files of earlier formats are read."""

import os
import pickle
import pickletools
from collections.abc import Callable
from pathlib import Path

import joblib
import pytest

import mvs_classifier as mvs
from mvs_classifier.errors import OutputError
from mvs_classifier.model.file import _checksum as checksum
from mvs_classifier.model.file import read_model, write_model
from tests.model.file.refusing import SHIPPED, Content
from tests.tiny_models import tiny


def test_joblib_opens_a_model_and_finds_plain_values_only() -> None:
    def kinds(value: object) -> set[type]:
        if isinstance(value, dict):
            return {dict}.union(*map(kinds, value.keys()), *map(kinds, value.values()))
        if isinstance(value, list):
            return {list}.union(*map(kinds, value))
        return {type(value)}

    assert kinds(joblib.load(SHIPPED)) == {str, dict, bytes}


def test_an_older_file_says_the_same(older: Path, small_model: Path, training_texts: list[str]) -> None:
    now, before = mvs.load(small_model), mvs.load(older)
    assert read_model(older) == read_model(small_model)
    assert before.info == now.info
    some = training_texts[::8]
    assert list(before.classify_many(some)) == list(now.classify_many(some))
    assert list(map(before.classify, some[::10])) == list(map(now.classify, some[::10]))
    assert before.tag_job(some[0], title="销售经理") == now.tag_job(some[0], title="销售经理")
    assert before.explain(some[0]) == now.explain(some[0])


def test_a_model_comes_back_as_it_was_written(tmp_path: Path) -> None:
    model = read_model(SHIPPED)
    write_model(tmp_path / "copy.joblib", model)
    assert (tmp_path / "copy.joblib").read_bytes() == SHIPPED.read_bytes()
    assert read_model(tmp_path / "copy.joblib") == model


def test_a_file_of_the_first_format_is_read_as_it_was(
    content: Content, small_model: Path, write: Callable[[bytes], Path]
) -> None:
    """It knew no skip-grams; its checksum is over what stood in it."""
    old = {name: value for name, value in content.items() if name not in {"skip_grams", "checksum"}} | {
        "version": "1.0"
    }
    parameters = read_model(write(pickle.dumps({**old, "checksum": checksum(old)}, protocol=4))).parameters
    assert parameters == read_model(small_model).parameters._replace(skip_grams=False)


def test_a_model_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model, path = tiny(), tmp_path / "model.joblib"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        write_model(path, model)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_is_made_of_plain_instructions_only() -> None:
    names = {opcode.name for opcode, _, _ in pickletools.genops(SHIPPED.read_bytes())}
    assert not names & {"GLOBAL", "STACK_GLOBAL", "REDUCE", "BUILD", "NEWOBJ", "INST", "OBJ"}
