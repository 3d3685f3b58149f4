import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from mvs_classifier.tables.journal import Journal
from mvs_classifier.tables.pieces import Labelled
from mvs_classifier.tables.tally import Tally

JOB = {"input": ["in.csv", 1, 2], "model": "abc"}


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Journal]:
    return lambda job=JOB: Journal(tmp_path / "out.csv", job)


def _piece(data: bytes) -> Labelled:
    return Labelled(data, Tally(2, Counter(sales=1), Counter(empty=1), 0, 10, 1))


def test_what_is_done_is_taken_up_again(make: Callable[..., Journal]) -> None:
    with make() as first:
        first.begin(b"head\n")
        first.append(_piece(b"one\n"))
    with open(first.part, "ab") as file:
        file.write(b"half of the nex")
    second = make()
    assert second.resume()
    assert second.done == first.done
    with second:
        second.append(_piece(b"two\n"))
    assert Path(second.part).read_bytes() == b"head\none\ntwo\n"
    assert second.done.tally == Tally(4, Counter(sales=2), Counter(empty=2), 0, 20, 2)


def test_what_was_interrupted_before_the_first_piece_begins_once(make: Callable[..., Journal]) -> None:
    with make() as first:
        first.begin(b"head\n")
    second = make()
    assert second.resume()
    with second:
        second.append(_piece(b"one\n"))
    assert Path(second.part).read_bytes() == b"head\none\n"


@pytest.mark.parametrize("note", ["", "{", "[]", "null", '{"pieces": 1}', '{"pieces": 1, "size": 2, "tally": []}'])
def test_a_damaged_note_is_no_work(note: str, make: Callable[..., Journal], tmp_path: Path) -> None:
    with make() as first:
        first.begin(b"head\n")
    (tmp_path / ".out.csv.mvs-job").write_text(note, encoding="utf-8")
    second = make()
    assert not second.resume()
    assert str(second.misfit).endswith("so this one began again: what it left is damaged")


def test_where_nothing_was_interrupted_there_is_nothing_to_tell(make: Callable[..., Journal]) -> None:
    first = make()
    assert (first.resume(), first.misfit) == (False, None)


def test_a_note_of_bytes_that_are_gone_is_no_work(make: Callable[..., Journal]) -> None:
    with make() as first:
        first.begin(b"head\n")
    Path(first.part).write_bytes(b"hea")
    assert not make().resume()


@pytest.mark.parametrize("other", [{**JOB, "model": "x"}, {**JOB, "input": ["in.csv", 1, 3]}, {}])
def test_other_work_is_not_taken_up(other: dict[str, object], make: Callable[..., Journal]) -> None:
    with make() as first:
        first.begin(b"head\n")
    assert make(other).exists()
    assert not make(other).resume()


def test_a_full_disk_at_the_very_end_is_no_success(
    make: Callable[..., Journal], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    journal = make().__enter__()
    journal.begin(b"head\n")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left on device"):
        journal.__exit__(None, None, None)


def test_nothing_is_left_when_it_is_forgotten(make: Callable[..., Journal], tmp_path: Path) -> None:
    with make() as journal:
        journal.begin(b"head\n")
    for name in (".out.csv.mvs-job~", ".out.csv.mvs-whole"):
        (tmp_path / name).touch()
    journal.forget()
    journal.forget()
    assert list(tmp_path.iterdir()) == []
