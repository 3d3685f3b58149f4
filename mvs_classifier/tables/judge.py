"""The cells that are added to rows, column by column."""

from collections import Counter
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mvs_classifier.model.batch.scorer import row_maxima
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.jobreader import Verdict
from mvs_classifier.model.jobs import OPEN, JobTag, Shares
from mvs_classifier.model.labels import Label
from mvs_classifier.model.prediction import EMPTY, why_none
from mvs_classifier.model.taught import REASON as TAUGHT
from mvs_classifier.tables.added import COLUMNS, Said, Text, Value
from mvs_classifier.tables.language import LANGUAGES
from mvs_classifier.tables.options import Request
from mvs_classifier.tables.tally import Tally
from mvs_classifier.text.normalize import normalize

NO_CELL = "no such cell"
"""The reason for a row that ends before the column of texts and so cannot be read."""
NOT_SURE = "below minimum confidence"

_LABELS = tuple(Label)
_REASONS = ("", *LANGUAGES["en"].reasons)
_STEPS = 10_000
_NUMBERS = [f"{step / _STEPS:.4f}" for step in range(_STEPS + 1)]
_WORDS = 5

CODES = len(_REASONS) * len(_LABELS) * len(_NUMBERS)
"""How many numbers there are that stand for verdicts."""

_Numbers = NDArray[np.int64]


class Verdicts(NamedTuple):
    """The verdicts on some rows: the cells of each of the judge's columns, and the tally of the rows."""

    columns: Sequence[Sequence[Value]]
    tally: Tally

    def written(self) -> list[list[str]]:
        """Return the columns as text."""
        return [list(map(_written, column)) for column in self.columns]


class Codes(NamedTuple):
    """The verdicts on some texts as numbers, many of which are equal.

    Attributes:
        codes: a number below ``CODES`` for each text; see :meth:`Judge.cells`.
        tally: the tally of the texts.
    """

    codes: _Numbers
    tally: Tally


class Judge:
    """Computes what a request asks for.

    Args:
        classifier: the model.
        request: what to say about each row.

    Attributes:
        columns: the names of the columns it adds.
        names: their names in English.
        language: of labels, reasons and names of columns.
        fields: the name of each of them and its type, ``str`` or ``float``.
        has_codes: whether :meth:`codes` gives everything that is asked for.
        model: the fingerprint of the model.

    Raises:
        UsageError: the request is invalid.
    """

    def __init__(self, classifier: Classifier, request: Request) -> None:
        self._classifier = classifier
        self._request = request.validated()
        self.language: str = request.language
        self._language = LANGUAGES[request.language]
        self._label_names = dict(zip(_LABELS, self._language.labels, strict=True))
        self._added = [column for column in COLUMNS if column.is_wanted(request)]
        self.columns = [column.called(request.language) for column in self._added]
        self.names = [column.name for column in self._added]
        self.fields = list(zip(self.columns, (column.type for column in self._added), strict=True))
        self.has_codes = not request.job and all(column.follows for column in self._added)
        self.model: str = classifier.fingerprint

    def __reduce__(self) -> "tuple[type[Judge], tuple[Classifier, Request]]":
        """Pickle what it was made from."""
        return Judge, (self._classifier, self._request)

    def judge(self, texts: Sequence[Text], titles: Sequence[Text] | None = None) -> Verdicts:
        """Return the columns for texts (with ``job``: descriptions), and for their titles if requested."""
        said = self._said_of_jobs(texts, titles) if self._request.job else self._said_of_texts(texts)
        return Verdicts([column.values(self, said) for column in self._added], self._tally(said))

    def codes(self, texts: Sequence[Text]) -> Codes:
        """Return the verdicts on texts, each as one number."""
        best, steps, why = self._scores(texts)
        numbers = best * len(_NUMBERS) + steps
        for row, reason in why.items():
            numbers[row] += _REASONS.index(reason) * len(_LABELS) * len(_NUMBERS)
        sure = np.ones(len(texts), bool)
        sure[[row for row, reason in why.items() if reason != TAUGHT]] = False
        counts = np.bincount(best[sure], minlength=len(_LABELS)).tolist()
        labels = Counter(dict(zip(self._language.labels, counts, strict=True)))
        return Codes(numbers, Tally(len(texts), +labels, _unjudged(why.values()), 0, _characters(texts), 0))

    def cells(self, code: int) -> list[str]:
        """Return the cells for one number, as text."""
        rest, step = divmod(code, len(_NUMBERS))
        number, best = divmod(rest, len(_LABELS))
        reason, label, confidence = _REASONS[number], _LABELS[best], step / _STEPS
        of_row = (label, confidence) if reason in {"", TAUGHT} else _without_verdict(reason, confidence)
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
        """Return for each row the words that support its label most."""
        return list(map(self._words, said.duties if self._request.job else said.texts))

    def promises(self, promises: Sequence[str | None]) -> list[Value]:
        """Return what titles say in the language of the request; None without a title."""
        names = {str(label): name for label, name in self._label_names.items()} | {OPEN: self._language.open_title}
        return [None if promise is None else names[promise] for promise in promises]

    def _words(self, text: Text) -> Value:
        if not text:
            return None
        explained = self._classifier.explain(text)
        of_model = max(explained.logits.items(), key=itemgetter(1))[0]  # in a job a taught line is what the model reads
        words = explained.strongest(_WORDS, of_model if self._request.job else explained.label)
        return " ".join(dict.fromkeys(word.word for word in words)) or None

    def _scores(self, texts: Sequence[Text]) -> "tuple[_Numbers, _Numbers, dict[int, str]]":
        """The best label of each text, its confidence in steps, and the reasons of those without a verdict."""
        logits, known = self._classifier.score_batch([text or "" for text in texts])
        marketing, sales, both, neither = np.exp(logits - row_maxima(logits)).T
        steps = (_STEPS / (marketing + sales + both + neither)).round().astype(int)
        sure = known & (steps / _STEPS >= self._request.min_confidence)
        why = {row: _why(texts[row], is_known=bool(known[row])) for row in np.flatnonzero(~sure).tolist()}
        why |= dict.fromkeys(self._classifier.taught_rows(texts), TAUGHT)
        return logits.argmax(axis=1), steps, why

    def _said_of_texts(self, texts: Sequence[Text]) -> Said:
        best, steps, why = self._scores(texts)
        labels: list[Label | None] = list(map(_LABELS.__getitem__, best.tolist()))
        confidences: list[float | None] = (steps / _STEPS).tolist()
        reasons = [""] * len(texts)
        for row, reason in why.items():
            reasons[row] = reason
            if reason != TAUGHT:
                labels[row], confidences[row] = _without_verdict(reason, confidences[row])
        return Said(labels, confidences, reasons, texts)

    def _said_of_jobs(self, texts: Sequence[Text], titles: Sequence[Text] | None) -> Said:
        given = [title or "" for title in titles] if titles else None
        jobs, duties = self._jobs([text or "" for text in texts], given)
        confidences = [round(max(job.probabilities), 4) for job in jobs]
        reasons = [
            NO_CELL if text is None else job.reason or ("" if sure >= self._request.min_confidence else NOT_SURE)
            for text, job, sure in zip(texts, jobs, confidences, strict=True)
        ]
        pairs = [
            (job.label, sure) if why in {"", TAUGHT} else _without_verdict(why, sure)
            for why, job, sure in zip(reasons, jobs, confidences, strict=True)
        ]
        return Said([label for label, _ in pairs], [sure for _, sure in pairs], reasons, texts, jobs, duties)

    def _jobs(self, texts: Sequence[str], titles: Sequence[str] | None) -> tuple[list[Verdict], list[Text]]:
        """The verdict on each job, and where words are asked for, the duty that decided most."""
        if not self._request.explain:
            return self._classifier.job_verdicts(texts, titles), []
        tags = self._classifier.tag_jobs(texts, titles)
        duties = [tag.duties_deciding[0].text if tag.deciding else None for tag in tags]
        return list(map(_verdict, tags)), duties

    def _tally(self, said: Said) -> Tally:
        sure = (label for label, why in zip(said.labels, said.reasons, strict=True) if label and why in {"", TAUGHT})
        labels = Counter({self._label_names[label]: count for label, count in Counter(sure).items()})
        disagreeing = sum(job.agrees is False for job in said.jobs)
        return Tally(len(said.texts), labels, _unjudged(said.reasons), disagreeing, _characters(said.texts), 0)


def _verdict(job: JobTag) -> Verdict:
    """The verdict in the full result for a job."""
    probabilities, followed = ([one[label] for label in _LABELS] for one in (job.scores, job.taught_contribution))
    shares = Shares(job.marketing_share, job.sales_share, job.craft_part)
    return Verdict(job.label, probabilities, shares, job.title, job.title_says, job.title_agrees, job.reason, followed)


def _without_verdict(reason: str, confidence: float | None) -> tuple[Label | None, float | None]:
    """The label and the confidence of a text without a verdict, by the reason."""
    if reason in {EMPTY, NO_CELL}:
        return None, None
    return None if reason == NOT_SURE else Label.NEITHER, confidence


def _why(text: Text, *, is_known: bool) -> str:
    if is_known:
        return NOT_SURE
    return NO_CELL if text is None else why_none(normalize(text))


def _unjudged(reasons: Iterable[str]) -> Counter[str]:
    """The number of rows without a verdict, by reason."""
    return Counter(reason for reason in reasons if reason not in {"", TAUGHT})


def _characters(texts: Sequence[Text]) -> int:
    return sum(map(len, filter(None, texts)))


def _written(value: Value) -> str:
    if isinstance(value, float):
        return _NUMBERS[round(value * _STEPS)]
    return value or ""
