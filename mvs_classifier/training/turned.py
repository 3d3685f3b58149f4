"""Rows of the user's own table that nobody corrected and that get another label by a training."""

from collections.abc import Sequence

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.training.examples import POSTING, USER, Example
from mvs_classifier.training.measure.verdicts import predictions
from mvs_classifier.training.reader import Untouched
from mvs_classifier.value import Value


class Turned(Value):
    """A row without a correction that gets another label.

    Attributes:
        file: its file, as it was named.
        line: its place there.
        text: its text.
        title: the title of a whole job.
        before: its label by the current model.
        now: its label by the new model.
    """

    _fields = ("file", "line", "text", "title", "before", "now")
    __slots__ = _fields
    file: str
    line: int
    text: str
    title: str
    before: Label
    now: Label


def turned(current: Classifier, candidate: Classifier, rows: Sequence[Untouched], *, job: bool) -> list[Turned]:
    """Return the rows that a new model labels differently, in their order.

    Args:
        current: the current model.
        candidate: the new model.
        rows: the rows.
        job: whether they are whole postings.
    """
    examples = [_example(row, job=job) for row in rows]
    before, now = (predictions(model, examples) for model in (current, candidate))
    return [
        Turned(row.path, row.line, row.text, row.title, one.label, other.label)
        for row, one, other in zip(rows, before, now, strict=True)
        if one.label != other.label
    ]


def _example(row: Untouched, *, job: bool) -> Example:
    return Example(row.text, Label.NEITHER, row.path, row.line, "", USER, POSTING if job else "", row.title)
