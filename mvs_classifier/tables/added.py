"""The columns that labelling adds to a table, one entry each, in their order."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from mvs_classifier.i18n import N_, _, speaking
from mvs_classifier.model.jobreader import Verdict
from mvs_classifier.model.labels import Label
from mvs_classifier.tables.options import Request

if TYPE_CHECKING:
    from mvs_classifier.tables.judge import Judge

Text = str | None
"""A text to judge; None if the row does not have the cell."""
Value = str | float | None
"""The value of a cell; None if it is empty."""


CORRECTION = N_("correct_label")
"""The name of the column that a person fills in; it is never replaced."""


class Said(NamedTuple):
    """What is known about some rows; each list has an entry for each row.

    Attributes:
        labels: the labels, or None.
        confidences: the probabilities of the labels, in steps of 0.0001, or None.
        reasons: why there is no verdict, or ``"taught"``; empty if neither.
        texts: the texts; omitted for columns that follow from the label.
        jobs: with ``job``, the verdict on each job.
        duties: with ``job`` and ``explain``, the duty of each job that decided most; None if none did.
    """

    labels: Sequence[Label | None]
    confidences: Sequence[float | None]
    reasons: Sequence[str]
    texts: Sequence[Text] = ()
    jobs: Sequence[Verdict] = ()
    duties: Sequence[Text] = ()


class Column(NamedTuple):
    """A column that is added to a table.

    Attributes:
        name: its name in English; the catalogues have the others.
        type: the type of its cells, ``str`` or ``float``.
        values: returns its cells for some rows.
        is_wanted: returns whether a request asks for it.
        follows: whether its cells follow from the label, the confidence and the reason of their row.
    """

    name: str
    type: type[str | float]
    values: "Callable[[Judge, Said], Sequence[Value]]"
    is_wanted: Callable[[Request], bool] = lambda _request: True
    follows: bool = False

    def called(self, language: str) -> str:
        """Return its name in a language."""
        with speaking(language):
            return _(self.name)


def _of_jobs(said: Said, value: Callable[[Verdict], float]) -> list[Value]:
    """A number for each job; None if there is no text."""
    return [None if label is None else round(value(job), 4) for label, job in zip(said.labels, said.jobs, strict=True)]


COLUMNS = (
    Column(N_("mvs_label"), str, lambda judge, said: judge.label_names(said.labels), follows=True),
    Column(N_("mvs_confidence"), float, lambda _judge, said: said.confidences, follows=True),
    Column(N_("mvs_reason"), str, lambda judge, said: judge.reason_names(said.reasons), follows=True),
    Column(N_("mvs_model"), str, lambda judge, said: [judge.model] * len(said.reasons), follows=True),
    Column(N_("mvs_words"), str, lambda judge, said: judge.words(said), lambda request: request.explain),
    Column(
        N_("mvs_marketing_share"),
        float,
        lambda _judge, said: _of_jobs(said, lambda job: job.shares.marketing),
        lambda request: request.job,
    ),
    Column(
        N_("mvs_sales_share"),
        float,
        lambda _judge, said: _of_jobs(said, lambda job: job.shares.sales),
        lambda request: request.job,
    ),
    Column(
        N_("mvs_craft_part"),
        float,
        lambda _judge, said: _of_jobs(said, lambda job: job.shares.craft_part),
        lambda request: request.job,
    ),
    Column(
        N_("mvs_title_says"),
        str,
        lambda judge, said: judge.promises([job.promise for job in said.jobs]),
        lambda request: request.job and request.titles,
    ),
    Column(
        N_("mvs_title_agrees"),
        str,
        lambda judge, said: [judge.truth(job.agrees) for job in said.jobs],
        lambda request: request.job and request.titles,
    ),
    Column(
        CORRECTION,
        str,
        lambda _judge, said: [None] * len(said.reasons),
        lambda request: request.correct,
        follows=True,
    ),
)
"""Every column that labelling can add, in their order."""

ALWAYS = tuple(column.name for column in COLUMNS if column.is_wanted(Request()))
"""The names of the columns that are always added."""


def column_names(language: str) -> dict[str, str]:
    """Return the names of all columns of verdicts in a language, by their English names."""
    return {column.name: column.called(language) for column in COLUMNS if column.name != CORRECTION}
