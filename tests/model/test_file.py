"""Hostile and damaged model files of any format are refused, and no code of theirs runs.

Those of format 1 are pickles; tests/model/test_served.py does the same for later ones.
"""

import bz2
import gzip
import io
import lzma
import os
import pickle
import pickletools
import resource
import struct
import zlib
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mvs_classifier as mvs
from mvs_classifier.errors import ModelFileError, OutputError
from mvs_classifier.model.container import LARGEST
from mvs_classifier.model.file import _checksum as checksum
from mvs_classifier.model.file import _content, read_model, write_model
from mvs_classifier.model.packed import _are_weights
from mvs_classifier.model.plain import PlainUnpickler
from mvs_classifier.shipped import shipped_model
from tests.tiny_models import tiny

SHIPPED = Path(shipped_model())
Content = dict[str, Any]


@pytest.fixture(scope="module")
def content(small_model: Path) -> Content:
    """What a file of format 1.2 holds."""
    return _content(read_model(small_model))


@pytest.fixture(scope="module")
def older(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("older") / "model.joblib"
    joblib.dump(content, path)
    return path


@pytest.fixture
def write(tmp_path: Path) -> Callable[[bytes], Path]:
    def written(data: bytes) -> Path:
        path = tmp_path / "model.joblib"
        path.write_bytes(data)
        return path

    return written


def refuse(path: Path, match: str = "cannot use the model file") -> None:
    with pytest.raises(ModelFileError, match=match):
        mvs.load(path)


def test_the_unpickler_itself_knows_no_classes_and_nothing_outside() -> None:
    for data in (pickle.dumps(Path("x")), b"\x80\x04\x8c\x01xQ."):
        with pytest.raises(ModelFileError, match="only plain values"):
            PlainUnpickler(io.BytesIO(data)).load()


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


# What runs code when pickle or joblib load it.


class Reduces:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (os.environ["MVS_TEST_PWNED"],)


class ReducesByCall:
    def __reduce__(self) -> tuple[Any, ...]:
        return eval, ("__import__('os').mkdir(__import__('os').environ['MVS_TEST_PWNED'])",)


def _protocol_0_global() -> bytes:
    return b"cos\nsystem\n(S'mkdir $MVS_TEST_PWNED'\ntR."


def _inst() -> bytes:
    return b"(S'mkdir $MVS_TEST_PWNED'\nios\nsystem\n."


def _obj() -> bytes:
    return b"(cos\nsystem\nS'mkdir $MVS_TEST_PWNED'\no."


def _stack_global() -> bytes:
    return (
        b"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x15mkdir $MVS_TEST_PWNED".replace(b"\x15", bytes([21])) + b"\x85R."
    )


def _build() -> bytes:
    return b"\x80\x02cos\nenviron\n}q\x00U\x01aU\x01bsb."


def _extension() -> bytes:
    return b"\x80\x02\x82\x01."


def _persistent_id() -> bytes:
    return b"\x80\x04\x8c\x01xQ."


def _newobj() -> bytes:
    return b"\x80\x02csubprocess\nPopen\n(U\x05touchU\x01xt\x81."


ATTACKS = [_protocol_0_global, _inst, _obj, _stack_global, _build, _extension, _persistent_id, _newobj]


@pytest.mark.parametrize("attack", ATTACKS)
def test_pickle_tricks_are_refused_and_nothing_runs(
    attack: Callable[[], bytes], write: Callable[[bytes], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MVS_TEST_PWNED", str(tmp_path / "pwned"))
    refuse(write(attack()), "plain values")
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize("payload", [Reduces(), ReducesByCall()])
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("place", ["whole", "value", "in list", "in object array", "by joblib"])
def test_objects_that_run_code_are_refused_wherever_they_are(  # noqa: PLR0913, PLR0917
    payload: object,
    protocol: int,
    place: str,
    write: Callable[[bytes], Path],
    content: Content,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MVS_TEST_PWNED", str(tmp_path / "pwned"))
    hostile: object = {
        "whole": payload,
        "value": {**content, "metrics": payload},
        "in list": {**content, "dictionary": [payload]},
        "in object array": {**content, "idf": np.array([payload], dtype=object)},
        "by joblib": {**content, "metrics": payload},
    }[place]
    buffer = io.BytesIO()
    (joblib.dump if place in {"by joblib", "in object array"} else pickle.dump)(hostile, buffer, protocol=protocol)
    refuse(write(buffer.getvalue()))
    assert not (tmp_path / "pwned").exists()


def test_the_tricks_do_run_code_in_an_ordinary_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MVS_TEST_PWNED", str(tmp_path / "pwned"))
    pickle.loads(pickle.dumps(Reduces()))
    assert (tmp_path / "pwned").exists()


@pytest.mark.parametrize("compress", [zlib.compress, gzip.compress, bz2.compress, lzma.compress])
def test_compressed_files_are_refused(
    compress: Callable[[bytes], bytes], write: Callable[[bytes], Path], tmp_path: Path
) -> None:
    write_model(tmp_path / "whole.joblib", tiny())
    refuse(write(compress((tmp_path / "whole.joblib").read_bytes())))


@pytest.mark.parametrize("value", [np.float64(1), np.zeros(3), (1,), {1}, None, True, "text", b"", 5, []])
def test_other_values_than_a_model_are_refused(value: object, write: Callable[[bytes], Path]) -> None:
    refuse(write(pickle.dumps(value)))


# What claims more than there is.

_GIGABYTES = struct.pack("<Q", 1 << 40)
CLAIMS = {
    "bytes": b"\x80\x04\x8e" + _GIGABYTES + b"x.",
    "text": b"\x80\x04\x8d" + _GIGABYTES + b"x.",
    "bytearray": b"\x80\x05\x96" + _GIGABYTES + b"x.",
    "frame": b"\x80\x04\x95" + _GIGABYTES + b"N.",
    "four-byte length": b"\x80\x04B\xff\xff\xff\x7fx.",
    "long": b"\x80\x02\x8b\xff\xff\xff\x7fx.",
    "memo": b"\x80\x02Nr\xff\xff\xff\x7f.",
    "memo in text": b"Np2147483647\n.",
    "digits": b"I" + b"9" * 10_000 + b"\n.",
    "depth": b"\x80\x04" + b"]" * 200_000 + b"a" * 199_999 + b".",
}


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_what_claims_gigabytes_is_refused_without_taking_them(claim: bytes, write: Callable[[bytes], Path]) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refuse(write(claim))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kilobytes


def test_a_list_that_holds_itself_is_refused(write: Callable[[bytes], Path], content: Content) -> None:
    endless: list[object] = []
    endless.append(endless)
    refuse(write(pickle.dumps({**content, "dictionary": endless}, protocol=4)), "dictionary")


def test_a_file_larger_than_any_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.joblib"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    refuse(path, "larger than")


# What is damaged.


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0, 1, exclude_max=True))
def test_a_truncated_file_is_refused(older: Path, write: Callable[[bytes], Path], part: float) -> None:
    data = older.read_bytes()
    refuse(write(data[: int(part * len(data))]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0, 1, exclude_max=True), st.integers(0, 7))
def test_a_file_with_one_flipped_bit_is_refused_or_says_the_same(
    older: Path, small_model: Path, write: Callable[[bytes], Path], part: float, bit: int
) -> None:
    data = bytearray(older.read_bytes())
    data[int(part * len(data))] ^= 1 << bit
    path = write(bytes(data))
    try:
        model = read_model(path)
    except ModelFileError:
        return
    assert model == read_model(small_model)  # a bit that pickle does not look at


def test_bytes_after_the_end_are_refused(older: Path, write: Callable[[bytes], Path]) -> None:
    refuse(write(older.read_bytes() + b"x"), "follows the end")
    refuse(write(SHIPPED.read_bytes() + b"x"), "follows the end|checksum")


def _changed(content: Content, **changes: Any) -> bytes:
    return pickle.dumps({**content, **changes}, protocol=4)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"format": "another"}, "is not an mvs-classifier model"),
        ({"version": "2.0"}, "upgrade mvs-classifier"),
        ({"version": 1}, "version"),
        ({"checksum": "0" * 64}, "damaged"),
        ({"metrics": {"accuracy": 1.0}}, "damaged"),
        ({"metrics": {"accuracy": float("nan")}}, "cannot use"),
        ({"labels": ["sales"]}, "labels"),
        ({"grid": 7}, "units"),
        ({"normalization": {}}, "normalisation"),
        ({"longest_ngram": 9}, "n-gram"),
        ({"skip_grams": 2}, "skip-grams"),
        ({"vocabulary": "一\n一"}, "idf"),
        ({"intercept": [1]}, "intercept"),
        ({"intercept": [1, 2, 3, 2**40]}, "bounds"),
        ({"idf": {"dtype": "<i4", "shape": [1], "data": b"1234"}}, "shape"),
        ({"idf": {"dtype": "object", "shape": [1], "data": b"1234"}}, "int32"),
        ({"idf": {}}, "int32"),
        ({"dictionary": [1]}, "dictionary"),
        ({"vocabulary": ["一"]}, "vocabulary"),
    ],
)
def test_what_does_not_fit_together_is_refused(
    change: Content, says: str, content: Content, write: Callable[[bytes], Path]
) -> None:
    refuse(write(_changed(content, **change)), says)


@pytest.mark.parametrize("claimed", [[10**9], [4, 10**9], [-1], ["many"], []])
def test_wrong_shapes_are_refused(claimed: list[Any], content: Content, write: Callable[[bytes], Path]) -> None:
    refuse(write(_changed(content, coef={**content["coef"], "shape": claimed})), "shape of its coef")


def test_a_missing_part_is_named(content: Content, write: Callable[[bytes], Path]) -> None:
    for key in content:
        rest = {name: value for name, value in content.items() if name != key}
        refuse(write(pickle.dumps(rest, protocol=4)))


def test_a_file_of_the_first_format_is_read_as_it_was(
    content: Content, small_model: Path, write: Callable[[bytes], Path]
) -> None:
    """It knew no skip-grams; its checksum is over what stood in it."""
    old = {name: value for name, value in content.items() if name not in {"skip_grams", "checksum"}} | {
        "version": "1.0"
    }
    parameters = read_model(write(pickle.dumps({**old, "checksum": checksum(old)}, protocol=4))).parameters
    assert parameters == read_model(small_model).parameters._replace(skip_grams=False)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    refuse(tmp_path / "nowhere.joblib", r"nowhere\.joblib.*the file does not exist")
    refuse(tmp_path, "directory")


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


@given(
    st.one_of(
        st.integers(-(2**31), 2**31 - 1), st.sampled_from([2**20 - 1, 2**20, -(2**20), -(2**20) - 1, 2**24 + 2**20])
    )
)
def test_weights_are_bounded(weight: int) -> None:
    data = array("i", [0, weight, -1]).tobytes()
    assert _are_weights(data) == (-(2**20) <= weight < 2**20)
