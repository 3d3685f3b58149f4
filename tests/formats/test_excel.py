import csv
import datetime as dt
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt

from mvs_classifier import Classifier, DataError, UsageError
from mvs_classifier.formats.excelout import write_table
from mvs_classifier.formats.options import Sizes, SourceOptions
from mvs_classifier.formats.registry import FORMATS, open_source
from mvs_classifier.formats.source import Source
from mvs_classifier.tables.label import label_file
from mvs_classifier.tables.options import Options
from mvs_classifier.training.labelled import read_labelled

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


def test_the_sheet_is_named(classifier: Classifier, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.create_sheet("二")
    page.append(["任务"])
    page.append(["拜访客户"])
    book.save(tmp_path / "in.xlsx")
    summary = label_file(classifier, tmp_path / "in.xlsx", tmp_path / "out.xlsx", Options(sheet="二"))
    assert summary.tally.labels == {"sales": 1}


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


# Which sheet, which row.

A, B = "负责拜访客户，完成季度销售指标", "策划品牌传播活动，撰写推广文案"
TABLE: Table = [["序号", "岗位职责"], [1, A], [2, B]]


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., Source]:
    """Write sheets to a workbook and open it."""

    def opening(sheets: dict[str, Sequence[Sequence[Any]]], change: Any = None, **options: Any) -> Source:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            page = book.create_sheet(name)
            for row in rows:
                page.append(row)
        if change:
            change(book)
        book.save(tmp_path / "in.xlsx")
        return open_source(tmp_path / "in.xlsx", FORMATS["xlsx"], SourceOptions(**options))

    return opening


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_passed_over_unless_it_is_named(state: str, opened: Callable[..., Source]) -> None:
    def hide(book: openpyxl.Workbook) -> None:
        book["旧"].sheet_state = state

    sheets = {"旧": [["岗位职责"], ["不看"]], "岗位": TABLE}
    assert opened(sheets, hide).choice == ("岗位", 1, [])
    assert opened(sheets, hide, sheet="旧").columns == ["岗位职责"]


@pytest.mark.parametrize(
    "cover",
    [
        [],
        [["招聘计划"]],
        [["招聘计划"], ["某公司"], ["2024年"]],
        [["项目", "招聘"], ["日期", "2024-01-01"]],
        [["步骤", "说明"], ["1", "请在下一张表里认真填写每个岗位的全部工作内容，不要遗漏"]],
    ],
)
def test_a_cover_is_passed_over_and_it_is_said(cover: list[list[str]], opened: Callable[..., Source]) -> None:
    source = opened({"封面": cover, "岗位": TABLE})
    assert (source.choice.sheet, source.choice.header_row) == ("岗位", 1)
    assert source.notes() == [
        "read from sheet '岗位', whose header is in row 1",
        "the sheets are '封面', '岗位'; choose another with --sheet",
    ]


def test_the_old_format_has_hidden_sheets_and_merged_cells_too(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.add_sheet("旧").write(0, 0, "岗位职责")
    page = book.add_sheet("岗位")
    page.write_merge(0, 0, 0, 1, "招聘计划")
    for column, name in enumerate(("序号", "岗位职责")):
        page.write(1, column, name)
    page.write(2, 0, 1)
    page.write(3, 0, 2)
    page.write_merge(2, 3, 1, 1, A)
    book.get_sheet(0).visibility = 1
    book.set_active_sheet(1)
    book.save(str(tmp_path / "in.xls"))
    source = open_source(tmp_path / "in.xls", FORMATS["xls"])
    assert (source.choice.sheet, source.choice.header_row) == ("岗位", 2)
    assert [record.cells for record in source.records()] == [[1, A], [2, A]]


def test_a_chart_sheet_is_passed_over(opened: Callable[..., Source]) -> None:
    source = opened({"岗位": TABLE}, lambda book: book.create_chartsheet("图", 0))
    assert [record.cells[1] for record in source.records()] == [A, B]


def test_the_first_of_several_tables_is_read(opened: Callable[..., Source]) -> None:
    assert opened({"一月": TABLE, "二月": TABLE}).choice.sheet == "一月"


def test_a_lone_column_is_read_where_there_is_nothing_else(opened: Callable[..., Source]) -> None:
    assert opened({"表": [["做什么"], [A]], "空": []}).columns == ["做什么"]


@pytest.mark.parametrize(
    ("above", "header"),
    [([["招聘岗位统计表"]], 2), ([[None], ["表一", None, "2024-05-01"], []], 4), ([["# 注 释"]], 2)],
)
def test_rows_above_the_header_are_passed_over_and_it_is_said(
    above: list[list[Any]], header: int, opened: Callable[..., Source]
) -> None:
    source = opened({"表": [*above, *TABLE]})
    assert (source.columns, source.choice.header_row) == (["序号", "岗位职责"], header)
    assert [record.place for record in source.records()] == [header + 1, header + 2]
    assert "give its number with --header-row" in source.notes()[1]


def test_a_table_may_begin_anywhere(opened: Callable[..., Source]) -> None:
    source = opened({"表": [[], [], *([None, *row] for row in TABLE)]})
    assert (source.columns, source.choice) == (["序号", "岗位职责"], ("表", 3, []))
    assert [record.place for record in source.records()] == [4, 5]


def test_the_row_of_the_header_can_be_named(opened: Callable[..., Source]) -> None:
    rows = [["序号", "岗位职责"], ["No", "what"], [1, A]]
    source = opened({"表": rows}, header_row=2)
    assert (source.columns, source.choice) == (["No", "what"], ("表", 2, []))
    for wanted in (4, 99):
        with pytest.raises(UsageError, match=f"row {wanted} of .* is empty; give the number of the row of the header"):
            opened({"表": rows}, header_row=wanted)


def test_a_merged_cell_counts_for_each_of_its_rows(opened: Callable[..., Source]) -> None:
    def merge(book: openpyxl.Workbook) -> None:
        for place in ("A1:A2", "B1:B2", "C1:D1", "A3:A5", "C3:C4", "D6:D7"):
            book.active.merge_cells(place)

    rows = [["序号", "任务", "标签"], [None, None, "原", "改"], [1, A, "s", "x"], [2, B], [3, A], [4, B, "m", "y"]]
    source = opened({"表": rows}, merge)
    assert source.columns == ["序号", "任务", "原", "改"]
    assert [record.cells for record in source.records()] == [
        [1, A, "s", "x"],
        [1, B, "s", None],
        [1, A, None, None],
        [4, B, "m", "y"],
        [None, None, None, "y"],
    ]


def test_a_merged_correction_corrects_each_of_its_rows(opened: Callable[..., Source], tmp_path: Path) -> None:
    rows = [["任务", "correct_label"], [A, "both"], [B, None], ["做账", None]]
    opened({"表": rows}, lambda book: book.active.merge_cells("B2:B3"))
    reading = read_labelled(tmp_path / "in.xlsx")
    assert [(one.text, str(one.label), one.line) for one in reading.examples] == [(A, "both", 2), (B, "both", 3)]
    assert reading.skipped == 1


def test_blank_rows_and_columns_around_a_table_are_no_part_of_it(opened: Callable[..., Source]) -> None:
    source = opened({"表": [[*row, " ", None] for row in TABLE] + [[" "], ["\u3000"]]})
    assert (source.columns, source.total) == (["序号", "岗位职责"], 3)
