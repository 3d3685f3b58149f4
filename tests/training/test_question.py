"""What is asked before new examples count: contradictions of a sure model, slipped labels, accidents."""

import random
from collections.abc import Callable, Sequence

import pytest

from mvs_classifier.model.labels import Label
from mvs_classifier.model.prediction import Prediction
from mvs_classifier.training.examples import Example
from mvs_classifier.training.measure.evaluate import Judged
from mvs_classifier.training.question import FEWEST_ROWS, Question, question

LABELS = list(Label)
ROTATED = dict(zip(LABELS, [*LABELS[1:], LABELS[0]], strict=True))


def rows(labels: Sequence[Label], verdicts: Sequence[Label], confidence: float = 0.95) -> list[Judged]:
    return [
        Judged(
            Example(f"任务{place}", label, "new.csv", place, "", "", ""),
            Prediction(verdict, confidence, {one: float(one == verdict) for one in Label}, None, "model"),
        )
        for place, (label, verdict) in enumerate(zip(labels, verdicts, strict=True), 2)
    ]


def drawn(count: int, seed: int = 0) -> list[Label]:
    dice = random.Random(seed)  # noqa: S311 - the same each time
    return [dice.choice(LABELS) for _ in range(count)]


def asked(found: Question | None) -> Question:
    assert found is not None
    return found


def test_labels_that_agree_raise_no_question() -> None:
    verdicts = drawn(50)
    assert question(rows(verdicts, verdicts)) is None


@pytest.mark.parametrize(("count", "is_asked"), [(FEWEST_ROWS - 1, False), (FEWEST_ROWS, True)])
def test_contradictions_are_asked_about_from_twenty_rows_on(count: int, *, is_asked: bool) -> None:
    verdicts = drawn(count)
    assert (question(rows([ROTATED[one] for one in verdicts], verdicts)) is not None) == is_asked


def test_a_contradiction_counts_only_where_the_model_is_sure() -> None:
    verdicts = drawn(40)
    labels = [ROTATED[one] for one in verdicts]
    assert question(rows(labels, verdicts, 0.89)) is None
    assert asked(question(rows(labels, verdicts, 0.9))).sure == 40


def test_corrections_of_which_the_model_was_seldom_sure_raise_no_question() -> None:
    verdicts = drawn(100)
    labels = [ROTATED[one] for one in verdicts]
    some = [*rows(labels[:15], verdicts[:15]), *rows(labels[15:], verdicts[15:], 0.6)]
    random.Random(1).shuffle(some)  # noqa: S311 - the same each time
    assert question(some) is None


def test_two_exchanged_labels_are_named_although_the_others_agree() -> None:
    verdicts = drawn(80, seed=2)
    exchanged = {Label.MARKETING: Label.SALES, Label.SALES: Label.MARKETING}
    labels = [exchanged.get(one, Label.BOTH if one == Label.NEITHER else one) for one in verdicts]
    assert asked(question(rows(labels, verdicts))).is_chance
    labels = [exchanged.get(one, one) for one in verdicts]
    some = [one for one in rows(labels, verdicts) if one.prediction.label in exchanged or int(one.example.line) % 2]
    found = asked(question(some))
    assert not found.is_chance
    assert any("were labels exchanged?" in line for line in found.lines())


def test_half_of_the_sure_rows_is_not_more_than_half() -> None:
    verdicts = [Label.SALES] * 40
    half = [Label.NEITHER] * 20 + [Label.SALES] * 20
    assert question(rows(half, verdicts)) is None
    assert len(asked(question(rows([Label.NEITHER, *half[:-1]], verdicts))).contradicted) == 21


@pytest.mark.parametrize("slip", [1, -1])
def test_slipped_labels_are_recognised_with_the_row_where_it_begins(slip: int) -> None:
    verdicts = drawn(60, seed=3)
    labels = [*verdicts[:20], *(verdicts[place - slip] for place in range(20, 59)), verdicts[59]]
    found = asked(question(rows(labels, verdicts)))
    assert found.slip == slip
    assert found.slipped
    assert 17 <= found.slipped.example.line - 2 <= 23
    beside = "above" if slip > 0 else "below"
    assert any(f"one row {beside} much better: has the column slipped?" in line for line in found.lines())


@pytest.mark.parametrize(
    ("labelled", "says"),
    [
        (lambda _: drawn(80, seed=9), "no better than chance"),
        (lambda verdicts: [ROTATED[one] for one in verdicts], "is that a rule of yours"),
        (lambda verdicts: [Label.BOTH] * len(verdicts), "are both in your file"),
    ],
)
def test_the_question_says_what_it_looks_like(labelled: Callable[[list[Label]], list[Label]], says: str) -> None:
    verdicts = drawn(80, seed=5)
    found = asked(question(rows(labelled(verdicts), verdicts)))
    assert found.slipped is None
    assert any(says in line for line in found.lines())


def test_rows_are_shown_with_their_place_and_both_labels() -> None:
    found = list(asked(question(rows([Label.NEITHER] * 30, [Label.SALES] * 30))).lines())
    assert (
        found[0] == "of 30 new rows, the current model is sure of 30, and 30 of these have another label in your file"
    )
    assert found[1].startswith("30 rows that the model calls sales are neither in your file: is that a rule of yours")
    assert found[3].split() == ["new.csv:2", "sales", "->", "neither", "0.95", "'任务2'"]
    assert found[-2] == "  … and 20 more"
    assert "--as-house-rules" in found[-1]
