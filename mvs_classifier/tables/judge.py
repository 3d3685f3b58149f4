"""What is said of rows: the cells that are added to each, column by column."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.jobs import JobTag
from mvs_classifier.model.labels import Label
from mvs_classifier.model.prediction import EMPTY, NO_WORDS, why_none
from mvs_classifier.tables.added import COLUMNS, Said, Text, Value
from mvs_classifier.tables.language import LANGUAGES
from mvs_classifier.tables.options import Request
from mvs_classifier.tables.tally import Tally
from mvs_classifier.text.headings import Section
from mvs_classifier.text.normalize import normalize
from mvs_classifier.text.sections import sections

NO_CELL = "no such cell"
"""The reason where a row ends before the column of texts: it could not be read."""
NOT_SURE = "below minimum confidence"

_LABELS = tuple(Label)
_REASONS = ("", *LANGUAGES["en"].reasons)
_STEPS = 10_000
_NUMBERS = [f"{step / _STEPS:.4f}" for step in range(_STEPS + 1)]
_WORDS = 5

_Numbers = NDArray[np.int64]


class Verdicts(NamedTuple):
    """What is said of some rows: what the cells of each of the judge's columns hold, and the tally of the rows."""

    columns: Sequence[Sequence[Value]]
    tally: Tally

    def written(self) -> list[list[str]]:
        """Return the columns as text."""
        return [list(map(_written, column)) for column in self.columns]


class Codes(NamedTuple):
    """What is said of some texts, in numbers of which many are alike.

    Attributes:
        codes: a number for each text; see :meth:`Judge.cells`.
        tally: the tally of the texts.
    """

    codes: list[int]
    tally: Tally


class Judge:
    """Says of texts what a request asks for.

    Args:
        classifier: the model.
        request: what is asked for.

    Attributes:
        columns: the names of the columns it adds.
        fields: the name of each of them and its type, ``str`` or ``float``.
        has_codes: whether :meth:`codes` says all that is asked for.
        model: the fingerprint of the model.

    Raises:
        UsageError: the request is not a valid one.
    """

    def __init__(self, classifier: Classifier, request: Request) -> None:
        self._classifier = classifier
        self._request = request.validated()
        self._language = LANGUAGES[request.language]
        self._label_names = dict(zip(_LABELS, self._language.labels, strict=True))
        self._added = [column for column in COLUMNS if column.is_wanted(request)]
        self.columns = [column.called(request.language) for column in self._added]
        self.fields = list(zip(self.columns, (column.type for column in self._added), strict=True))
        self.has_codes = not request.job and all(column.follows for column in self._added)
        self.model: str = classifier.fingerprint

    def __reduce__(self) -> "tuple[type[Judge], tuple[Classifier, Request]]":
        """Travel to another process as what it was made of."""
        return Judge, (self._classifier, self._request)

    def judge(self, texts: Sequence[Text], titles: Sequence[Text] | None = None) -> Verdicts:
        """Return the columns for texts (with ``job``: descriptions), and for their titles where they are asked for."""
        said = self._said_of_jobs(texts, titles) if self._request.job else self._said_of_texts(texts)
        return Verdicts([column.values(self, said) for column in self._added], self._tally(said))

    def codes(self, texts: Sequence[Text]) -> Codes:
        """Return the verdicts on texts, each as one number."""
        best, steps, why = self._scores(texts)
        numbers = best * len(_NUMBERS) + steps
        for row, reason in why.items():
            numbers[row] += _REASONS.index(reason) * len(_LABELS) * len(_NUMBERS)
        sure = np.ones(len(texts), bool)
        sure[list(why)] = False
        counts = np.bincount(best[sure], minlength=len(_LABELS)).tolist()
        labels = Counter(dict(zip(self._language.labels, counts, strict=True)))
        return Codes(numbers.tolist(), Tally(len(texts), +labels, Counter(why.values()), 0, _characters(texts), 0))

    def cells(self, code: int) -> list[str]:
        """Return the cells that one number is for, as text."""
        rest, step = divmod(code, len(_NUMBERS))
        number, best = divmod(rest, len(_LABELS))
        reason, label, confidence = _REASONS[number], _LABELS[best], step / _STEPS
        of_row = _without_verdict(reason, confidence) if reason else (label, confidence)
        said = Said([of_row[0]], [of_row[1]], [reason])
        return [_written(column.values(self, said)[0]) for column in self._added]

    def label_names(self, labels: Sequence[Label | None]) -> list[Value]:
        """Return the names of labels in the language of the request."""
        return [None if label is None else self._label_names[label] for label in labels]

    def reason_names(self, reasons: Sequence[str]) -> list[Value]:
        """Return reasons in the language of the request; None for no reason."""
        return [self._language.reasons[reason] if reason else None for reason in reasons]

    def truth(self, answer: bool | None) -> Value:  # noqa: FBT001 - it is the value
        """Return yes or no in the language of the request."""
        return None if answer is None else self._language.truth[answer]

    def words(self, said: Said) -> list[Value]:
        """Return for each row the words that speak most for its label."""
        if said.jobs:
            return [self._words(_deciding_text(job)) for job in said.jobs]
        return [self._words(text) for text in said.texts]

    def _words(self, text: Text) -> Value:
        if not text:
            return None
        words = self._classifier.explain(text).strongest(_WORDS)
        return " ".join(dict.fromkeys(word.word for word in words)) or None

    def _scores(self, texts: Sequence[Text]) -> "tuple[_Numbers, _Numbers, dict[int, str]]":
        """The best label of each text, its confidence in steps, and why there is no verdict where there is none."""
        logits, known = self._classifier.score_batch([text or "" for text in texts])
        top = logits.max(axis=1, keepdims=True, initial=-np.inf)
        steps = (_STEPS / np.exp(logits - top).sum(axis=1)).round().astype(int)
        sure = known & (steps >= self._request.min_confidence * _STEPS)
        why = {row: _why(texts[row], is_known=bool(known[row])) for row in np.flatnonzero(~sure).tolist()}
        return logits.argmax(axis=1), steps, why

    def _said_of_texts(self, texts: Sequence[Text]) -> Said:
        best, steps, why = self._scores(texts)
        labels: list[Label | None] = list(map(_LABELS.__getitem__, best.tolist()))
        confidences: list[float | None] = (steps / _STEPS).tolist()
        reasons = [""] * len(texts)
        for row, reason in why.items():
            labels[row], confidences[row] = _without_verdict(reason, confidences[row])
            reasons[row] = reason
        return Said(labels, confidences, reasons, texts)

    def _said_of_jobs(self, texts: Sequence[Text], titles: Sequence[Text] | None) -> Said:
        given = [title or "" for title in titles] if titles else None
        jobs = self._classifier.tag_jobs([text or "" for text in texts], given)
        reasons = [NO_CELL if text is None else _why_no_job(text, job) for text, job in zip(texts, jobs, strict=True)]
        labels = [_without_verdict(why, None)[0] if why else job.label for why, job in zip(reasons, jobs, strict=True)]
        return Said(labels, [None] * len(jobs), reasons, texts, jobs)

    def _tally(self, said: Said) -> Tally:
        sure = (label for label, reason in zip(said.labels, said.reasons, strict=True) if label and not reason)
        labels = Counter({self._label_names[label]: count for label, count in Counter(sure).items()})
        disagreeing = sum(job.title_agrees is False for job in said.jobs)
        reasons = Counter(filter(None, said.reasons))
        return Tally(len(said.texts), labels, reasons, disagreeing, _characters(said.texts), 0)


def _without_verdict(reason: str, confidence: float | None) -> tuple[Label | None, float | None]:
    """The label and the confidence of a text that has no verdict for a reason."""
    if reason in {EMPTY, NO_CELL}:
        return None, None
    return None if reason == NOT_SURE else Label.NEITHER, confidence


def _why(text: Text, *, is_known: bool) -> str:
    if is_known:
        return NOT_SURE
    return NO_CELL if text is None else why_none(normalize(text))


def _why_no_job(text: str, job: JobTag) -> str:
    """Why there is no verdict on a job: no line, or no line with a verdict."""
    if not job.tasks:
        return NO_WORDS if text.strip() else EMPTY
    reasons = [line.reason for _, line in job.tasks]
    return (reasons[0] or "") if all(reasons) else ""


def _deciding_text(job: JobTag) -> str | None:
    """The line that speaks most clearly for a job's label, among those that decide: never a requirement beside duties.

    Until a job says itself which of its lines decided, these are the duties where they name a craft, else all lines
    that are not under a heading.
    """
    wanted = set(Label) - {Label.NEITHER} if job.label == Label.BOTH else {job.label}
    where = list(sections(text for text, _ in job.tasks))
    has_duties = Section.DUTIES in where
    found = [
        (section, line.confidence, text)
        for section, (text, line) in zip(where, job.tasks, strict=True)
        if line.label in wanted and not line.reason
    ]
    for kind in [Section.DUTIES, Section.UNKNOWN, *([] if has_duties else [Section.REQUIREMENTS])]:
        of_kind = [(confidence, text) for section, confidence, text in found if section is kind]
        if of_kind:
            return max(of_kind)[1]
    return None


def _characters(texts: Sequence[Text]) -> int:
    return sum(map(len, filter(None, texts)))


def _written(value: Value) -> str:
    if isinstance(value, float):
        return _NUMBERS[round(value * _STEPS)]
    return value or ""
