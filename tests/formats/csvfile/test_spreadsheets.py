"""CSV files without a header, and cells that a spreadsheet would run."""

import pytest

from tests.formats.csvfile.cells import ADDED, LabelCsv


def test_without_a_header_the_first_row_is_data(label_csv: LabelCsv) -> None:
    rows = label_csv("1,拜访客户\n2,策划活动\n", columns=("2",), header=False)
    assert [row[:3] for row in rows] == [["1", "拜访客户", "sales"], ["2", "策划活动", "marketing"]]


def test_a_header_alone_comes_back(label_csv: LabelCsv) -> None:
    assert label_csv("编号,任务") == [["编号", "任务", *ADDED]]


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+cmd", "-cmd", "@a", "\tx", "＝1+1", "＋a", "－a", "＠a", " =1", "\u3000=1", "-1+2", "+86-1", "\rx"],
)
def test_safe_excel_takes_the_danger_out_of_cells(cell: str, label_csv: LabelCsv) -> None:
    rows = label_csv(f'任务,"{cell}"\n拜访客户,"{cell}"\n', safe_excel=True)
    assert (rows[0][1], rows[1][1]) == ("'" + cell, "'" + cell)
    assert label_csv(f'任务,b\n拜访客户,"{cell}"\n')[1][1] == cell


@pytest.mark.parametrize(
    "cell", ["-5", "+3", "-1.5", "-.5", "1e-3", "-1,234.50", "-5%", "+8613800138000", "a=b", "007"]
)
def test_safe_excel_leaves_numbers_and_text_alone(cell: str, label_csv: LabelCsv) -> None:
    assert label_csv(f'任务,b\n拜访客户,"{cell}"\n', safe_excel=True)[1][1] == cell
