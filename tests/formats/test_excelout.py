"""Workbooks to work in, as openpyxl reads them."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mvs_classifier import Classifier
from mvs_classifier.formats.excelout import write_table
from mvs_classifier.formats.look import Count, Look, SummarySheet, sheet_name
from mvs_classifier.tables.label import label_file
from mvs_classifier.tables.options import Options, Request
from mvs_classifier.training.labelled import read_labelled

LABELS = ["marketing", "sales", "both", "neither"]
CHINESE = ["市场营销", "销售", "营销+销售", "都不是"]
DUTIES = "岗位职责：\n1、负责拜访客户，完成季度销售指标；\n2、维护老客户，催收货款；\n3、签订销售合同。"


def written(header: list[Any] | None, rows: list[list[Any]], **look: Any) -> Any:
    file = io.BytesIO()
    write_table(file, header, rows, look=Look(**look))
    return openpyxl.load_workbook(file)


def made(path: Path, rows: list[list[Any]], sheet: str = "岗位表") -> Path:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    for cell in (cell for row in book.active.iter_rows() for cell in row if isinstance(cell.value, str)):
        cell.data_type = "s"
    book.save(path)
    return path


def test_the_header_is_frozen_with_filters_and_texts_are_wrapped() -> None:
    sheet = written(["编号", "任务"], [["1", "拜访"], ["2", "长" * 200]]).active
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B3")
    assert sheet["B3"].alignment.wrap_text
    assert sheet["A1"].font.bold


def test_columns_are_as_wide_as_their_cells_need_within_reason() -> None:
    sheet = written(["a", "b", "c"], [["1", "拜访客户并签订合同", "长" * 500]]).active
    short, middle, long = (sheet.column_dimensions[name].width for name in "ABC")
    assert short < 10 < middle < 25 < long < 70


def test_a_row_of_a_long_text_is_not_higher_than_a_screen() -> None:
    sheet = written(["a"], [["拜访"], ["长" * 45], ["长" * 3000], ["行\n" * 100]]).active
    heights = [sheet.row_dimensions[number].height for number in range(2, 6)]
    assert heights == [None, 30, 180, 180]


def test_without_a_header_nothing_is_frozen() -> None:
    sheet = written(None, [["拜访", 1]]).active
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == (None, None)


def test_a_header_alone_can_be_written() -> None:
    sheet = written(["任务"], [], choices={0: LABELS}, tints={0: {"sales": "#FFFFFF"}}).active
    assert (sheet.auto_filter.ref, sheet.max_row) == ("A1", 1)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("岗位表", "岗位表"),
        ("a/b*[c]", "a_b__c_"),
        ("长" * 40, "长" * 31),
        ("😀" * 20, "😀" * 15),
        ("'quoted'", "quoted"),
        ("History", None),
        ("MVS_summary", None),
        ("", None),
        ("' '", None),
        (None, None),
    ],
)
def test_a_name_that_excel_refuses_becomes_one_that_it_takes(given: str | None, name: str | None) -> None:
    assert sheet_name(given) == name
    assert written(["a"], [], sheet=given).active.title == (name or "Sheet1")


def test_the_summary_has_counts_facts_and_a_chart_of_its_cells() -> None:
    counts = [Count("sales", 3, "#D55E00"), Count("no verdict: empty", 1)]
    summary = SummarySheet("mvs_summary", "t", ("label", "rows", "share"), counts, 4, [("file", "=1+1.csv")])
    sheet = written(["a"], [["x"]], summary=summary)["mvs_summary"]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[2:5] == [["label", "rows", "share"], ["sales", 3, 0.75], ["no verdict: empty", 1, 0.25]]
    assert rows[-1][:2] == ["file", "=1+1.csv"]
    assert sheet.cell(len(rows), 2).data_type == "s"
    (chart,) = sheet._charts
    assert chart.series[0].val.numRef.f == "mvs_summary!$B$4"


def test_label_writes_a_workbook_to_work_in(classifier: Classifier, tmp_path: Path) -> None:
    source = made(tmp_path / "in.xlsx", [["职位", "职位描述"], ["市场专员", DUTIES], ["行政", "=1+1"]])
    request = Request(job=True, language="zh", correct=True)
    label_file(classifier, source, tmp_path / "out.xlsx", Options(title_column="职位", request=request))
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["岗位表", "mvs_汇总"]
    sheet = book.active
    header = [cell.value for cell in sheet[1]]
    assert header[-1] == "正确类别"
    (validation,) = sheet.data_validations.dataValidation
    assert (validation.formula1, str(validation.sqref)) == (f'"{",".join(CHINESE)}"', "L2:L3")
    rules = {str(found.sqref): [rule.formula[0] for rule in found.rules] for found in sheet.conditional_formatting}
    words = [f'"{name}"' for name in CHINESE]
    assert rules == {"C2:C3": words, "J2:J3": words, "L2:L3": words, "K2:K3": ['"否"']}
    facts = dict(row[:2] for row in book["mvs_汇总"].iter_rows(min_row=4, values_only=True))
    assert (facts["销售"], facts["职位名称与职责不符的行数"], facts["总行数"]) == (1, 1, 2)
    assert (facts["文件"], facts["工作表"], facts["模型"]) == ("in.xlsx", "岗位表", classifier.fingerprint)
    assert sheet["B3"].data_type == "s"


@pytest.mark.parametrize(("language", "answers"), [("en", LABELS), ("zh", CHINESE)])
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_train_reads_what_was_filled_in(
    language: str, answers: list[str], ending: str, classifier: Classifier, tmp_path: Path
) -> None:
    texts = ["拜访客户", "策划活动", "开发系统", "核对发票"]
    numbered: list[list[Any]] = [[number, text] for number, text in enumerate(texts)]
    source = made(tmp_path / "in.xlsx", [["编号", "备注"], *numbered])
    how = Options(columns=("备注",), request=Request(language=language, correct=True))
    label_file(classifier, source, tmp_path / f"out.{ending}", how)
    if ending == "csv":
        lines = (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()
        filled = [lines[0], *[line + answer for line, answer in zip(lines[1:], answers, strict=True)]]
        (tmp_path / "out.csv").write_text("\n".join(filled), encoding="utf-8")
    else:
        book = openpyxl.load_workbook(tmp_path / "out.xlsx")
        for row, answer in enumerate(answers, 2):
            book.active.cell(row, book.active.max_column).value = answer
        book.save(tmp_path / "out.xlsx")
    examples = read_labelled(tmp_path / f"out.{ending}", _text_column("备注")).examples
    assert [(one.text, str(one.label)) for one in examples] == list(zip(texts, LABELS, strict=True))


def _text_column(name: str) -> Any:
    from mvs_classifier import ReadOptions

    return ReadOptions(text_column=name)


def test_our_sheets_are_not_read_unless_named(classifier: Classifier, tmp_path: Path) -> None:
    label_file(classifier, made(tmp_path / "in.xlsx", [["任务"], ["拜访客户"]]), tmp_path / "a.xlsx")
    summary = label_file(classifier, tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    assert (summary.choice.sheet, summary.choice.guesses) == ("岗位表", [])
    found = label_file(
        classifier, tmp_path / "a.xlsx", tmp_path / "c.xlsx", Options(sheet="mvs_summary", columns=("label",))
    )
    assert found.choice.sheet == "mvs_summary"
    assert openpyxl.load_workbook(tmp_path / "c.xlsx").sheetnames == ["Sheet1", "mvs_summary"]


@pytest.mark.parametrize("ending", ["xlsx", "csv", "jsonl"])
def test_corrections_that_a_person_has_written_are_kept(ending: str, classifier: Classifier, tmp_path: Path) -> None:
    rows: list[list[Any]] = [["任务", "correct_label"], ["拜访客户", "both"], ["策划活动", None]]
    source = tmp_path / f"in.{ending}"
    if ending == "xlsx":
        made(source, rows)
    elif ending == "csv":
        source.write_text("任务,correct_label\n拜访客户,both\n策划活动,\n", encoding="utf-8")
    else:  # the first objects do not have it
        few = '{"任务": "策划活动"}\n' * 300
        source.write_text(few + '{"任务": "拜访客户", "correct_label": "both"}\n', encoding="utf-8")
    label_file(classifier, source, tmp_path / f"out.{ending}", Options(request=Request(correct=True)))
    (example,) = read_labelled(tmp_path / f"out.{ending}").examples
    assert (example.text, str(example.label)) == ("拜访客户", "both")
