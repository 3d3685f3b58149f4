"""The result for a whole job: its label, its confidence, the lines that decided, and whether its title agrees."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from mvs_classifier.i18n import _
from mvs_classifier.model.labels import Label
from mvs_classifier.model.prediction import Prediction
from mvs_classifier.model.work import A_DUTY, DUTY, Work
from mvs_classifier.value import Value

OPEN = "open"
"""What an open title says: one that names no work."""

_LEAST_SURE = 0.5  # a title's verdict below this is not compared with the duties
_LEAST_PART = 0.05  # where the crafts are less than this part of the work, there is nothing to share
_OF_VERDICT = 0.25  # the stronger side of 144 real jobs of one craft is right for 142 and not for 140 as without it


class LineContribution(Value):
    """What one line adds to the verdict on its job.

    Attributes:
        text: the line.
        duty: the probability that it is a duty, and not a requirement, a benefit or a description of the company.
        contributions: for each label what the line adds to its logit.
    """

    _fields = ("text", "duty", "contributions")
    __slots__ = _fields
    text: str
    duty: float
    contributions: dict[Label, float]


class JobTag(Value):
    """The result for a whole job.

    For each label, the contributions of the lines, the title and the taught postings and the intercept sum to its
    logit; the softmax of the logits gives the scores, unless there is a reason. A taught label is not a sum of
    contributions: the sums are then those of the model, without what similar postings add.

    Attributes:
        label: the most probable label.
        confidence: its probability, 0 to 1.
        scores: the probability of each label.
        marketing_share: marketing's part of the work that belongs to either craft, 0 to 1.
        sales_share: sales' part; both are 0 if hardly any of the work belongs to a craft.
        craft_part: how much of the duties belongs to either craft, 0 to 1.
        tasks: every non-empty line in order, including headings, with its prediction in the light of the whole job.
        deciding: the lines with what each adds, those that support the label most first.
        title: the prediction for the title, None without a title.
        title_says: what the title promises: a label, ``"open"`` if it names no work, None without a title.
        title_agrees: whether the job is what the title promises; None if the title is missing, open or not sure.
        reason: None, or why there is no verdict, as in :class:`Prediction`; without a verdict no line
            decides, and the scores are all equal instead of those of the intercept. ``"taught"`` if the job was taught.
        model: the fingerprint of the model that judged.
        title_contribution: for each label what the title adds to its logit.
        taught_contribution: for each label what similar postings that you taught add to its logit.
        intercept: each label's logit for a job about which nothing is known.
    """

    _fields = (
        "label",
        "confidence",
        "scores",
        "marketing_share",
        "sales_share",
        "craft_part",
        "tasks",
        "deciding",
        "title",
        "title_says",
        "title_agrees",
        "reason",
        "model",
        "title_contribution",
        "taught_contribution",
        "intercept",
    )
    __slots__ = _fields
    label: Label
    confidence: float
    scores: dict[Label, float]
    marketing_share: float
    sales_share: float
    craft_part: float
    tasks: tuple[tuple[str, Prediction], ...]
    deciding: tuple[LineContribution, ...]
    title: Prediction | None
    title_says: str | None
    title_agrees: bool | None
    reason: str | None
    model: str
    title_contribution: dict[Label, float]
    taught_contribution: dict[Label, float]
    intercept: dict[Label, float]

    @property
    def logits(self) -> dict[Label, float]:
        """Each label's score before the softmax."""
        others = (self.title_contribution, self.taught_contribution)
        return {
            label: base + sum(one[label] for one in (*others, *(line.contributions for line in self.deciding)))
            for label, base in self.intercept.items()
        }

    @property
    def duties_deciding(self) -> tuple[LineContribution, ...]:
        """The duties among the deciding lines; all deciding lines if none is a duty."""
        duties = tuple(line for line in self.deciding if line.duty >= A_DUTY)
        return duties or self.deciding

    def to_dict(self) -> dict[str, Any]:
        """Return the result as a dict of plain values; a task is its prediction's dict with ``text`` in front."""
        return {**super().to_dict(), "tasks": [{"text": text, **line.to_dict()} for text, line in self.tasks]}

    def _repr_html_(self) -> str:
        """Show it in a notebook."""
        from mvs_classifier.model.notebook import Line, of_lines

        lines = [Line(text, one.label, one.confidence, one.reason) for text, one in self.tasks]
        head = f"<b>{_(self.label)}</b> {self.confidence:.2f}{self._of_title()}"
        return of_lines(head, self.marketing_share, self.sales_share, lines, self.reason)

    def _of_title(self) -> str:
        if self.title_says is None:
            return ""
        said = _(self.title_says)
        if self.title_agrees is None:
            return _(" · the title says {label}: cannot be compared", label=said)
        if self.title_agrees:
            return _(" · the title says {label}: agrees with the tasks", label=said)
        return _(" · the title says {label}: does not agree with the tasks", label=said)


class Shares(NamedTuple):
    """How the work of a job is divided: the shares of the two crafts, and the part that belongs to either."""

    marketing: float
    sales: float
    craft_part: float


def shares(work: Work, verdict: Sequence[float]) -> Shares:
    """Return how the duties of a job are divided; without duties, its requirements, then the rest.

    A line counts with its weight times the probabilities of its labels, ``both`` half to each craft. The verdict on the
    whole job, which knows the title and the requirements too, counts a quarter of what the duties count.

    Args:
        work: what the lines of the job say.
        verdict: the probabilities of the four labels of the whole job.
    """
    role = next((role for role, total in enumerate(work.totals) if total >= 1.0), DUTY)
    mean = work.means[role]
    total = sum(mean)
    part = sum(mean[:3]) / total if total else 0.0
    if part < _LEAST_PART:
        return Shares(0.0, 0.0, part)
    marketing = (1 - _OF_VERDICT) * _marketing(mean) + _OF_VERDICT * _marketing(verdict)
    return Shares(marketing, 1 - marketing, part)


def _marketing(probabilities: Sequence[float]) -> float:
    """Marketing's share of what belongs to either craft; one half if nothing does."""
    marketing, sales, both, _neither = probabilities
    crafts = marketing + sales + both
    return (marketing + both / 2) / crafts if crafts else 0.5


def says(title: Prediction, *, is_open: bool) -> str:
    """Return what a title promises: ``open`` or a label."""
    return OPEN if is_open or title.reason else str(title.label)


def agrees(title: Prediction | None, promise: str | None, job: Label) -> bool | None:
    """Return whether a job is what its title promises; None if the title is missing, open or not sure.

    A title of both crafts agrees with a job of either, and a job of both with a title of either.

    >>> from mvs_classifier.model.prediction import of_probabilities
    >>> title = of_probabilities([0.9, 0.0, 0.05, 0.05], "")
    >>> agrees(title, "marketing", Label.SALES), agrees(title, "marketing", Label.BOTH)
    (False, True)
    """
    if title is None or promise is None or promise == OPEN or title.confidence < _LEAST_SURE:
        return None
    if promise == job:
        return True
    return Label.NEITHER not in (promise, job) and Label.BOTH in (promise, job)


def deciding(lines: Iterable[tuple[str, float, Sequence[float]]], label: Label) -> tuple[LineContribution, ...]:
    """Return the lines of a job with what each adds, those that support a label most against the others first.

    Args:
        lines: each line's text, its probability of being a duty, and what it adds to the four logits.
        label: the verdict on the job.
    """
    found = [
        LineContribution(text, duty, dict(zip(Label, values, strict=True)))
        for text, duty, values in lines
        if any(values)
    ]
    return tuple(sorted(found, key=lambda line: -speaks_for(line.contributions, label)))


def speaks_for(contributions: Mapping[Label, float], label: Label) -> float:
    """Return how much contributions support a label against the mean of the others."""
    others = [value for other, value in contributions.items() if other != label]
    return contributions[label] - sum(others) / len(others)
