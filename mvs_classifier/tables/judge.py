"""What is said of rows: the cells that are added to each, column by column."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.jobs import JobTag
from mvs_classifier.model.labels import Label
from mvs_classifier.model.prediction import EMPTY, NO_WORDS, why_none
from mvs_classifier.tables.language import LANGUAGES, Language
from mvs_classifier.text.normalize import normalize

NO_CELL = "no such cell"
"""The reason where a row ends before the column of texts: it could not be read."""
NOT_SURE = "below minimum confidence"

Column = Sequence[str]
Text = str | None
"""A text to judge; None where the row has no such cell."""

_STEPS = 10_000
_NUMBERS = [f"{step / _STEPS:.4f}" for step in range(_STEPS + 1)]
_WORDS = 5


class Request(NamedTuple):
    """What is to be said of each row.

    Attributes:
        job: whether the texts are whole job descriptions, each labelled by its tasks.
        titles: with ``job``, whether a title is held against each.
        explain: whether the words that speak most for the label are named.
        language: of labels, reasons and column names, ``en`` or ``zh``.
        min_confidence: below it a text gets no label.
    """

    job: bool = False
    titles: bool = False
    explain: bool = False
    language: str = "en"
    min_confidence: float = 0.0


class Tally(NamedTuple):
    """What rows came to, so far.

    Attributes:
        rows: how many there were.
        labels: how many have each label, in the language of the request.
        reasons: for each reason how many have no verdict.
        disagreeing: how many titles name another craft than the tasks are of.
        characters: how long the texts are together.
        ragged: how many rows had more or fewer cells than the header.
    """

    rows: int
    labels: Counter[str]
    reasons: Counter[str]
    disagreeing: int
    characters: int
    ragged: int

    @classmethod
    def none(cls) -> "Tally":
        """Return the tally of no rows."""
        return cls(0, Counter(), Counter(), 0, 0, 0)

    def plus(self, other: "Tally") -> "Tally":
        """Return both together."""
        return Tally(*(mine + its for mine, its in zip(self, other, strict=True)))  # type: ignore[operator]


class Verdicts(NamedTuple):
    """What is said of some rows: one column of cells for each of the judge's columns, and what it came to."""

    columns: Sequence[Column]
    tally: Tally


class Cells(NamedTuple):
    """What is added to a row whatever is asked for: label, confidence, reason, model, as they are written."""

    label: str
    confidence: str
    reason: str
    model: str


class Codes(NamedTuple):
    """What is said of some texts, in numbers of which many are alike.

    Attributes:
        codes: a number for each text; see :meth:`Judge.cells`.
        odd: the cells of texts, by position, that have no verdict.
        tally: what they came to.
    """

    codes: list[int]
    odd: dict[int, Cells]
    tally: Tally


class Judge:
    """Says of texts what a request asks for.

    Attributes:
        columns: the names of the columns it adds.
        numeric: for each of them whether it holds numbers.
        has_codes: whether :meth:`codes` says all that is asked for.
    """

    def __init__(self, classifier: Classifier, request: Request) -> None:
        self._classifier = classifier
        self._request = request
        self._language: Language = LANGUAGES[request.language]
        names = ["mvs_label", "mvs_confidence", "mvs_reason", "mvs_model"]
        names += ["mvs_words"] if request.explain else []
        names += ["mvs_marketing_share", "mvs_sales_share"] if request.job else []
        names += ["mvs_title_agrees"] if request.job and request.titles else []
        self.columns = [self._language.columns[name] for name in names]
        self.has_codes = not (request.job or request.explain)
        self.numeric = [name in {"mvs_confidence", "mvs_marketing_share", "mvs_sales_share"} for name in names]

    def judge(self, texts: Sequence[Text], titles: Sequence[Text] | None = None) -> Verdicts:
        """Return the cells for texts (with ``job``: descriptions), and for their titles where they are asked for."""
        return self._jobs(texts, titles) if self._request.job else self._texts(texts)

    def typed(self, cells: Sequence[str]) -> list[str | float | None]:
        """Return a row's cells with numbers as numbers, and nothing where there is nothing."""
        return [
            (float(cell) if is_number else cell) if cell else None
            for cell, is_number in zip(cells, self.numeric, strict=True)
        ]

    def codes(self, texts: Sequence[Text]) -> Codes:
        """Return the verdicts on texts, each as one number."""
        logits, known = self._classifier.score_batch([text or "" for text in texts])
        best = logits.argmax(axis=1)
        top = logits.max(axis=1, keepdims=True, initial=-np.inf)
        steps = (_STEPS / np.exp(logits - top).sum(axis=1)).round().astype(int)
        sure = known & (steps >= self._request.min_confidence * _STEPS)
        why = {row: _why(texts[row], is_known=bool(known[row])) for row in np.flatnonzero(~sure).tolist()}
        numbers = np.bincount(best[sure], minlength=len(Label)).tolist()
        named = Counter(dict(zip(self._language.labels, numbers, strict=True)))
        characters = sum(map(len, filter(None, texts)))
        return Codes(
            codes=(best * len(_NUMBERS) + steps).tolist(),
            odd={row: self._without_verdict(reason, int(steps[row])) for row, reason in why.items()},
            tally=Tally(len(texts), +named, Counter(why.values()), 0, characters, 0),
        )

    def cells(self, code: int) -> Cells:
        """Return the cells that stand for one number."""
        label, step = divmod(code, len(_NUMBERS))
        return self._cells(self._language.labels[label], _NUMBERS[step], "")

    def _texts(self, texts: Sequence[Text]) -> Verdicts:
        codes, odd, tally = self.codes(texts)
        rows = list(map(self.cells, codes))
        for row, cells in odd.items():
            rows[row] = cells
        columns: list[Column] = list(zip(*rows, strict=True)) if rows else [[]] * len(Cells._fields)
        if self._request.explain:
            columns.append([self._words(text) if text else "" for text in texts])
        return Verdicts(columns, tally)

    def _cells(self, label: str, confidence: str, reason: str) -> Cells:
        return Cells(label, confidence, self._language.reasons[reason], self._classifier.fingerprint)

    def _without_verdict(self, reason: str, step: int) -> Cells:
        if reason in {EMPTY, NO_CELL}:
            return self._cells("", "", reason)
        return self._cells("" if reason == NOT_SURE else self._name(Label.NEITHER), _NUMBERS[step], reason)

    def _jobs(self, texts: Sequence[Text], titles: Sequence[Text] | None) -> Verdicts:
        given = [title or "" for title in titles] if titles else None
        jobs = self._classifier.tag_jobs([text or "" for text in texts], given)
        reasons = [NO_CELL if text is None else _why_no_job(text, job) for text, job in zip(texts, jobs, strict=True)]
        judged = [reason not in {EMPTY, NO_CELL} for reason in reasons]
        labels = [self._name(job.label) if is_judged else "" for job, is_judged in zip(jobs, judged, strict=True)]
        shares = [
            [_number(share) if is_judged else "" for share, is_judged in zip(column, judged, strict=True)]
            for column in ([job.marketing_share for job in jobs], [job.sales_share for job in jobs])
        ]
        columns: list[Column] = [labels, [""] * len(jobs), self._told(reasons)]
        columns.append([self._classifier.fingerprint] * len(jobs))
        if self._request.explain:
            columns.append([self._words_of_job(job) for job in jobs])
        columns += shares
        agreeing = [job.title_agrees for job in jobs]
        if self._request.titles:
            columns.append(["" if agrees is None else self._language.truth[agrees] for agrees in agreeing])
        named = Counter(label for label, reason in zip(labels, reasons, strict=True) if not reason)
        characters = sum(map(len, filter(None, texts)))
        tally = Tally(len(texts), named, _count(reasons), agreeing.count(False), characters, 0)
        return Verdicts(columns, tally)

    def _name(self, label: Label) -> str:
        return self._language.labels[list(Label).index(label)]

    def _told(self, reasons: Sequence[str]) -> Sequence[str]:
        return [self._language.reasons[reason] for reason in reasons]

    def _words(self, text: str) -> str:
        return " ".join(dict.fromkeys(word.word for word in self._classifier.explain(text).strongest(_WORDS)))

    def _words_of_job(self, job: JobTag) -> str:
        """The words of the surest line of the job's label."""
        lines = [(line.confidence, text) for text, line in job.tasks if line.label == job.label and not line.reason]
        return self._words(max(lines)[1]) if lines else ""


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


def _number(value: float) -> str:
    return _NUMBERS[round(value * _STEPS)]


def _count(reasons: Iterable[str]) -> Counter[str]:
    found = Counter(reasons)
    del found[""]
    return found
