import json
from pathlib import Path

import pytest

from tests.conftest import Command
from tests.small_world import GOOD, table


def test_says_how_far_it_is_where_there_is_no_terminal(small: Path, tmp_path: Path, command: Command) -> None:
    code, out, err = command("check", table(tmp_path / "two.csv", GOOD[:2]))
    assert (code, err.splitlines()[0]) == (0, "training …")
    assert "2 labels checked" in out


def test_a_wrong_label_is_shown_and_written(small: Path, tmp_path: Path, command: Command) -> None:
    file = table(tmp_path / "in.csv", [*GOOD, ("拜访客户，签订合同，催收货款", "marketing")])
    code, out, err = command("check", file, "-o", tmp_path / "doubts.csv")
    assert (code, "marketing -> sales" in out) == (0, True)
    assert f"correct the labels in {file} itself" in err
    assert "拜访客户，签订合同" in (tmp_path / "doubts.csv").read_text(encoding="utf-8-sig")
    (doubt,) = json.loads(command("check", file, "--json")[1])["doubts"]
    assert (doubt["line"], doubt["likely_label"]) == (8, "sales")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["nowhere.csv"], 66, "no such file"),
        (["bad.csv"], 65, "bad.csv:2: the label is 'sale'"),
        (["good.csv", "-o", "good.csv"], 73, "is the input itself"),
        (["good.csv", "-o", "old.csv"], 73, "already exists"),
        (["good.csv", "-o", "out.parquet"], 2, "out.parquet"),
        (["good.csv", "-d", "::"], 2, "the delimiter must be one character"),
        (["good.csv", "--label-column", "lable"], 65, "did you mean 'label'"),
    ],
)
@pytest.mark.usefixtures("in_small_world")
def test_what_cannot_be_done_has_its_exit_code(arguments: list[str], code: int, says: str, command: Command) -> None:
    table(Path("good.csv"), GOOD)
    table(Path("bad.csv"), [("拜访客户", "sale")])
    Path("old.csv").touch()
    ended, out, err = command("check", *arguments)
    assert (ended, out, says in err) == (code, "", True), err


def test_whole_postings_are_told_of(small: Path, tmp_path: Path, command: Command) -> None:
    posting = "岗位职责：拜访客户，签订合同，催收货款。" * 8
    err = command("check", table(tmp_path / "in.csv", [(posting, "sales")]))[2]
    assert "note: the texts look like whole job descriptions" in err
