"""Workbooks are labelled, and their cells keep value and type."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt

from mvs_classifier import Classifier, DataError
from mvs_classifier.formats.excelout import write_table
from mvs_classifier.formats.options import Sizes
from mvs_classifier.tables.label import label_file
from mvs_classifier.tables.options import Options

Table = list[list[Any]]
Label = Callable[..., Table]


@pytest.fixture
def label(classifier: Classifier, tmp_path: Path) -> Label:
    """Write rows to a workbook, label it, and return the cells of the output."""

    def labelled(rows: Sequence[Sequence[Any]], **options: Any) -> Table:
        book = openpyxl.Workbook()
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row, 1):
                target = book.active.cell(number, column)
                target.value = cell
                if isinstance(cell, str):
                    target.data_type = "s"
        book.save(tmp_path / "in.xlsx")
        label_file(classifier, tmp_path / "in.xlsx", tmp_path / "out.xlsx", Options(force=True, **options))
        found = openpyxl.load_workbook(tmp_path / "out.xlsx").active
        return [[cell.value for cell in row] for row in found.iter_rows()]

    return labelled


def test_adds_the_verdict_with_numbers_as_numbers(label: Label, classifier: Classifier) -> None:
    header, row = label([["编号", "任务"], ["007", "拜访客户"]])
    confidence = round(classifier.classify("拜访客户").confidence, 4)
    assert header == ["编号", "任务", "mvs_label", "mvs_confidence", "mvs_reason", "mvs_model"]
    assert row == ["007", "拜访客户", "sales", confidence, None, classifier.fingerprint]


@pytest.mark.parametrize(
    "cell",
    [
        "007",
        "13800138000",
        13800138000,
        -1.5,
        True,
        dt.datetime(2024, 2, 29, 8, 30, 15),  # noqa: DTZ001
        dt.time(8, 30),
        " lead",
        "a\nb",
        "<r><t>x</t></r>",
        "=1+1",
        "{=1}",
        "http://a.example",
        "&<>\"'",
        "😀",
    ],
)
def test_cells_keep_value_and_type(cell: object, label: Label) -> None:
    found = label([["任务", "b"], ["拜访客户", cell]])[1][1]
    assert (found, type(found)) == (cell, type(cell))


def test_a_date_stays_a_date_without_a_time(label: Label, tmp_path: Path) -> None:
    found = label([["任务", "b"], ["拜访客户", dt.date(2024, 2, 29)]])[1][1]
    assert found == dt.datetime(2024, 2, 29)  # noqa: DTZ001
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").active["B2"].number_format == "yyyy-mm-dd"


def test_a_span_of_time_stays_one(label: Label) -> None:
    assert label([["任务", "b"], ["拜访客户", dt.timedelta(hours=30)]])[1][1] == dt.timedelta(hours=30)


@pytest.mark.parametrize(
    "cell", ["=1+1", "=HYPERLINK(1)", "{=1}", "@a", "+1", "http://a.example", "mailto:a@b.example"]
)
def test_no_text_becomes_a_formula_or_a_link(cell: str, label: Label, tmp_path: Path) -> None:
    label([["任务", cell], ["拜访客户", cell], [cell, "x"]])
    for row in openpyxl.load_workbook(tmp_path / "out.xlsx").active.iter_rows():
        assert {(found.data_type, found.hyperlink) for found in row if isinstance(found.value, str)} == {("s", None)}


def test_empty_rows_are_kept(label: Label) -> None:
    rows = label([["任务", "b"], ["拜访客户", 1], [None, None], [None, None], ["策划活动", 2]])
    assert [row[2] for row in rows] == ["mvs_label", "sales", None, None, "marketing"]
    assert rows[2][4] == "empty"


def test_numbers_are_read_as_they_look(label: Label) -> None:
    header = label([["任务", 2024, None, 1.5], ["拜访客户", 1, 2, 3]])[0]
    assert header[:4] == ["任务", "2024", None, "1.5"]


def test_a_header_alone_comes_back(label: Label) -> None:
    assert [row[:3] for row in label([["任务", "b"]])] == [["任务", "b", "mvs_label"]]


def test_without_a_header(label: Label) -> None:
    assert [row[1] for row in label([["拜访客户"], ["策划活动"]], header=False)] == ["sales", "marketing"]


def test_an_empty_sheet_is_an_error(label: Label) -> None:
    with pytest.raises(DataError, match="is empty; its first row must name the columns"):
        label([])


def test_pieces_come_out_in_order(label: Label) -> None:
    rows = label([["任务"], *[[f"第{number}次拜访客户"] for number in range(20)]], workers=2, sizes=Sizes(rows=3))
    assert [row[0] for row in rows[1:]] == [f"第{number}次拜访客户" for number in range(20)]


def test_the_old_format_is_read_with_its_types(classifier: Classifier, tmp_path: Path) -> None:
    book = xlwt.Workbook()
    page = book.add_sheet("表")
    cells = ["007", 13800138000, True, dt.datetime(2024, 2, 29, 8, 30)]  # noqa: DTZ001
    for column, (name, cell) in enumerate(zip("abcd", cells, strict=True)):
        page.write(0, column, name)
        page.write(1, column, cell, xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm" if name == "d" else "General"))
    page.write(0, 4, "任务")
    page.write(1, 4, "拜访客户")
    book.save(str(tmp_path / "in.xls"))
    label_file(classifier, tmp_path / "in.xls", tmp_path / "out.xlsx")
    found = [cell.value for cell in openpyxl.load_workbook(tmp_path / "out.xlsx").active[2]]
    assert found[:6] == [*cells, "拜访客户", "sales"]


@pytest.mark.parametrize("ending", ["xls", "xlsm"])
def test_the_content_counts_and_not_the_ending(
    ending: str, label: Label, classifier: Classifier, tmp_path: Path
) -> None:
    label([["任务"], ["拜访客户"]])
    (tmp_path / "in.xlsx").rename(tmp_path / f"in.{ending}")
    summary = label_file(classifier, tmp_path / f"in.{ending}", tmp_path / "other.xlsx")
    assert summary.tally.labels == {"sales": 1}


def test_a_workbook_becomes_csv(label: Label, classifier: Classifier, tmp_path: Path) -> None:
    label([["编号", "电话", "任务", "日期"], ["007", 13800138000, "拜访客户", dt.date(2024, 2, 29)]])
    label_file(classifier, tmp_path / "in.xlsx", tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1][:5] == ["007", "13800138000", "拜访客户", "2024-02-29", "sales"]


def test_a_table_with_too_many_rows_is_an_error() -> None:
    write_table(io.BytesIO(), ["任务"], [["a"], ["b"]], most_rows=3)
    with pytest.raises(DataError, match="a sheet holds 3 rows, but the table has more; write CSV instead"):
        write_table(io.BytesIO(), ["任务"], [["a"], ["b"], ["c"]], most_rows=3)
