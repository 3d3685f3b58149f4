from typing import Any

import pytest

from mvs_classifier.formats.header import find_header

TASK = "负责拜访客户，完成季度销售指标"


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ([["编号", "任务"], ["1", TASK]], 0),
        ([["招聘岗位统计表", "", ""], ["序号", "岗位", "工作内容"]], 1),
        ([["招聘岗位统计表"], ["序号", "岗位", "工作内容"]], 1),
        ([["招聘计划", None, None, "2024-05-01"], [None] * 4, ["序号", "部门", "岗位职责", "备注"]], 2),
        ([["岗位表", "2024-05"], ["岗位", "岗位职责"], ["销售", TASK]], 1),
        ([["# exported by x, 2024"], ["a", "b"], ["1", TASK]], 1),
        ([["#id", "text"], ["1", TASK]], 0),
        ([[], ["", ""], ["编号", "任务"]], 2),
        ([["某公司内部资料"], ["甲", "乙"], ["1", TASK]], 1),
        ([["text"], [TASK], [TASK]], 0),
        ([["x"], [TASK], [TASK]], 0),
        ([["任务"], [TASK, "1"]], 0),
        ([["a", "b", "c"], ["1", "2", "3", "4", "5"]], 0),
        ([["", "", ""], ["1", "拜访客户", "3"]], 0),
        ([["项目", "内容"], ["岗位职责", TASK]], 0),
        ([["任务", 2024, None, 1.5], ["x", 1, 2, 3]], 0),
    ],
)
def test_finds_the_row_that_names_the_columns(rows: list[list[Any]], header: int) -> None:
    assert find_header(rows) == header


@pytest.mark.parametrize("rows", [[], [[]], [[], []]])
def test_nothing_names_no_columns(rows: list[list[Any]]) -> None:
    assert find_header(rows) is None
