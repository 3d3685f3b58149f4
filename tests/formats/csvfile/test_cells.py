"""Every cell of a CSV file comes back."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mvs_classifier import Classifier, DataError
from mvs_classifier.formats.cells import is_nothing
from mvs_classifier.formats.columns import is_usual_name
from mvs_classifier.formats.options import Sizes
from mvs_classifier.tables.label import label_file
from mvs_classifier.tables.options import Options
from tests.formats.csvfile.cells import ADDED, LabelCsv
from tests.tables.conftest import Rows

_cells = st.one_of(
    st.sampled_from(
        [
            "",
            "拜访客户",
            "策划活动",
            "007",
            "13800138000",
            '"',
            "a\nb",
            "a\r\nb",
            "a\rb",
            "=1+1",
            " x ",
            "拜\x00访客户",
            "'",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6).filter(
        lambda cell: not is_usual_name(cell)
    ),
)
_DIALECTS: dict[str, list[Any]] = {
    "encoding": ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"],
    "delimiter": [",", "\t", ";", "|"],
    "lineterminator": ["\n", "\r\n", "\r"],
    "quoting": [csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC],
}


def _written(rows: Rows, encoding: str, **dialect: Any) -> bytes:
    text = io.StringIO(newline="")
    if any(mark in cell for row in rows for cell in row for mark in "\r\n"):
        dialect["quoting"] = csv.QUOTE_ALL  # before Python 3.13 the writer quotes only its own kind of line end
    csv.writer(text, **dialect).writerows(rows)
    mark = "\ufeff" if encoding in {"utf-16-le", "utf-16-be"} else ""
    return (mark + text.getvalue()).encode(encoding)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(_cells, max_size=5), max_size=12),
    dialect=st.fixed_dictionaries({name: st.sampled_from(values) for name, values in _DIALECTS.items()}),
    chunk=st.sampled_from([2, 3, 7, 64, 1 << 20]),
)
def test_every_cell_comes_back_with_the_verdict_between(
    rows: Rows, dialect: dict[str, str], chunk: int, label_csv: LabelCsv, classifier: Classifier
) -> None:
    content = _written([["a", "b", "c"], *rows], **dialect)
    header, *labelled = label_csv(content, columns=("b",), written=dialect["delimiter"], sizes=Sizes(chunk=chunk))
    assert header == ["a", "b", "c", *ADDED]
    assert len(labelled) == len(rows)
    for row, found in zip(rows, labelled, strict=True):
        assert found[:3] == [*row, "", "", ""][:3]
        assert found[7:] == row[3:]
        assert found[3:7] == _verdict(row, classifier)


def _verdict(row: list[str], classifier: Classifier) -> list[str]:
    if len(row) == 1:
        return ["", "", "no such cell", classifier.fingerprint]
    said = classifier.classify(row[1] if row and not is_nothing(row[1]) else "")
    if said.reason == "empty":
        return ["", "", "empty", classifier.fingerprint]
    return [str(said.label), f"{said.confidence:.4f}", said.reason or "", classifier.fingerprint]


def test_two_workers_write_the_same_as_one(classifier: Classifier, tmp_path: Path) -> None:
    rows = [["1", "拜访客户" * 5_000 + '"', "x"], ["2", "策划活动" * 4_000, "y"], ["3", 'a\r\n"b"']]
    two_workers_write_the_same(rows, classifier, tmp_path)


@pytest.mark.slow
@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(_cells, min_size=3, max_size=4), min_size=5, max_size=30))
@example(rows=[["1", "拜访客户" * 50_000 + '"', "x"], ["2", "策划活动" * 40_000, "y"]])
def test_two_workers_write_the_same_as_one_whatever_it_is(rows: Rows, classifier: Classifier, tmp_path: Path) -> None:
    two_workers_write_the_same(rows, classifier, tmp_path)


def two_workers_write_the_same(rows: Rows, classifier: Classifier, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(_written([["a", "b", "c"], *rows], "utf-8"))
    for workers in (1, 2):
        options = Options(columns=("b",), workers=workers, force=True, sizes=Sizes(chunk=16))
        label_file(classifier, tmp_path / "in.csv", tmp_path / f"{workers}.csv", options)
    assert (tmp_path / "2.csv").read_bytes() == (tmp_path / "1.csv").read_bytes()


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", ""])
def test_the_last_line_may_lack_its_end(end: str, label_csv: LabelCsv) -> None:
    assert [row[:2] for row in label_csv(f'任务,a\n"拜访客户",1\n策划活动,2{end}')[1:]] == [
        ["拜访客户", "1"],
        ["策划活动", "2"],
    ]


def test_line_ends_may_be_mixed(label_csv: LabelCsv) -> None:
    rows = label_csv(b"text,a\rone,1\r\ntwo,2\nthree,3\r\rfour,4\n")
    assert [row[:2] for row in rows[1:]] == [["one", "1"], ["two", "2"], ["three", "3"], ["", ""], ["four", "4"]]
    rows = label_csv(b"text\r\none\r\ntwo\nthree\r\n")
    assert [(row[0], len(row)) for row in rows] == [("text", 5), ("one", 5), ("two", 5), ("three", 5)]


def test_rows_that_are_ragged_or_empty_are_kept_and_counted(classifier: Classifier, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("编号,任务,备注\n1,拜访客户\n2,拜访客户,x,多,余\n\n,,\n9\n", encoding="utf-8")
    summary = label_file(classifier, tmp_path / "in.csv", tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[1:]
    assert [row[:3] for row in rows] == [
        ["1", "拜访客户", ""],
        ["2", "拜访客户", "x"],
        [""] * 3,
        [""] * 3,
        ["9", "", ""],
    ]
    assert [row[7:] for row in rows] == [[], ["多", "余"], [], [], []]
    assert [row[5] for row in rows] == ["", "", "empty", "empty", "no such cell"]
    assert summary.tally.ragged == 3


def test_column_names_may_be_empty_or_stand_twice(label_csv: LabelCsv) -> None:
    assert label_csv("a,,a,任务,\n1,2,3,拜访客户,5\n")[0] == ["a", "", "a", "任务", "", *ADDED]
    assert label_csv('""\n拜访客户\n', written=",")[1][:2] == ["拜访客户", "sales"]
    assert label_csv("\t\t\n1\t拜访客户\t3\n", columns=("2",), written="\t")[1][3] == "sales"


def test_ids_come_back_as_they_were(label_csv: LabelCsv) -> None:
    row = label_csv("a,b,c,任务\n007,13800138000,1.50,拜访客户\n")[1]
    assert row[:3] == ["007", "13800138000", "1.50"]


@pytest.mark.parametrize("times", [30_000, pytest.param(300_000, marks=pytest.mark.slow)])
def test_a_very_long_cell_comes_back(times: int, label_csv: LabelCsv) -> None:
    long = "拜访客户，" * times  # csv by itself takes 131,072 characters
    assert label_csv(f'任务,a\n"{long}",1\nx,2\n')[1][:3] == [long, "1", "sales"]


MANY = pytest.mark.parametrize("count", [100_000, pytest.param(1_000_000, marks=pytest.mark.slow)])


@MANY
def test_a_million_columns(count: int, label_csv: LabelCsv) -> None:
    names = [f"c{number}" for number in range(count)]
    rows = label_csv(f"{','.join(names)}\n拜访客户{',' * (count - 1)}\n", columns=("c0",))
    assert (len(rows[1]), rows[1][count]) == (count + 4, "sales")


@MANY
def test_a_wrong_name_among_a_million_is_told_at_once(count: int, label_csv: LabelCsv) -> None:
    with pytest.raises(DataError.__base__, match="there is no column '任务'"):  # type: ignore[arg-type]
        label_csv(",".join(f"c{number}" for number in range(count)) + "\n", columns=("任务",))
