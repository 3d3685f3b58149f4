"""Whole postings that were taught are answered as taught, wherever they are asked about; similar ones follow."""

import csv
import math
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pytest
import xlsxwriter

import mvs_classifier as mvs
from mvs_classifier import Label
from mvs_classifier.errors import DataError, UsageError
from mvs_classifier.store.changes import rollback
from mvs_classifier.store.places import HOME
from mvs_classifier.tables.arrow import label_batches
from mvs_classifier.tables.options import Request
from mvs_classifier.training.labelled import ReadOptions, read_labelled
from mvs_classifier.training.taught import as_csv, read_taught, take_back
from mvs_classifier.training.train import train
from tests import small_world
from tests.conftest import Command
from tests.small_world import GOOD, table

POSTINGS = Path(__file__).parents[1] / "data" / "taught_postings.csv"
COLUMNS = ("title", "text", "correct_label")
READ = ReadOptions(text_column="text", title_column="title")


def postings(role: str = "taught") -> list[dict[str, str]]:
    with POSTINGS.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["role"] == role]


@pytest.fixture
def corrections(tmp_path: Path) -> Path:
    return table_of_corrections(tmp_path / "corrections.csv")


def table_of_corrections(path: Path) -> Path:
    rows = [(row["title"], row["text"], row["label"]) for row in postings()]
    untouched = [(row["title"], row["text"], "") for row in postings("look-alike")]
    return table(path, [*rows, *untouched], ("title", "text", "correct_label"))


@pytest.fixture(scope="session")
def trained(small_root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, mvs.TrainingResult]:
    """A store in the small world where the postings were taught, and what came of it."""
    home = tmp_path_factory.mktemp("postings") / "store"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME, str(home))
        small_world.enter(patch, small_root)
        return home, train(
            table_of_corrections(home.parent / "corrections.csv"), job=True, read=READ, as_house_rules=True
        )


@pytest.fixture
def taught_postings(small: Path, trained: tuple[Path, mvs.TrainingResult]) -> mvs.TrainingResult:
    shutil.copytree(trained[0], small)
    assert trained[1].installed
    return trained[1]


def answered(texts: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    return ((str(job.label), job.reason) for job in mvs.tag_jobs(texts))


# What was corrected is honoured.


def test_every_corrected_posting_is_answered_as_taught(taught_postings: mvs.TrainingResult) -> None:
    rows = postings()
    assert list(answered([row["text"] for row in rows])) == [(row["label"], "taught") for row in rows]
    assert [str(mvs.tag_job(row["text"], row["title"]).label) for row in rows] == [row["label"] for row in rows]
    assert taught_postings.report.strayed == ()


def test_marks_and_blanks_make_no_difference(taught_postings: mvs.TrainingResult) -> None:
    texts = [row["text"].replace("；", "\n").replace("，", " ， ").replace("。", "") for row in postings()]
    assert list(answered(texts)) == [(row["label"], "taught") for row in postings()]


def test_record_batches_answer_them_likewise(taught_postings: mvs.TrainingResult) -> None:
    batch = pa.RecordBatch.from_pylist([{"text": row["text"]} for row in postings()])
    (labelled,) = label_batches([batch], "text", request=Request(job=True))
    assert labelled["mvs_label"].to_pylist() == [row["label"] for row in postings()]
    assert set(labelled["mvs_reason"].to_pylist()) == {"taught"}


@pytest.mark.parametrize("ending", ["csv", pytest.param("xlsx", marks=pytest.mark.slow)])
def test_an_analyst_corrects_the_output_of_label_and_all_her_corrections_hold(
    small: Path, tmp_path: Path, ending: str, command: Command
) -> None:
    out, again, filled = (tmp_path / f"{name}.{ending}" for name in ("out", "again", "filled"))
    source = table(tmp_path / "in.csv", [(row["title"], row["text"]) for row in postings()], ("职位名称", "职位描述"))
    columns = ["--job", "--column", "职位描述", "--title-column", "职位名称"]
    assert command("label", source, "-o", tmp_path / "out.csv", *columns)[0] == 0
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [
            {**row, "correct_label": one["label"]} for row, one in zip(csv.DictReader(file), postings(), strict=True)
        ]
    write(filled, rows)
    assert command("train", "--add", filled, "--as-house-rules", *columns)[0] == 0
    assert command("label", source, "-o", again, "--force", *columns)[0] == 0
    assert out != again
    assert list(verdicts(again)) == [row["label"] for row in postings()]


def write(path: Path, rows: Sequence[dict[str, str]]) -> None:
    if path.suffix == ".csv":
        table(path, [list(row.values()) for row in rows], list(rows[0]))
        return
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate([list(rows[0]), *(list(row.values()) for row in rows)]):
            sheet.write_row(number, 0, cells)


def verdicts(path: Path) -> Iterator[str]:
    source = mvs.read_labelled(path, ReadOptions(label_column="mvs_label", text_column="职位描述"))
    return (str(example.label) for example in source.examples)


def test_lines_keep_the_model_that_they_had(taught_postings: mvs.TrainingResult) -> None:
    lines = [text for text, _ in GOOD]
    shipped, now = mvs.load("shipped"), mvs.load()
    for before, after in zip(shipped.classify_many(lines), now.classify_many(lines), strict=True):
        assert after.scores == before.scores


# What is like them follows, exactly explained.


def test_similar_postings_follow_and_the_explanation_adds_up(taught_postings: mvs.TrainingResult) -> None:
    rows = postings("look-alike")
    jobs = mvs.tag_jobs([row["text"] for row in rows], [row["title"] for row in rows])
    followed = [job for job in jobs if any(job.taught_contribution.values())]
    assert len(followed) > len(rows) / 2
    for job in followed:
        powers = {label: math.exp(logit) for label, logit in job.logits.items()}
        assert all(abs(powers[label] / sum(powers.values()) - job.scores[label]) < 1e-9 for label in Label)


def test_one_by_one_is_the_same_as_many(taught_postings: mvs.TrainingResult) -> None:
    rows = postings("look-alike")[:20]
    many = mvs.tag_jobs([row["text"] for row in rows], [row["title"] for row in rows])
    assert many == [mvs.tag_job(row["text"], row["title"]) for row in rows]


def test_the_report_names_the_untouched_rows_that_get_another_label(taught_postings: mvs.TrainingResult) -> None:
    report = taught_postings.report
    assert report.untouched == len(postings("look-alike"))
    before, now = mvs.load("shipped"), mvs.load()
    for row in report.turned:
        title = row.title
        assert before.tag_job(row.text, title).label == row.before != row.now == now.tag_job(row.text, title).label
    assert f"{len(report.turned)} of {report.untouched} rows without a correction get another label:" in str(report)


# They stay in the store.


def test_later_trainings_keep_them_and_a_rollback_forgets_them(
    taught_postings: mvs.TrainingResult, tmp_path: Path
) -> None:
    train(table(tmp_path / "good.csv", GOOD))
    mvs.load()
    assert [one.kind for one in read_taught()] == ["posting"] * len(postings()) + [""] * len(GOOD)
    assert list(answered([row["text"] for row in postings()])) == [(row["label"], "taught") for row in postings()]
    rollback()
    rollback()
    mvs.load()
    assert {reason for _, reason in answered([row["text"] for row in postings()])} == {None}


def test_what_is_taken_back_is_not_answered_as_taught(taught_postings: mvs.TrainingResult) -> None:
    take_back(["1"])
    train()
    mvs.load()
    reasons = [reason for _, reason in answered([row["text"] for row in postings()])]
    assert reasons == [None, *["taught"] * (len(reasons) - 1)]


def test_a_newer_label_of_a_posting_counts(taught_postings: mvs.TrainingResult, tmp_path: Path) -> None:
    again = postings()[0]["text"].replace("；", "。")
    train(table(tmp_path / "again.csv", [(again, "both")]), job=True)
    mvs.load()
    assert (mvs.tag_job(again).label, len(read_taught())) == (Label.BOTH, len(postings()))


def test_a_store_of_lines_alone_is_written_as_before(taught: Path) -> None:
    assert as_csv(read_taught()).decode().splitlines()[0] == "number,added,file,line,label,text"


def test_a_line_and_a_posting_of_the_same_text_are_two_things(small: Path, tmp_path: Path) -> None:
    text = "拜访客户"
    train(table(tmp_path / "line.csv", [(text, "sales")]))
    train(table(tmp_path / "job.csv", [(text, "both")]), job=True, force=True)
    mvs.load()
    assert (mvs.classify(text).label, mvs.tag_job(text).label) == (Label.SALES, Label.BOTH)


# How the tables are read.


def test_two_labels_for_postings_that_differ_in_marks_alone_are_an_error(tmp_path: Path) -> None:
    text = postings()[0]["text"]
    rows = [(text, "sales"), (text.replace("；", "\n"), "marketing")]
    with pytest.raises(DataError, match=r"is marketing, but .* says sales"):
        read_labelled(table(tmp_path / "two.csv", rows), ReadOptions(job=True))


def test_a_column_of_titles_needs_job(tmp_path: Path) -> None:
    file = table(tmp_path / "in.csv", [("开发", "写代码", "neither")], ("title", "text", "label"))
    with pytest.raises(UsageError, match="--title-column needs --job"):
        read_labelled(file, ReadOptions(title_column="title"))
    assert read_labelled(file, READ._replace(job=True)).examples[0].title == "开发"


def test_postings_are_measured_as_whole_jobs(taught_postings: mvs.TrainingResult, corrections: Path) -> None:
    found = mvs.evaluate(mvs.load(), corrections, read=READ, job=True)
    assert (found.texts, found.metrics["accuracy"]) == (len(postings()), 1.0)
    assert {one.prediction.reason for one in found.judged} == {"taught"}


def test_the_gate_measures_the_holdout_of_postings_too(taught_postings: mvs.TrainingResult) -> None:
    gate = taught_postings.report.gate
    assert gate
    assert [comparison.name for comparison in gate.comparisons] == ["the holdout", "the postings of the holdout"]


def test_a_posting_that_the_model_labels_so_itself_draws_no_others_after_it(small: Path, tmp_path: Path) -> None:
    known = [row for row in postings() if mvs.tag_job(row["text"], row["title"]).label == row["label"]]
    rows = known or postings("look-alike")[:5]
    labels = [str(mvs.tag_job(row["text"], row["title"]).label) for row in rows]
    path = tmp_path / "confirmed.csv"
    table(path, [(row["title"], row["text"], label) for row, label in zip(rows, labels, strict=True)], COLUMNS)
    assert train(path, job=True, read=READ, as_house_rules=True).installed
    texts = [row["text"] for row in postings("look-alike")]
    mvs.load()
    assert not any(value for job in mvs.tag_jobs(texts) for value in job.taught_contribution.values())
