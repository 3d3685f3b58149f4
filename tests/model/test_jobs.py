import pytest
from hypothesis import given
from hypothesis import strategies as st

import mvs_classifier as mvs
from mvs_classifier import Label, Prediction
from mvs_classifier.model.jobs import BOTH_FROM, NEITHER_BELOW, craft_part, job_label, shares, titles_agree
from tests.strategies import texts


def line(**scores: float) -> Prediction:
    full = {label: scores.get(label, 0.0) for label in Label}
    label = max(full, key=full.__getitem__)
    return Prediction(label, full[label], full, None, "model")


def test_shares_are_of_the_lines_that_are_not_neither() -> None:
    lines = [line(marketing=0.9, sales=0.1), line(neither=1.0), line(sales=1.0), line(sales=0.6, both=0.4)]
    assert shares(lines) == pytest.approx((1.1 / 3, 1.9 / 3))


def test_both_counts_half_to_each() -> None:
    assert shares([line(both=1.0)]) == (0.5, 0.5)


def test_without_a_line_of_either_craft_both_shares_are_zero() -> None:
    assert shares([line(neither=1.0)]) == (0.0, 0.0)
    assert shares([]) == (0.0, 0.0)


def test_the_part_of_the_crafts_is_counted_in_lines() -> None:
    assert craft_part([line(sales=1.0), line(neither=1.0)]) == 0.5
    assert craft_part([]) == 0.0


@pytest.mark.parametrize(
    ("marketing", "part", "label"),
    [
        (0.9, 1.0, Label.MARKETING),
        (0.1, 1.0, Label.SALES),
        (BOTH_FROM, 1.0, Label.BOTH),
        (0.99 - BOTH_FROM, 1.0, Label.BOTH),
        (BOTH_FROM - 0.01, 1.0, Label.SALES),
        (0.5, NEITHER_BELOW - 0.01, Label.NEITHER),
        (0.5, NEITHER_BELOW, Label.BOTH),
    ],
)
def test_the_rule_from_shares_to_the_label(marketing: float, part: float, label: Label) -> None:
    assert job_label(marketing, 1 - marketing, part) == label


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
    assert mvs.tag_job("", title="销售代表")[:3] == (Label.NEITHER, 0.0, 0.0)


@given(st.one_of(texts, st.lists(texts)), st.one_of(st.none(), texts))
def test_any_description_gets_a_label(description: str | list[str], title: str | None) -> None:
    job = mvs.tag_job(description, title)
    assert job.marketing_share + job.sales_share == pytest.approx(1 if any(job[1:3]) else 0)
