"""May this model replace that one? Both are measured on texts that neither was trained on."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.training.examples import Example
from mvs_classifier.training.measure.comparison import Changes, FigureRow, changes, figure_rows
from mvs_classifier.training.measure.evaluate import evaluate_examples

FEWEST_TEXTS = 100
"""So many texts of the holdout must be left to measure on, of each label a tenth of that."""
FEWEST_ASIDE = 30
"""From so many new examples that can be kept aside on, these are measured on too."""
FIGURES = ("macro_f1", *(f"f1_{label}" for label in Label))
"""What is held against the tolerances."""

_TOLERANCE = {"macro_f1": 0.01, **{f"f1_{label}": 0.03 for label in Label}}
_CHANCE = 3  # a loss of so many tolerances on enough texts is not put down to chance, whatever the interval says


class Comparison(NamedTuple):
    """Two models on the same texts.

    Attributes:
        name: what the texts are.
        texts: how many there are.
        figures: macro-F1 and the F1 of each label of the new model, with the change against the current one.
    """

    name: str
    texts: int
    figures: list[FigureRow]


class Gate(NamedTuple):
    """Whether a model may replace the current one.

    Attributes:
        reasons: why it may not; empty where it may.
        comparisons: what was measured.
        shipped: how many shipped lines were held against each other, and what became of their verdicts.
    """

    reasons: list[str]
    comparisons: list[Comparison]
    shipped: tuple[int, Changes]

    @property
    def passed(self) -> bool:
        """Whether it may."""
        return not self.reasons


def compare(current: Classifier, candidate: Classifier, examples: Sequence[Example], name: str) -> Comparison:
    """Measure two models on the same examples, at least one, with bootstrap intervals of the differences."""
    after, before = evaluate_examples(candidate, examples), evaluate_examples(current, examples)
    figures = [row for row in figure_rows(after, before) if row.name in FIGURES]
    return Comparison(name, len(examples), figures)


def judge(comparisons: Sequence[Comparison], holdout: Sequence[Example], shipped: tuple[int, Changes]) -> Gate:
    """Judge a model by comparisons with the current one.

    It is refused where there are fewer than ``FEWEST_TEXTS`` texts of the holdout to measure on, and where macro-F1 is
    lower by more than 0.01, or the F1 of a label by more than 0.03, and the 95 % interval of the difference lies
    below 0; by three times as much, on ``FEWEST_TEXTS`` texts or more, whatever the interval.
    """
    reasons = [*_too_few(holdout), *(reason for comparison in comparisons for reason in _losses(comparison))]
    return Gate(reasons, list(comparisons), shipped)


def shipped_changes(current: Classifier, candidate: Classifier, examples: Sequence[Example]) -> tuple[int, Changes]:
    """Return how many shipped lines there are, and which get another label from the new model."""
    if not examples:
        return 0, Changes(0, [], [])
    return len(examples), changes(evaluate_examples(candidate, examples), evaluate_examples(current, examples))


def _too_few(holdout: Sequence[Example]) -> Iterator[str]:
    counts = {label: sum(example.label == label for example in holdout) for label in Label}
    if len(holdout) < FEWEST_TEXTS or min(counts.values()) < FEWEST_TEXTS // 10:
        named = ", ".join(f"{count} {label}" for label, count in counts.items())
        yield (
            f"too few texts are left to measure on ({named}): {FEWEST_TEXTS} are needed, {FEWEST_TEXTS // 10} of each "
            "label; teach fewer texts of the holdout"
        )


def _losses(comparison: Comparison) -> Iterator[str]:
    for row in comparison.figures:
        if row.change is None:
            continue
        loss, tolerance = -row.change.difference, _TOLERANCE[row.name]
        is_large = loss > _CHANCE * tolerance and comparison.texts >= FEWEST_TEXTS
        is_clear = row.change.interval.high < 0 or is_large
        if loss > tolerance and is_clear:
            yield (
                f"{row.name} on {comparison.name} falls from {row.change.previous:.3f} to {row.value:.3f}, "
                f"by more than {tolerance}"
            )
