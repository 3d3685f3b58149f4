from pathlib import Path

import pytest

from tests.conftest import Command
from tests.small_world import GOOD, table


def test_writes_the_rows_to_label_next_and_says_what_to_do_then(small: Path, tmp_path: Path, command: Command) -> None:
    out = tmp_path / "out.csv"
    code, printed, err = command("suggest", table(tmp_path / "in.csv", GOOD), "-o", out, "-n", "3", "--column", "text")
    assert (code, printed) == (0, "")
    assert f"3 of 6 rows written to {out}, using column 'text'" in err
    assert f"fill in correct_label, then run mvs-classifier train --add {out}" in err


def test_labelled_tables_are_left_out(small: Path, tmp_path: Path, command: Command) -> None:
    known = table(tmp_path / "known.csv", GOOD[:4])
    source = table(tmp_path / "in.csv", GOOD)
    err = command("suggest", source, "-o", tmp_path / "out.csv", "--column", "1", "--known", known)[2]
    assert "2 of 6 rows written" in err
    assert "50 were asked for" in err


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (["-n", "0"], 2, "the number of suggestions must be at least 1, not 0"),
        (["--column", "tex"], 2, "there is no column 'tex'; did you mean 'text'"),
        (["-d", '"'], 2, "the delimiter must be one character"),
    ],
)
@pytest.mark.usefixtures("in_small_world")
def test_what_cannot_be_done(options: list[str], code: int, says: str, command: Command) -> None:
    ended, _, err = command("suggest", table(Path("in.csv"), GOOD), "-o", "out.csv", *options)
    assert (ended, says in err) == (code, True)


def test_whole_postings_are_told_of(small: Path, tmp_path: Path, command: Command) -> None:
    posting = "岗位职责：拜访客户，签订合同，催收货款。" * 8
    source = table(tmp_path / "in.csv", [(posting, "")])
    assert "look like whole job descriptions" in command("suggest", source, "-o", tmp_path / "out.csv")[2]
