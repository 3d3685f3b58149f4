"""Tables of whole postings: every command that reads them takes --job, and says so where it is missing."""

import csv
import json
from pathlib import Path

import pytest

import mvs_classifier as mvs
from mvs_classifier.tables.postings import ADVICE
from tests.conftest import Command
from tests.small_world import table

DATA = Path(__file__).parents[1] / "data" / "taught_postings.csv"
COLUMNS = ["--job", "--column", "text", "--title-column", "title"]


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = [(row["title"], row["text"], row["label"]) for row in csv.DictReader(file)]
    return table(tmp_path / "postings.csv", rows[:40], ("title", "text", "label"))


@pytest.fixture
def long(labelled: Path, tmp_path: Path) -> Path:
    """Postings that are long enough to be noticed."""
    rows = [(row["title"], f"{row['text']}\n{row['text']}", row["label"]) for row in cells(labelled)]
    return table(tmp_path / "long.csv", rows, ("title", "text", "label"))


def cells(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    "arguments",
    [
        ("label", "-o", "out.csv", "--column", "text"),
        ("evaluate",),
        ("check",),
        ("suggest", "-o", "out.csv", "--column", "text"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_each_command_says_that_postings_need_job(
    small: Path, long: Path, command: Command, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(long.parent)
    _, out, err = command(*arguments, long)
    assert f"the texts look like whole job descriptions: {ADVICE}" in out + err


def test_train_says_how_postings_were_taught(small: Path, long: Path, command: Command) -> None:
    out = command("train", "--dry-run", "--add", long)[1]
    assert "the texts look like whole job descriptions, but each was taught as one line" in out
    assert "--job" in out


@pytest.mark.parametrize("arguments", [("train", "--force", "--dry-run", "--add"), ("evaluate",), ("check",)])
def test_with_job_nothing_is_said_of_it(small: Path, long: Path, command: Command, arguments: tuple[str, ...]) -> None:
    code, out, err = command(*arguments, long, *COLUMNS)
    assert code == 0
    assert ADVICE not in out + err


def test_evaluate_judges_whole_jobs(small: Path, labelled: Path, command: Command) -> None:
    code, out, _ = command("evaluate", labelled, *COLUMNS, "--json")
    rows = cells(labelled)
    tags = mvs.tag_jobs([row["text"] for row in rows], [row["title"] for row in rows])
    right = sum(str(tag.label) == row["label"] for tag, row in zip(tags, rows, strict=True))
    assert (code, json.loads(out)["metrics"]["accuracy"]) == (0, pytest.approx(right / len(rows)))


def test_check_holds_each_posting_against_a_model_without_it(
    small: Path, labelled: Path, tmp_path: Path, command: Command
) -> None:
    out, rows = tmp_path / "doubts.csv", cells(labelled)
    rows[8]["label"] = "marketing"  # its look-alikes are sales
    file = table(tmp_path / "slip.csv", [list(row.values()) for row in rows], list(rows[0]))
    assert command("check", file, *COLUMNS, "-o", out)[0] == 0
    doubts = [(row["title"], row["text"], row["label"]) for row in cells(out)]
    assert doubts[0] == tuple(rows[8].values())
    assert len(doubts) <= 2


def test_check_by_line_holds_duties_against_the_label_of_their_posting(
    small: Path, labelled: Path, tmp_path: Path, command: Command
) -> None:
    out = tmp_path / "doubts.csv"
    assert command("check", labelled, *COLUMNS, "--lines", "-o", out)[0] == 0
    texts = [row["text"] for row in cells(labelled)]
    assert all(any(row["text"] in text for text in texts) for row in cells(out))
    assert all(row["text"] not in texts for row in cells(out))


def test_suggest_chooses_postings_by_the_verdict_on_the_whole(
    small: Path, labelled: Path, tmp_path: Path, command: Command
) -> None:
    out = tmp_path / "fill.csv"
    assert command("suggest", labelled, "-o", out, "-n", "5", *COLUMNS)[0] == 0
    rows = cells(out)
    assert len(rows) == 5
    for row in rows:
        assert row["mvs_label"] == str(mvs.tag_job(row["text"], row["title"]).label)


def test_suggest_by_line_gives_each_duty_a_row(small: Path, labelled: Path, tmp_path: Path, command: Command) -> None:
    out = tmp_path / "fill.csv"
    assert command("suggest", labelled, "-o", out, "-n", "5", *COLUMNS, "--lines")[0] == 0
    texts = {row["title"]: row["text"] for row in cells(labelled)}
    for row in cells(out):
        assert row["text"] in texts[row["title"]]
        assert row["text"] != texts[row["title"]]
        assert row["mvs_label"] == str(mvs.classify(row["text"]).label)


@pytest.mark.parametrize("name", ["check", "suggest"])
def test_lines_need_job(name: str, labelled: Path, tmp_path: Path, command: Command) -> None:
    code, _, err = command(name, labelled, "--lines", "-o", tmp_path / "out.csv")
    assert code == 2
    assert "--lines needs --job" in err
