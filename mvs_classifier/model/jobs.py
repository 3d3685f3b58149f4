"""From the lines of one job to the job's label, and whether its title agrees."""

from collections.abc import Sequence
from typing import NamedTuple

from mvs_classifier.model.labels import Label
from mvs_classifier.model.prediction import Prediction

BOTH_FROM = 0.36
"""The weaker craft's share from which a job is both; chosen on data, see models/README.md."""
NEITHER_BELOW = 0.15
"""The crafts' part of all lines below which a job is neither; chosen likewise."""


class JobTag(NamedTuple):
    """What a whole job is.

    Attributes:
        label: the verdict on the job, by its tasks.
        marketing_share: marketing's part of the work that belongs to either craft, 0 to 1.
        sales_share: the rest of it; both are 0 where no line belongs to a craft.
        tasks: every non-empty line in order, headings too, with its prediction.
        title: the prediction for the title, None without a title.
        title_agrees: whether the title names a craft that the tasks are of; None without a title, or where
            the title or the tasks are neither.
    """

    label: Label
    marketing_share: float
    sales_share: float
    tasks: tuple[tuple[str, Prediction], ...]
    title: Prediction | None
    title_agrees: bool | None


def tag(tasks: Sequence[tuple[str, Prediction]], title: Prediction | None) -> JobTag:
    """Roll the predictions of a job's lines up to the job's."""
    predictions = [prediction for _, prediction in tasks]
    marketing, sales = shares(predictions)
    label = job_label(marketing, sales, craft_part(predictions))
    agrees = None if title is None else titles_agree(title.label, label)
    return JobTag(label, marketing, sales, tuple(tasks), title, agrees)


def shares(predictions: Sequence[Prediction]) -> tuple[float, float]:
    """Return marketing's and sales' share of the lines that are not neither; both 0 without such a line.

    A line counts with the probabilities of its labels, ``both`` half to each.
    """
    crafts = [line.scores for line in predictions if line.label != Label.NEITHER]
    half = sum(scores[Label.BOTH] for scores in crafts) / 2
    marketing = sum(scores[Label.MARKETING] for scores in crafts) + half
    sales = sum(scores[Label.SALES] for scores in crafts) + half
    total = marketing + sales
    return (marketing / total, sales / total) if total else (0.0, 0.0)


def craft_part(predictions: Sequence[Prediction]) -> float:
    """Return the part of the lines that belong to either craft, 0 without lines."""
    if not predictions:
        return 0.0
    return sum(line.label != Label.NEITHER for line in predictions) / len(predictions)


def job_label(marketing: float, sales: float, part: float) -> Label:
    """Return a job's label from the two shares and the part of its lines that are of either craft.

    >>> str(job_label(0.6, 0.4, 0.7)), str(job_label(0.1, 0.9, 0.7)), str(job_label(0.1, 0.9, 0.05))
    ('both', 'sales', 'neither')
    """
    if not marketing + sales or part < NEITHER_BELOW:
        return Label.NEITHER
    if min(marketing, sales) >= BOTH_FROM:
        return Label.BOTH
    return Label.MARKETING if marketing > sales else Label.SALES


def titles_agree(title: Label, job: Label) -> bool | None:
    """Say whether a title names a craft that the job is of; None where either is neither.

    >>> titles_agree(Label.MARKETING, Label.SALES), titles_agree(Label.BOTH, Label.SALES)
    (False, True)
    """
    if Label.NEITHER in (title, job):
        return None
    return title == job or Label.BOTH in (title, job)
