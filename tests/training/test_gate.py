"""May this model replace that one? Tolerances, intervals, chance, and too little to measure on."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.training.examples import Example
from mvs_classifier.training.gate import FIGURES, Comparison, compare, judge, shipped_changes
from mvs_classifier.training.measure.bootstrap import Interval
from mvs_classifier.training.measure.comparison import LESS_IS_BETTER, Change, Changes, FigureRow
from mvs_classifier.training.question import Question
from tests.tiny_models import KNOWN, tiny

NOTHING_CHANGED = (0, Changes(0, [], []))


def texts(*counts: int) -> list[Example]:
    """So many texts of each label."""
    return [
        Example(KNOWN, label, "holdout.csv", place, "", "", "")
        for label, count in zip(Label, counts, strict=True)
        for place in range(count)
    ]


ENOUGH = texts(25, 25, 25, 25)


def row(name: str, difference: float, high: float) -> FigureRow:
    change = Change(0.9, difference, Interval(difference - 0.05, high), "")
    return FigureRow(name, None, 100, 0.9 + difference, Interval(0, 1), change)


def reasons(*rows: FigureRow, texts: int = 100, holdout: Sequence[Example] = ENOUGH) -> list[str]:
    return judge([Comparison("the holdout", texts, list(rows))], holdout, NOTHING_CHANGED).reasons


CLEAR, CHANCE = -0.0001, 0.0001


@pytest.mark.parametrize(
    ("name", "difference", "high", "refused"),
    [
        ("macro_f1", 0.2, 0.3, False),
        ("macro_f1", 0.0, 0.0, False),
        ("macro_f1", -0.009, CLEAR, False),
        ("macro_f1", -0.011, CLEAR, True),
        ("macro_f1", -0.011, CHANCE, False),
        ("macro_f1", -0.029, CHANCE, False),
        ("macro_f1", -0.031, CHANCE, True),
        ("f1_both", -0.029, CLEAR, False),
        ("f1_both", -0.031, CLEAR, True),
        ("f1_both", -0.031, CHANCE, False),
        ("f1_both", -0.089, CHANCE, False),
        ("f1_both", -0.091, CHANCE, True),
        ("accuracy", -0.011, CLEAR, True),
        ("accuracy", -0.011, CHANCE, False),
        ("log_loss", -0.5, CLEAR, False),
    ],
)
def test_a_clear_loss_beyond_the_tolerance_is_refused_and_a_large_one_whatever_chance_says(
    name: str, difference: float, high: float, *, refused: bool
) -> None:
    found = reasons(row(name, difference, high))
    assert bool(found) == refused
    if refused:
        assert found[0].startswith(
            f"{name} on the holdout falls from 0.900 to {0.9 + difference:.3f}, by more than 0.0"
        )


@pytest.mark.parametrize(
    ("difference", "high", "refused"), [(0.011, 0.06, False), (0.06, 0.1, True), (0.031, 0.06, True)]
)
def test_log_loss_counts_the_other_way_round(difference: float, high: float, *, refused: bool) -> None:
    found = reasons(row("log_loss", difference, high))
    assert bool(found) == refused
    assert all("log_loss on the holdout rises from 0.900" in reason for reason in found)


@pytest.mark.parametrize(("high", "refused"), [(CLEAR, True), (CHANCE, False)])
def test_on_few_texts_only_a_clear_loss_is_refused(high: float, *, refused: bool) -> None:
    assert bool(reasons(row("f1_both", -0.5, high), texts=99)) == refused


@given(
    st.sampled_from([one for one in FIGURES if one not in LESS_IS_BETTER]),
    st.floats(-0.9, 0.1),
    st.floats(0, 0.5),
    st.floats(-1, 1),
)
def test_who_loses_more_is_never_judged_milder(name: str, difference: float, more: float, high: float) -> None:
    if reasons(row(name, difference, high)):
        assert reasons(row(name, difference - more, high))


def test_each_loss_in_each_comparison_is_a_reason() -> None:
    losing = [row("macro_f1", -0.5, -0.4), row("f1_sales", -0.5, -0.4), row("f1_both", 0.1, 0.2)]
    gate = judge([Comparison("one", 100, losing), Comparison("two", 100, losing[:1])], ENOUGH, NOTHING_CHANGED)
    assert [reason.partition(" falls")[0] for reason in gate.reasons] == [
        "macro_f1 on one",
        "f1_sales on one",
        "macro_f1 on two",
    ]
    assert not gate.passed


def test_without_a_loss_it_passes() -> None:
    gate = judge([Comparison("the holdout", 100, [row(name, 0.0, 0.1) for name in FIGURES])], ENOUGH, NOTHING_CHANGED)
    assert (gate.reasons, gate.passed) == ([], True)


@pytest.mark.parametrize(
    ("counts", "refused"),
    [
        ((70, 10, 10, 10), False),
        ((69, 10, 10, 10), True),
        ((71, 10, 9, 10), True),
        ((500, 500, 500, 0), True),
        ((0, 0, 0, 0), True),
    ],
)
def test_with_too_little_to_measure_on_nothing_passes(counts: tuple[int, ...], *, refused: bool) -> None:
    found = reasons(row("macro_f1", 0.1, 0.2), holdout=texts(*counts))
    assert bool(found) == refused
    assert all("too few texts are left to measure on" in reason and f"{counts[2]} both" in reason for reason in found)


def test_no_comparison_at_all_is_no_pass() -> None:
    assert not judge([], [], NOTHING_CHANGED).passed


def test_a_question_is_answered_by_a_person_and_a_loss_is_not() -> None:
    asked = judge([], ENOUGH, NOTHING_CHANGED)._replace(question=Question(30, 30, [], 0, None, is_chance=False))
    assert (asked.passed, asked.allows(house_rules=False), asked.allows(house_rules=True)) == (True, False, True)
    assert not asked._replace(reasons=["worse"]).allows(house_rules=True)


# Comparing real models.

SALES, MARKETING = Classifier(tiny(Label.SALES)), Classifier(tiny(Label.MARKETING))


def test_a_model_is_not_worse_than_itself() -> None:
    found = compare(SALES, SALES, ENOUGH, "these")
    assert [one.name for one in found.figures] == list(FIGURES)
    assert all(one.change and one.change.difference == 0 for one in found.figures)
    assert judge([found], ENOUGH, NOTHING_CHANGED).passed


def test_the_change_is_from_the_current_model_to_the_new_one() -> None:
    found = compare(SALES, MARKETING, texts(40, 20, 20, 20), "these")
    figures = {one.name: (one.change.previous, one.value) for one in found.figures if one.change}
    assert (found.name, found.texts) == ("these", 100)
    assert figures["f1_marketing"] == (0, pytest.approx(2 * 40 / 140))
    assert figures["f1_sales"] == (pytest.approx(2 * 20 / 120), 0)
    refused = judge([found], ENOUGH, NOTHING_CHANGED)
    assert any("f1_sales on these falls from 0.333 to 0.000" in reason for reason in refused.reasons)


def test_shipped_lines_with_another_verdict_are_counted() -> None:
    lines, changes = shipped_changes(SALES, MARKETING, texts(3, 2, 0, 1))
    assert (lines, changes.verdicts, len(changes.newly_right), len(changes.newly_wrong)) == (6, 6, 3, 2)


def test_where_a_user_has_taught_every_shipped_line_none_is_left_to_count() -> None:
    assert shipped_changes(SALES, MARKETING, []) == NOTHING_CHANGED
