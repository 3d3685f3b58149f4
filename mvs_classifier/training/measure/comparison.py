"""Two models on the same texts: how their figures differ, and which verdicts."""

from collections.abc import Iterator
from typing import NamedTuple

from mvs_classifier.i18n import N_
from mvs_classifier.model.labels import Label
from mvs_classifier.training.measure.bootstrap import NAMES, Interval, intervals, resampled
from mvs_classifier.training.measure.evaluate import Evaluation, Judged, outcome

LESS_IS_BETTER = ("calibration_error", "log_loss")


class Change(NamedTuple):
    """How a figure differs from the previous model's.

    Attributes:
        previous: the previous model's figure.
        difference: the new figure minus the previous one.
        interval: between what the difference lies in 95 of 100 resamples, both models on the same draws.
        meaning: ``"better"``, ``"worse"``, or ``"no clear difference"`` where the interval holds 0.
    """

    previous: float
    difference: float
    interval: Interval
    meaning: str


class FigureRow(NamedTuple):
    """One main figure.

    Attributes:
        name: its name in ``Evaluation.metrics``.
        label: the label that it is of, if of one.
        texts: how many texts it is made from.
        value: the figure.
        interval: between what it lies in 95 of 100 resamples.
        change: how it differs from the previous model's, if there is one.
    """

    name: str
    label: Label | None
    texts: int
    value: float
    interval: Interval
    change: Change | None


class Changes(NamedTuple):
    """The changes of the texts' verdicts.

    Attributes:
        verdicts: the number of changed verdicts.
        newly_right: the texts that were wrong before and are right now, the greatest changes first.
        newly_wrong: the texts that were right before and are wrong now, the greatest changes first.
    """

    verdicts: int
    newly_right: list[tuple[Judged, Judged]]
    newly_wrong: list[tuple[Judged, Judged]]


def figure_rows(evaluation: Evaluation, previous: Evaluation | None) -> Iterator[FigureRow]:
    """Yield the headline figures in the order of ``NAMES``; those of labels that are nowhere are left out."""
    samples = resampled(outcome(evaluation.judged))
    columns = dict(zip(NAMES, intervals(samples), strict=True))
    differences = columns
    if previous:
        differences = dict(zip(NAMES, intervals(samples - resampled(outcome(previous.judged))), strict=True))
    of_label = {f"f1_{label}": label for label in Label}
    for name, interval in columns.items():
        if name not in evaluation.metrics or (previous and name not in previous.metrics):
            continue
        value, label = evaluation.metrics[name], of_label.get(name)
        changed = change(name, value, previous.metrics[name], differences[name]) if previous else None
        texts = sum(label in (None, one.example.label) for one in evaluation.judged)
        yield FigureRow(name, label, texts, value, interval, changed)


def change(name: str, value: float, previous: float, interval: Interval) -> Change:
    """Say what a difference means.

    >>> change("log_loss", 0.3, 0.4, Interval(-0.12, -0.08)).meaning
    'better'
    """
    if interval.low <= 0 <= interval.high:
        meaning = N_("no clear difference")
    else:
        meaning = N_("better") if (interval.low > 0) != (name in LESS_IS_BETTER) else N_("worse")
    return Change(previous, value - previous, interval, meaning)


def changes(evaluation: Evaluation, previous: Evaluation) -> Changes:
    """Compare the verdicts of two models on the same texts."""
    pairs = list(zip(previous.judged, evaluation.judged, strict=True))
    others = [pair for pair in pairs if pair[0].prediction.label != pair[1].prediction.label]
    right = [(before, now) for before, now in others if now.is_right]
    wrong = [(before, now) for before, now in others if before.is_right]
    return Changes(len(others), sorted(right, key=_gain, reverse=True), sorted(wrong, key=_gain))


def _gain(pair: tuple[Judged, Judged]) -> float:
    """How much more probable the true label has become."""
    before, now = pair
    return now.prediction.scores[now.example.label] - before.prediction.scores[now.example.label]
