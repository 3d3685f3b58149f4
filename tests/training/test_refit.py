"""A training that starts where an earlier one ended gives what a training from nothing gives."""

import os
from pathlib import Path

import pytest

from mvs_classifier.model.labels import Label
from mvs_classifier.training import ready
from mvs_classifier.training.examples import USER, Example, read_shipped
from mvs_classifier.training.fit import Settings, fit
from mvs_classifier.training.refit import Start, refit
from tests.small_world import GOOD

NEW = [
    Example(text, Label(label), "new.csv", line, f"new.csv:{line}", USER, "")
    for line, (text, label) in enumerate(GOOD, 2)
]


@pytest.fixture
def cache(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache in the small world, in a process that has read nothing."""
    monkeypatch.setenv(ready.CACHE, str(tmp_path / "cache"))
    monkeypatch.setattr(ready, "_LAST", {})
    return tmp_path / "cache"


@pytest.mark.parametrize("left_out", [0, 7])
def test_the_result_is_that_of_a_training_from_nothing(left_out: int, cache: Path) -> None:
    known = read_shipped()[left_out:]
    start = Start(refit(known, Settings(), 1.3), 1.3)
    examples = [*known, *NEW]
    cold = fit(examples, Settings(), 1.1)
    assert refit(examples, Settings(), 1.1) == refit(examples, Settings(), 1.1, start=start) == cold


def test_what_is_kept_ready_is_what_was_made(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = ready.ready(Settings())
    assert [path.suffix for path in cache.iterdir()] == [".counts"]
    monkeypatch.setattr(ready, "_LAST", {})
    monkeypatch.setattr(ready, "read_shipped", None)
    kept = ready.ready(Settings())
    assert (kept.examples, kept.counted.ngrams) == (made.examples, made.counted.ngrams)
    assert (kept.counted.counts != made.counted.counts).nnz == (kept.counted.words != made.counted.words).nnz == 0


@pytest.mark.parametrize("damage", ["cut", "bit", "empty"])
def test_a_damaged_cache_is_made_again(damage: str, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = ready.ready(Settings())
    (path,) = cache.iterdir()
    whole = path.read_bytes()
    broken = {"cut": whole[:-5], "bit": whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:], "empty": b""}
    path.write_bytes(broken[damage])
    monkeypatch.setattr(ready, "_LAST", {})
    assert ready.ready(Settings()).examples == made.examples
    assert path.read_bytes() == whole


def test_other_settings_and_other_data_are_another_entry_and_old_ones_go(cache: Path, small_root: Path) -> None:
    ready.ready(Settings())
    before = os.listdir(cache)
    ready.ready(Settings(skip_grams=False))
    assert len(os.listdir(cache)) == 1
    assert os.listdir(cache) != before


def test_a_cache_that_cannot_be_written_is_done_without(cache: Path) -> None:
    cache.write_text("a file", encoding="utf-8")
    assert ready.ready(Settings()).examples == read_shipped()
