import copy
import csv
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from mvs_classifier import Classifier, OutputError
from mvs_classifier.formats.options import Sizes
from mvs_classifier.tables import journal
from mvs_classifier.tables.label import Summary, label_file
from mvs_classifier.tables.options import Options, Request
from tests.tables.conftest import Rows

LabelCsv = Callable[..., Rows]
SMALL = Sizes(chunk=64)


class Stopped(Exception):  # noqa: N818
    """What a test throws into the work to end it."""


@pytest.fixture
def interrupted(classifier: Classifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which labelling in.csv to out.csv has been interrupted after the third piece."""
    monkeypatch.setattr(journal, "_SECONDS", 0.0)
    with (tmp_path / "in.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["任务"], *([f"第{number}次拜访客户"] for number in range(50))])
    seen: list[int] = []

    def progress(done: int, total: int | None, unit: str) -> None:
        seen.append(done)
        if len(seen) == 3:
            raise Stopped

    with pytest.raises(Stopped):
        label_file(classifier, tmp_path / "in.csv", tmp_path / "out.csv", Options(sizes=SMALL), progress)
    assert not (tmp_path / "out.csv").exists()
    return tmp_path


def _resume(classifier: Classifier, folder: Path, **options: object) -> Summary:
    return label_file(classifier, folder / "in.csv", folder / "out.csv", Options(resume=True, sizes=SMALL, **options))  # type: ignore[arg-type]


def test_resume_goes_on_where_it_was_interrupted(classifier: Classifier, interrupted: Path) -> None:
    summary = _resume(classifier, interrupted)
    assert 0 < summary.resumed < summary.tally.rows == 50
    label_file(classifier, interrupted / "in.csv", interrupted / "fresh.csv")
    assert (interrupted / "out.csv").read_bytes() == (interrupted / "fresh.csv").read_bytes()
    assert {path.name for path in interrupted.iterdir()} == {"in.csv", "out.csv", "fresh.csv"}


def test_without_resume_it_starts_anew(classifier: Classifier, interrupted: Path) -> None:
    assert label_file(classifier, interrupted / "in.csv", interrupted / "out.csv").resumed == 0


def test_resume_starts_anew_where_the_input_has_changed(classifier: Classifier, interrupted: Path) -> None:
    with (interrupted / "in.csv").open("a", encoding="utf-8") as file:
        file.write("策划活动\r\n")
    summary = _resume(classifier, interrupted)
    assert (summary.resumed, summary.tally.rows) == (0, 51)


def test_resume_starts_anew_where_the_input_is_as_large_but_younger(classifier: Classifier, interrupted: Path) -> None:
    os.utime(interrupted / "in.csv", (1, 1))
    assert _resume(classifier, interrupted).resumed == 0


@pytest.mark.parametrize("other", [{"request": Request(language="zh")}, {"columns": ("1",)}, {"safe_excel": True}])
def test_resume_starts_anew_with_other_options(
    other: dict[str, object], classifier: Classifier, interrupted: Path
) -> None:
    assert _resume(classifier, interrupted, **other).resumed == 0


def test_resume_may_change_how_many_work(classifier: Classifier, interrupted: Path) -> None:
    assert _resume(classifier, interrupted, workers=2).resumed > 0


def test_resume_starts_anew_with_another_model(classifier: Classifier, interrupted: Path) -> None:
    other = copy.copy(classifier)
    other.fingerprint = "another"
    assert _resume(other, interrupted).resumed == 0


def test_resume_replaces_an_output_only_where_there_is_unfinished_work(
    classifier: Classifier, interrupted: Path
) -> None:
    (interrupted / "out.csv").write_text("older", encoding="utf-8")
    assert _resume(classifier, interrupted).resumed > 0
    with pytest.raises(OutputError, match="is already there; give another name, or --force"):
        _resume(classifier, interrupted)


def test_progress_is_told_up_to_the_end(classifier: Classifier, interrupted: Path) -> None:
    told: list[tuple[int, int | None, str]] = []
    target = interrupted / "other.csv"
    label_file(classifier, interrupted / "in.csv", target, Options(sizes=SMALL), lambda *news: told.append(news))
    size = (interrupted / "in.csv").stat().st_size
    assert told == sorted(told)
    assert (len(told) > 10, told[-1]) == (True, (size, size, "B"))


def test_a_text_without_a_verdict_says_why(label_csv: LabelCsv) -> None:
    rows = label_csv("任务\n！！\nṼṽ\n", columns=("任务",))
    assert [row[1:4] for row in rows[1:]] == [
        ["neither", "0.2500", "no words"],
        ["neither", "0.2500", "no known words"],
    ]


def test_a_job_without_a_verdict_says_why(label_csv: LabelCsv) -> None:
    rows = label_csv("text\n！！\nสวัสดี\n", request=Request(job=True))
    assert [(row[1], row[3]) for row in rows[1:]] == [("neither", "no words"), ("neither", "no known words")]


def test_a_long_file_is_labelled_as_one_by_one(label_csv: LabelCsv, classifier: Classifier) -> None:
    texts = [f"第{number}次拜访客户" if number % 3 else f"策划第{number}场活动" for number in range(5000)]
    rows = label_csv("任务\n" + "\n".join(texts) + "\n")
    assert [row[1] for row in rows[1:]] == [str(classifier.classify(text).label) for text in texts]
