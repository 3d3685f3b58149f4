import pytest
from hypothesis import given
from hypothesis import strategies as st

from mvs_classifier.text.headings import Section
from mvs_classifier.text.sections import sections
from tests.strategies import texts


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("岗位职责：", Section.DUTIES),
        ("【工作内容】", Section.DUTIES),
        ("你的工作", Section.DUTIES),
        ("Responsibilities:", Section.DUTIES),
        ("一、任职要求：", Section.REQUIREMENTS),
        ("我们希望你", Section.REQUIREMENTS),
        ("福利待遇", Section.OTHER),
        ("【公司简介】：", Section.OTHER),
        ("面试地址:", Section.OTHER),
    ],
)
def test_a_heading_says_what_the_lines_below_it_are(heading: str, section: Section) -> None:
    assert sections([heading, "某某某某某某某某"]) == [Section.HEADING, section]


@pytest.mark.parametrize(
    "line", ["负责公司职责范围内的客户拜访", "为客户提供培训，完成销售指标：每月十单以上的成交任务", "拜访客户"]
)
def test_a_duty_is_no_heading(line: str) -> None:
    assert sections([line]) == [Section.UNKNOWN]


@given(st.lists(texts))
def test_each_line_stands_somewhere(lines: list[str]) -> None:
    assert len(sections(lines)) == len(lines)
