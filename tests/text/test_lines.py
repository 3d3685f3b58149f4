import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mvs_classifier.text.lines import split_lines
from tests.strategies import texts


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("1、开发客户；2、签订合同", ["开发客户；", "签订合同"]),
        ("1.开发客户 2.签订合同 3.催收货款", ["开发客户", "签订合同", "催收货款"]),
        ("1)开发客户2)签订合同", ["开发客户", "签订合同"]),
        ("（1）开发客户（2）签订合同", ["开发客户", "签订合同"]),
        ("１、开发客户；２、签订合同", ["开发客户；", "签订合同"]),
        ("①开发客户②签订合同", ["开发客户", "签订合同"]),
        ("一、开发客户 二、签订合同", ["开发客户", "签订合同"]),
        ("（一）开发客户\n（二）签订合同", ["开发客户", "签订合同"]),
        ("• 开发客户\n• 签订合同", ["开发客户", "签订合同"]),
        ("- 开发客户\n* 签订合同\n— 催款", ["开发客户", "签订合同", "催款"]),
        ("l 开发客户\nl  签订合同", ["开发客户", "签订合同"]),
        ("\uf06c开发客户\r\n\uf06c签订合同", ["开发客户", "签订合同"]),
        ("岗位职责：1、开发客户", ["岗位职责：", "开发客户"]),
        ("完成指标。任职要求：大专以上", ["完成指标。", "任职要求：", "大专以上"]),
        ("【福利待遇】五险一金", ["【福利待遇】", "五险一金"]),
        ("开发客户。签订合同！", ["开发客户。", "签订合同！"]),
        ("<p>开发客户</p><br/>签订合同&nbsp;", ["开发客户", "签订合同"]),
        ("&lt;b&gt;急聘", ["<b>急聘"]),
        ("", []),
        (" \n；。\n--\n", []),
    ],
)
def test_splits_a_description_into_its_lines(text: str, lines: list[str]) -> None:
    assert split_lines(text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "3.5年以上经验",
        "管理2-3个客户",
        "5、6年工作经验",
        "年龄<35岁",
        "负责1、2线城市，管理3、4个代理商",
        "撰写推文，3.5年以上经验",
        "完成5.6亿项目",
        "上午9：00至下午18：00",
        "2023.10入职",
        ".NET开发",
        "五一、国庆前策划促销活动",
        "三八、六一等节日送礼",
    ],
)
def test_numbers_that_are_no_list_marks_stay(text: str) -> None:
    assert split_lines(text) == [text]


def test_a_list_number_before_a_decimal_is_seen_when_it_goes_on() -> None:
    assert split_lines("1、大专；\n2、3.5年以上经验") == ["大专；", "3.5年以上经验"]


def test_a_long_row_of_blanks_takes_no_quadratic_time() -> None:
    assert split_lines("<" + " " * 1_000_000) == []


@given(texts)
def test_never_fails_and_gives_stripped_lines_with_something_to_read(text: str) -> None:
    for line in split_lines(text):
        assert line == line.strip()
        assert any(char.isalnum() for char in line)


@given(st.lists(st.sampled_from(["开发客户", "策划活动", "催收货款", "撰写推文"]), min_size=1, max_size=30))
def test_no_character_of_a_task_is_lost(tasks: list[str]) -> None:
    text = "".join(f"{number}、{task}；" for number, task in enumerate(tasks, 1))
    assert re.sub("；", "", "".join(split_lines(text))) == "".join(tasks)
