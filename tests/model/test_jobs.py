import pytest
from hypothesis import given
from hypothesis import strategies as st

import mvs_classifier as mvs
from mvs_classifier import Label, Prediction
from mvs_classifier.model.jobs import (
    BOTH_FROM,
    NEITHER_BELOW,
    NEITHER_BELOW_OF_DUTIES,
    Work,
    craft_part,
    job_label,
    look_at,
    shares,
    titles_agree,
)
from tests.strategies import texts


def line(**scores: float) -> Prediction:
    full = {label: scores.get(label, 0.0) for label in Label}
    label = max(full, key=full.__getitem__)
    return Prediction(label, full[label], full, None, "model")


def test_shares_are_of_the_lines_that_are_not_neither() -> None:
    lines = [line(marketing=0.9, sales=0.1), line(neither=1.0), line(sales=1.0), line(sales=0.6, both=0.4)]
    assert shares(lines, [1, 1, 1, 1]) == pytest.approx((1.1 / 3, 1.9 / 3))
    assert shares(lines, [2, 1, 0, 0]) == pytest.approx((0.9, 0.1))


def test_both_counts_half_to_each() -> None:
    assert shares([line(both=1.0)], [1]) == (0.5, 0.5)


def test_without_a_line_of_either_craft_both_shares_are_zero() -> None:
    assert shares([line(neither=1.0)], [1]) == (0.0, 0.0)
    assert shares([], []) == (0.0, 0.0)


def test_the_part_of_the_crafts_is_counted_in_lines() -> None:
    assert craft_part([line(sales=1.0), line(neither=1.0)]) == 0.5
    assert craft_part([]) == 0.0


@pytest.mark.parametrize(
    ("marketing", "part", "of_duties", "label"),
    [
        (0.9, 1.0, True, Label.MARKETING),
        (0.1, 1.0, True, Label.SALES),
        (BOTH_FROM, 1.0, True, Label.BOTH),
        (0.99 - BOTH_FROM, 1.0, True, Label.BOTH),
        (BOTH_FROM - 0.01, 1.0, True, Label.SALES),
        (0.5, NEITHER_BELOW - 0.01, False, Label.NEITHER),
        (0.5, NEITHER_BELOW, False, Label.BOTH),
        (0.5, NEITHER_BELOW_OF_DUTIES - 0.01, True, Label.NEITHER),
        (0.5, NEITHER_BELOW_OF_DUTIES, True, Label.BOTH),
    ],
)
def test_the_rule_from_shares_to_the_label(marketing: float, part: float, of_duties: int, label: Label) -> None:
    assert job_label(Work(marketing, 1 - marketing, part, bool(of_duties))) == label


MARKETING, SALES, NEITHER = line(marketing=1.0), line(sales=1.0), line(neither=1.0)


def test_duties_count_whole_requirements_half_and_company_talk_not_at_all() -> None:
    tasks = [
        ("公司简介：", NEITHER),
        ("a", SALES),
        ("岗位职责：", NEITHER),
        ("b", MARKETING),
        ("c", NEITHER),
        ("任职要求：", NEITHER),
        ("d", SALES),
    ]
    assert look_at(tasks) == pytest.approx((1 / 1.5, 0.5 / 1.5, 0.5, True))


def test_without_a_section_of_duties_the_loose_lines_are_the_duties() -> None:
    tasks = [("a", SALES), ("b", NEITHER), ("任职要求：", NEITHER), ("c", MARKETING)]
    assert look_at(tasks) == pytest.approx((0.5 / 1.5, 1 / 1.5, 2 / 3, False))


def test_where_only_company_talk_names_a_craft_it_counts_after_all() -> None:
    assert look_at([("公司简介：", NEITHER), ("a", SALES)]) == (0.0, 1.0, 0.5, False)


@pytest.mark.parametrize(
    ("title", "job", "agree"),
    [
        (Label.MARKETING, Label.SALES, False),
        (Label.SALES, Label.MARKETING, False),
        (Label.SALES, Label.SALES, True),
        (Label.BOTH, Label.SALES, True),
        (Label.MARKETING, Label.BOTH, True),
        (Label.NEITHER, Label.SALES, None),
        (Label.SALES, Label.NEITHER, None),
    ],
)
def test_a_title_agrees_when_it_names_a_craft_of_the_tasks(title: Label, job: Label, agree: object) -> None:
    assert titles_agree(title, job) is agree


def test_a_marketing_title_over_selling_is_found_out() -> None:
    job = mvs.tag_job("1、每天拜访客户；2、签订合同；3、催收货款；4、完成销售指标", title="市场专员")
    assert (job.label, job.title_agrees) == (Label.SALES, False)
    assert job.title is not None
    assert job.title.label == Label.MARKETING


def test_tasks_are_every_line_in_order_headings_too() -> None:
    job = mvs.tag_job("岗位职责：\n1、拜访客户；\n\n2、策划活动")
    assert [text for text, _ in job.tasks] == ["岗位职责：", "拜访客户；", "策划活动"]
    assert job.title is job.title_agrees is None


def test_a_list_of_tasks_is_taken_as_it_is() -> None:
    job = mvs.tag_job(["1、拜访客户；2、催款", " ", "策划活动"])
    assert [text for text, _ in job.tasks] == ["1、拜访客户；2、催款", "策划活动"]


def test_an_empty_description_is_neither() -> None:
    job = mvs.tag_job("", title="销售代表")
    assert (job.label, job.marketing_share, job.sales_share) == (Label.NEITHER, 0.0, 0.0)


@given(st.one_of(texts, st.lists(texts)), st.one_of(st.none(), texts))
def test_any_description_gets_a_label(description: str | list[str], title: str | None) -> None:
    job = mvs.tag_job(description, title)
    assert job.marketing_share + job.sales_share == pytest.approx(1 if job.marketing_share or job.sales_share else 0)
