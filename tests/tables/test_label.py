import copy
import csv
import os
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mvs_classifier import Classifier, DataError, OutputError
from mvs_classifier.formats.header import rows_above
from mvs_classifier.formats.options import Sizes
from mvs_classifier.tables import journal
from mvs_classifier.tables.label import label_file
from mvs_classifier.tables.options import Options, Request
from mvs_classifier.tables.plan import Summary
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


def _misfits(summary: Summary) -> list[str]:
    start = "the interrupted run could not be continued, so this one began again: "
    return [note.removeprefix(start) for note in summary.notes if note.startswith(start)]


def test_resume_goes_on_where_it_was_interrupted(classifier: Classifier, interrupted: Path) -> None:
    summary = _resume(classifier, interrupted)
    assert 0 < summary.resumed < summary.tally.rows == 50
    assert not _misfits(summary)
    label_file(classifier, interrupted / "in.csv", interrupted / "fresh.csv")
    assert (interrupted / "out.csv").read_bytes() == (interrupted / "fresh.csv").read_bytes()
    assert {path.name for path in interrupted.iterdir()} == {"in.csv", "out.csv", "fresh.csv"}


def test_without_resume_it_starts_anew(classifier: Classifier, interrupted: Path) -> None:
    summary = label_file(classifier, interrupted / "in.csv", interrupted / "out.csv")
    assert (summary.resumed, _misfits(summary)) == (0, [])


def test_resume_starts_anew_where_the_input_has_changed(classifier: Classifier, interrupted: Path) -> None:
    with (interrupted / "in.csv").open("a", encoding="utf-8") as file:
        file.write("策划活动\r\n")
    summary = _resume(classifier, interrupted)
    assert (summary.resumed, summary.tally.rows) == (0, 51)
    assert _misfits(summary) == ["the input is another file or has changed"]


def test_resume_starts_anew_where_the_input_is_as_large_but_younger(classifier: Classifier, interrupted: Path) -> None:
    os.utime(interrupted / "in.csv", (1, 1))
    assert _resume(classifier, interrupted).resumed == 0


@pytest.mark.parametrize("other", [{"request": Request(language="zh")}, {"columns": ("1",)}, {"safe_excel": True}])
def test_resume_starts_anew_with_other_options(
    other: dict[str, object], classifier: Classifier, interrupted: Path
) -> None:
    summary = _resume(classifier, interrupted, **other)
    assert (summary.resumed, _misfits(summary)) == (0, ["the options are others"])


def test_resume_may_change_how_many_work(classifier: Classifier, interrupted: Path) -> None:
    assert _resume(classifier, interrupted, workers=2).resumed > 0


def test_resume_starts_anew_with_another_model(classifier: Classifier, interrupted: Path) -> None:
    other = copy.copy(classifier)
    other.fingerprint = "another"
    os.utime(interrupted / "in.csv", (1, 1))
    summary = _resume(other, interrupted)
    told = "the input is another file or has changed, the model is another"
    assert (summary.resumed, _misfits(summary)) == (0, [told])


def test_resume_replaces_an_output_only_where_there_is_unfinished_work(
    classifier: Classifier, interrupted: Path
) -> None:
    (interrupted / "out.csv").write_text("older", encoding="utf-8")
    assert _resume(classifier, interrupted).resumed > 0
    assert _resume(classifier, interrupted).was_finished
    (interrupted / "out.csv").write_text("older", encoding="utf-8")
    with pytest.raises(OutputError, match=r"already exists; give another name, or --force .*; in Python, force=True"):
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


def test_a_second_run_replaces_the_first_in_every_format(classifier: Classifier, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id,任务\n1,拜访客户\n", encoding="utf-8")
    for source, target in [
        ("in.csv", "a.csv"),
        ("a.csv", "b.csv"),
        ("b.csv", "c.xlsx"),
        ("c.xlsx", "d.xlsx"),
        ("d.xlsx", "e.csv"),
    ]:
        summary = label_file(classifier, tmp_path / source, tmp_path / target)
        assert bool(summary.replaced) == (source != "in.csv")
    assert (tmp_path / "e.csv").read_bytes() == (tmp_path / "a.csv").read_bytes()


def test_the_users_own_column_of_a_chinese_name_stays(label_csv: LabelCsv) -> None:
    rows = label_csv("任务,类别\n拜访客户,甲类\n", request=Request(language="zh"))
    assert rows[1][:3] == ["拜访客户", "甲类", "销售"]
    header, row = label_csv(
        "任务,类别,置信度,说明,模型,注\n拜访客户,都不是,0.1,,x,乙\n", request=Request(language="zh")
    )
    assert (header, row[:3]) == (["任务", "注", "类别", "置信度", "说明", "模型"], ["拜访客户", "乙", "销售"])


@pytest.mark.parametrize("name", [b"\xff.csv", b"\xff.jsonl", b"\xff.xlsx", b"\xff.parquet"])
def test_names_of_files_are_bytes(name: bytes, classifier: Classifier, tmp_path: Path) -> None:
    source, target = (os.path.join(os.fsencode(tmp_path), start + name) for start in (b"in", b"out"))
    kind = os.path.splitext(name)[1].decode()
    if kind == ".parquet":
        pq.write_table(pa.table({"任务": ["拜访客户"]}), tmp_path / "a.parquet")
    elif kind == ".jsonl":
        (tmp_path / "a.jsonl").write_text('{"任务": "拜访客户"}', encoding="utf-8")
    else:
        (tmp_path / "in.csv").write_text("任务\n拜访客户\n", encoding="utf-8")
        label_file(classifier, tmp_path / "in.csv", tmp_path / f"a{kind}")
    os.rename(tmp_path / f"a{kind}", source)
    summary = label_file(classifier, os.fsdecode(source), os.fsdecode(target))
    assert summary.tally.labels == {"sales": 1}
    assert os.path.exists(target)


@pytest.mark.parametrize("errors", ["strict", "replace"])
def test_bytes_that_do_not_fit_are_replaced_on_demand(errors: str, label_csv: LabelCsv) -> None:
    content = "编号,任务\n1,拜访客户\n2,策划".encode() + b"\xff\xff\n"
    if errors == "strict":
        with pytest.raises(DataError, match="or replace what does not fit with --errors replace"):
            label_csv(content)
    else:
        assert [row[:2] for row in label_csv(content, errors=errors)[1:]] == [["1", "拜访客户"], ["2", "策划��"]]


def test_what_was_read_is_told(classifier: Classifier, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(
        "招聘岗位统计表\n编号,a,b\n1,拜访客户拜访客户拜访客户,x\n2,策划活动策划活动策划活动".encode() + b"\xff,y\n"
    )
    summary = label_file(classifier, tmp_path / "in.csv", tmp_path / "out.csv", Options(errors="replace"))
    assert (summary.columns, summary.choice.header_row) == (["a"], 2)
    assert summary.notes == [
        "the header is in line 2",
        rows_above(1, None)[0],
        "bytes that do not fit the encoding, replaced by �: 1",
        "column 'a' was chosen for its long texts; choose another with --column",
    ]


@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize("word", ["NULL", "\\N", "nan", "None", "N/A", "#N/A"])
def test_words_for_nothing_are_empty_unless_they_are_kept(word: str, quoted: bool, label_csv: LabelCsv) -> None:  # noqa: FBT001
    number = '"1"' if quoted else "1"
    content = f"任务,x\n{word},{number}\n拜访客户,2\n"
    assert [row[:1] + row[4:5] for row in label_csv(content)[1:]] == [[word, "empty"], ["拜访客户", ""]]
    assert label_csv(content, keep_na=True)[1][4] != "empty"


def test_a_row_that_cannot_be_read_is_named(classifier: Classifier, tmp_path: Path) -> None:
    texts = pa.array([{"a": 1}] * 2)
    pq.write_table(pa.table({"id": [1, 2], "任务": texts}), tmp_path / "in.parquet")
    for workers in (1, 2):
        with pytest.raises(DataError, match=r"in\.parquet:1: the cell holds a value of type dict \({'a': 1}\)"):
            label_file(
                classifier, tmp_path / "in.parquet", tmp_path / "o.parquet", Options(columns=("任务",), workers=workers)
            )
    assert [path.name for path in tmp_path.iterdir()] == ["in.parquet"]
