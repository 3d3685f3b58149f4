"""From the lines of one job to the job's label, and whether its title agrees."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from mvs_classifier.model.labels import Label
from mvs_classifier.model.prediction import Prediction
from mvs_classifier.text.sections import Section, sections
from mvs_classifier.value import Value

BOTH_FROM = 0.4
"""The weaker craft's share from which a job is both; chosen on data, as all of these: see models/README.md."""
NEITHER_BELOW = 0.08
"""The crafts' part of all lines below which a job without a section of duties is neither."""
NEITHER_BELOW_OF_DUTIES = 0.3
"""The crafts' part of the duties below which a job is neither."""
BESIDE_DUTIES = 0.5
"""How much a line counts that is a requirement, or stands outside a section where there is one of duties."""


class JobTag(Value):
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

    _fields = ("label", "marketing_share", "sales_share", "tasks", "title", "title_agrees")
    __slots__ = _fields
    label: Label
    marketing_share: float
    sales_share: float
    tasks: tuple[tuple[str, Prediction], ...]
    title: Prediction | None
    title_agrees: bool | None

    def to_dict(self) -> dict[str, Any]:
        """Return the job as a dict of plain values; each of its tasks is a prediction's with the ``text`` in front."""
        return {**super().to_dict(), "tasks": [{"text": text, **line.to_dict()} for text, line in self.tasks]}

    def _repr_html_(self) -> str:
        """Show it in a notebook."""
        from mvs_classifier.model.notebook import Line, of_lines

        lines = [Line(text, one.label, one.confidence, one.reason) for text, one in self.tasks]
        return of_lines(f"<b>{self.label}</b>{self._of_title()}", self.marketing_share, self.sales_share, lines)

    def _of_title(self) -> str:
        if self.title is None:
            return ""
        agrees = {True: "agrees with the tasks", False: "does not agree with the tasks", None: "cannot be compared"}
        return f" · the title says {self.title.label}: {agrees[self.title_agrees]}"


class Work(NamedTuple):
    """What a job's lines say of its work.

    Attributes:
        marketing: marketing's share of it.
        sales: the rest; both are 0 where no line belongs to a craft.
        part: the crafts' part of the lines that were looked at: of the duties where there is a section of them.
        of_duties: whether there is.
    """

    marketing: float
    sales: float
    part: float
    of_duties: bool


def tag(tasks: Sequence[tuple[str, Prediction]], title: Prediction | None) -> JobTag:
    """Roll the predictions of a job's lines up to the job's."""
    work = look_at(tasks)
    label = job_label(work)
    agrees = None if title is None else titles_agree(title.label, label)
    return JobTag(label, work.marketing, work.sales, tuple(tasks), title, agrees)


def look_at(tasks: Sequence[tuple[str, Prediction]]) -> Work:
    """Weigh a job's lines by the section they stand in.

    Duties count whole, requirements half, what stands under headings of benefits and company talk not at all. Without
    a section of duties that names a craft, lines outside sections are the duties.
    """
    where = sections(line for line, _ in tasks)
    lines = [prediction for _, prediction in tasks]
    duties = [line for line, section in zip(lines, where, strict=True) if section is Section.DUTIES]
    of_duties = any(line.label != Label.NEITHER for line in duties)
    loose = BESIDE_DUTIES if of_duties else 1.0
    weight = {Section.DUTIES: 1.0, Section.REQUIREMENTS: BESIDE_DUTIES, Section.UNKNOWN: loose}
    weights = [weight.get(section, 0.0) for section in where]
    marketing, sales = shares(lines, weights)
    if not marketing + sales:
        marketing, sales = shares(lines, [1.0] * len(lines))
    if not of_duties:
        duties = [line for line, counts in zip(lines, weights, strict=True) if counts] or lines
    return Work(marketing, sales, craft_part(duties), of_duties)


def shares(lines: Sequence[Prediction], weights: Sequence[float]) -> tuple[float, float]:
    """Return marketing's and sales' share of the lines that are not neither; both 0 without such a line.

    A line counts with its weight times the probabilities of its labels, ``both`` half to each.
    """
    crafts = [(line.scores, weight) for line, weight in zip(lines, weights, strict=True) if line.label != Label.NEITHER]
    half = sum(scores[Label.BOTH] * weight for scores, weight in crafts) / 2
    marketing = sum(scores[Label.MARKETING] * weight for scores, weight in crafts) + half
    sales = sum(scores[Label.SALES] * weight for scores, weight in crafts) + half
    total = marketing + sales
    return (marketing / total, sales / total) if total else (0.0, 0.0)


def craft_part(lines: Sequence[Prediction]) -> float:
    """Return the part of the lines that belong to either craft, 0 without lines."""
    return sum(line.label != Label.NEITHER for line in lines) / len(lines) if lines else 0.0


def job_label(work: Work) -> Label:
    """Return a job's label.

    >>> [str(job_label(Work(share, 1 - share, part, True))) for share, part in ((0.6, 0.7), (0.1, 0.7), (0.1, 0.05))]
    ['both', 'sales', 'neither']
    """
    if not work.marketing + work.sales:
        return Label.NEITHER
    if work.part < (NEITHER_BELOW_OF_DUTIES if work.of_duties else NEITHER_BELOW):
        return Label.NEITHER
    if min(work.marketing, work.sales) >= BOTH_FROM:
        return Label.BOTH
    return Label.MARKETING if work.marketing > work.sales else Label.SALES


def titles_agree(title: Label, job: Label) -> bool | None:
    """Say whether a title names a craft that the job is of; None where either is neither.

    >>> titles_agree(Label.MARKETING, Label.SALES), titles_agree(Label.BOTH, Label.SALES)
    (False, True)
    """
    if Label.NEITHER in (title, job):
        return None
    return title == job or Label.BOTH in (title, job)
