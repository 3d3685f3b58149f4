"""May this model replace that one? Both are measured on texts that neither was trained on."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mvs_classifier.i18n import _, joined
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.tables.language import label_name
from mvs_classifier.training.examples import Example
from mvs_classifier.training.measure.comparison import LESS_IS_BETTER, Changes, FigureRow, changes, figure_rows
from mvs_classifier.training.measure.evaluate import Evaluation, evaluate_examples
from mvs_classifier.training.question import Question

FEWEST_TEXTS = 100
"""So many texts of the holdout must be left to measure on, of each label a tenth of that."""
FEWEST_ASIDE = 30
"""From so many new examples that can be kept aside on, these are measured on too."""
FIGURES = ("accuracy", "macro_f1", *(f"f1_{label}" for label in Label), "log_loss")
"""What is compared with the tolerances."""

FIGURES_OF_POSTINGS = ("accuracy", "log_loss")
"""The same for whole jobs; there are fewer of them."""

_TOLERANCE = {"accuracy": 0.01, "macro_f1": 0.01, **{f"f1_{label}": 0.03 for label in Label}, "log_loss": 0.01}
_CHANCE = 3  # a loss of so many tolerances on enough texts is not put down to chance, whatever the interval says


class Comparison(NamedTuple):
    """Two models on the same texts.

    Attributes:
        name: what the texts are, as a message to translate.
        texts: how many there are.
        figures: the new model's ``FIGURES``, with the change against the current one.
    """

    name: str
    texts: int
    figures: list[FigureRow]


class Gate(NamedTuple):
    """Whether a model may replace the current one.

    Attributes:
        reasons: why it may not; empty where it may.
        comparisons: what was measured.
        shipped: how many shipped lines were compared with each other, and what became of their verdicts.
        postings: the same of postings on which no model is trained.
        question: what a person must decide before it may, None where there is nothing to ask.
    """

    reasons: list[str]
    comparisons: list[Comparison]
    shipped: tuple[int, Changes]
    postings: tuple[int, Changes] = (0, Changes(0, [], []))
    question: Question | None = None

    @property
    def passed(self) -> bool:
        """Whether it may as far as figures tell, whatever there is to ask."""
        return not self.reasons

    def allows(self, *, house_rules: bool) -> bool:
        """Whether it may where a person says that contradictions are rules of the house, or does not."""
        return self.passed and (house_rules or self.question is None)


def compare(current: Classifier, candidate: Classifier, examples: Sequence[Example], name: str) -> Comparison:
    """Measure two models on the same examples, at least one, with bootstrap intervals of the differences."""
    return _compared(evaluate_examples(current, examples), evaluate_examples(candidate, examples), name)


def compare_postings(
    current: Classifier, candidate: Classifier, postings: Sequence[Example], name: str
) -> tuple[Comparison, Changes]:
    """Do the same with whole jobs, at least one; return also what becomes of their verdicts."""
    before, after = (evaluate_examples(one, postings) for one in (current, candidate))
    return _compared(before, after, name, FIGURES_OF_POSTINGS), changes(after, before)


def _compared(before: Evaluation, after: Evaluation, name: str, figures: Sequence[str] = FIGURES) -> Comparison:
    return Comparison(name, after.texts, [row for row in figure_rows(after, before) if row.name in figures])


def judge(comparisons: Sequence[Comparison], holdout: Sequence[Example], shipped: tuple[int, Changes]) -> Gate:
    """Judge a model by comparisons with the current one.

    It is refused where there are fewer than ``FEWEST_TEXTS`` texts of the holdout to measure on, and where accuracy or
    macro-F1 is lower by more than 0.01, the F1 of a label by more than 0.03, or log-loss higher by more than 0.01, and
    the 95 % interval of the difference does not hold 0; by three times as much, on ``FEWEST_TEXTS`` texts or more,
    whatever the interval.
    """
    reasons = [*_too_few(holdout), *(reason for comparison in comparisons for reason in _losses(comparison))]
    return Gate(reasons, list(comparisons), shipped)


def shipped_changes(current: Classifier, candidate: Classifier, examples: Sequence[Example]) -> tuple[int, Changes]:
    """Return how many shipped lines there are, and which get another label from the new model."""
    texts = [example.text for example in examples]
    before, after = (verdicts(classifier, texts) for classifier in (current, candidate))
    others = [examples[number] for number in np.flatnonzero(before != after).tolist()]
    if not others:
        return len(examples), Changes(0, [], [])
    return len(examples), changes(evaluate_examples(candidate, others), evaluate_examples(current, others))


def verdicts(classifier: Classifier, texts: Sequence[str]) -> NDArray[np.intp]:
    """Return the numbers of the labels of many texts, without an object for each."""
    logits = classifier.score_batch(texts)
    return np.where(logits.known, logits.values.argmax(axis=1), list(Label).index(Label.NEITHER))


def _too_few(holdout: Sequence[Example]) -> Iterator[str]:
    counts = {label: sum(example.label == label for example in holdout) for label in Label}
    if len(holdout) < FEWEST_TEXTS or min(counts.values()) < FEWEST_TEXTS // 10:
        named = (_("{count} {label}", count=count, label=label_name(label)) for label, count in counts.items())
        yield _(
            "too few texts are left to measure on ({counts}): {texts} are needed, {each} of each label; teach fewer "
            "texts of the holdout",
            counts=joined(named),
            texts=FEWEST_TEXTS,
            each=FEWEST_TEXTS // 10,
        )


def _losses(comparison: Comparison) -> Iterator[str]:
    for row in comparison.figures:
        if row.change is None:
            continue
        is_less_better, tolerance = row.name in LESS_IS_BETTER, _TOLERANCE[row.name]
        loss = row.change.difference if is_less_better else -row.change.difference
        least = row.change.interval.low if is_less_better else -row.change.interval.high
        is_large = loss > _CHANCE * tolerance and comparison.texts >= FEWEST_TEXTS
        if loss > tolerance and (least > 0 or is_large):
            yield _loss(comparison, row, row.change.previous, tolerance, rises=is_less_better)


def _loss(comparison: Comparison, row: FigureRow, before: float, tolerance: float, *, rises: bool) -> str:
    values = {
        "figure": _(row.name),
        "texts": _(comparison.name),
        "before": before,
        "now": row.value,
        "tolerance": tolerance,
    }
    if rises:
        return _("{figure} on {texts} rises from {before:.3f} to {now:.3f}, by more than {tolerance}", **values)
    return _("{figure} on {texts} falls from {before:.3f} to {now:.3f}, by more than {tolerance}", **values)
