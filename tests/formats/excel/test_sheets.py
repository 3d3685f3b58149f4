"""Which sheet and which rows of a workbook are read."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt

from mvs_classifier import Classifier, UsageError
from mvs_classifier.formats.options import SourceOptions
from mvs_classifier.formats.registry import FORMATS, open_source
from mvs_classifier.formats.source import Source
from mvs_classifier.tables.label import label_file
from mvs_classifier.tables.options import Options
from mvs_classifier.training.labelled import read_labelled


def test_the_sheet_is_named(classifier: Classifier, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.create_sheet("二")
    page.append(["任务"])
    page.append(["拜访客户"])
    book.save(tmp_path / "in.xlsx")
    summary = label_file(classifier, tmp_path / "in.xlsx", tmp_path / "out.xlsx", Options(sheet="二"))
    assert summary.tally.labels == {"sales": 1}


A, B = "负责拜访客户，完成季度销售指标", "策划品牌传播活动，撰写推广文案"
TABLE: list[list[Any]] = [["序号", "岗位职责"], [1, A], [2, B]]


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
