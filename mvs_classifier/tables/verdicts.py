"""The verdict on a row of a table, as the cells that are added to it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.jobs import JobTag
from mvs_classifier.model.labels import Label
from mvs_classifier.model.prediction import EMPTY, NO_WORDS, Prediction
from mvs_classifier.tables.formats import Row

TEXT_COLUMNS = ("mvs_label", "mvs_confidence", "mvs_reason", "mvs_model")
SHARE_COLUMNS = ("mvs_marketing_share", "mvs_sales_share")
TITLE_COLUMN = "mvs_title_agrees"


class Verdict(NamedTuple):
    """What is said of one row.

    Attributes:
        label: the row's label; None for an empty text.
        reason: why there is no verdict, None where there is one.
        disagrees: whether the job's title names another craft than its tasks are of.
        cells: the cells to add.
    """

    label: Label | None
    reason: str | None
    disagrees: bool
    cells: Row


class Judge(Protocol):
    """Says what is to be said of rows, each as wide as the header or wider."""

    text: int
    columns: Sequence[str]

    def verdicts(self, rows: Sequence[Row]) -> Iterator[Verdict]:
        """Yield the verdict on each row."""


class TextJudge:
    """Labels each cell of a column as one text."""

    def __init__(self, classifier: Classifier, text: int) -> None:
        self.text = text
        self.columns: Sequence[str] = TEXT_COLUMNS
        self._classifier = classifier

    def verdicts(self, rows: Sequence[Row]) -> Iterator[Verdict]:
        """Yield the verdict on each row."""
        return map(_text_verdict, self._classifier.classify_many(row[self.text] for row in rows))


class JobJudge:
    """Labels each cell of a column as a whole job description, and holds a title against it."""

    def __init__(self, classifier: Classifier, text: int, title: int | None) -> None:
        self.text = text
        self.columns: Sequence[str] = (*TEXT_COLUMNS, *SHARE_COLUMNS, *([] if title is None else [TITLE_COLUMN]))
        self._title = title
        self._classifier = classifier

    def verdicts(self, rows: Sequence[Row]) -> Iterator[Verdict]:
        """Yield the verdict on each row."""
        for row in rows:
            title = None if self._title is None else row[self._title]
            job = self._classifier.tag_job(row[self.text], title)
            reason = _job_reason(row[self.text], job)
            cells = _job_cells(job, reason, self._classifier.fingerprint)
            if title is not None:
                cells.append("" if job.title_agrees is None else str(job.title_agrees).lower())
            yield Verdict(None if reason == EMPTY else job.label, reason, job.title_agrees is False, cells)


def _text_verdict(prediction: Prediction) -> Verdict:
    if prediction.reason == EMPTY:
        return Verdict(None, EMPTY, disagrees=False, cells=["", "", EMPTY, prediction.model])
    confidence = f"{prediction.confidence:.4f}"
    cells = [str(prediction.label), confidence, prediction.reason or "", prediction.model]
    return Verdict(prediction.label, prediction.reason, disagrees=False, cells=cells)


def _job_reason(text: str, job: JobTag) -> str | None:
    """Why there is no verdict on a job: no line, or no line with a verdict."""
    if not job.tasks:
        return NO_WORDS if text.strip() else EMPTY
    reasons = [prediction.reason for _, prediction in job.tasks]
    return reasons[0] if all(reasons) else None


def _job_cells(job: JobTag, reason: str | None, fingerprint: str) -> Row:
    """A job's label is rolled up from its lines and has no probability of its own: that cell is empty."""
    if reason == EMPTY:
        return ["", "", EMPTY, fingerprint, "", ""]
    return [str(job.label), "", reason or "", fingerprint, f"{job.marketing_share:.4f}", f"{job.sales_share:.4f}"]
