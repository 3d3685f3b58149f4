"""What the page shows of a posting: the verdict and its reasons, with the user's corrections."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.explain import WordContribution
from mvs_classifier.model.jobs import OPEN, JobTag, speaks_for
from mvs_classifier.model.labels import Label
from mvs_classifier.model.notebook import Weighed
from mvs_classifier.model.prediction import NO_KNOWN_WORDS, Prediction
from mvs_classifier.model.taught import REASON as TAUGHT
from mvs_classifier.store.corrections import Log
from mvs_classifier.text.visible import printable

_KEPT = 200
_DECIDING = 3  # lines that are said to decide
_WEAKEST = 0.25  # a word that weighs less than this part of the line's strongest is not marked
_VERY_SURE, _QUITE_SURE = 0.9, 0.7


class Posting(NamedTuple):
    """A posting that was pasted."""

    title: str
    description: str

    @property
    def name(self) -> str:
        """Its name in addresses."""
        content = f"{len(self.title)} {self.title}{self.description}"
        return sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Piece(NamedTuple):
    """A part of a line; whether it is marked as deciding."""

    text: str
    is_marked: bool


class Judged(NamedTuple):
    """A posting with the verdict on it and the parts of its lines."""

    posting: Posting
    job: JobTag
    lines: Sequence[Sequence[Piece]]


class Postings:
    """The postings that were judged last, by their names."""

    def __init__(self) -> None:
        self._postings: OrderedDict[str, Judged] = OrderedDict()

    def add(self, judged: Judged) -> None:
        """Remember a posting, and forget the oldest ones if there are many."""
        self._postings[judged.posting.name] = judged
        self._postings.move_to_end(judged.posting.name)
        while len(self._postings) > _KEPT:
            self._postings.popitem(last=False)

    def get(self, name: str) -> Judged | None:
        """Return the posting of a name, None if it is unknown or was forgotten."""
        return self._postings.get(name)


class Line(NamedTuple):
    """A line as the page shows it.

    Attributes:
        number: counted from 1.
        pieces: its text, safe to look at.
        said: what the model says.
        confidence: how probable that is; None without a verdict.
        correct: the right label if the user gave it.
        decides: whether it is one of those that decided on the job.
    """

    number: int
    pieces: Sequence[Piece]
    said: Label
    confidence: float | None
    correct: Label | None
    decides: bool

    @property
    def label(self) -> Label:
        """The label that counts."""
        return self.correct or self.said


class Shown(NamedTuple):
    """A posting as the page shows it.

    Attributes:
        name: its name in addresses.
        said: what the model says.
        sure: the name of the words for how sure that is, or of the reason why there is no verdict.
        confidence: how probable it is.
        correct: the right label if the user gave it.
        title: the name of the words about its title; None without one.
        promise: what the title promises.
        job: the whole result.
        lines: its lines.
    """

    name: str
    said: Label
    sure: str
    confidence: float
    correct: Label | None
    title: str | None
    promise: str | None
    job: JobTag
    lines: Sequence[Line]

    @property
    def label(self) -> Label:
        """The label that counts."""
        return self.correct or self.said

    @property
    def has_verdict(self) -> bool:
        """Whether the model could judge it."""
        return self.job.reason in {None, TAUGHT}


def judge(classifier: Classifier, posting: Posting) -> Judged:
    """Judge a posting."""
    job = classifier.tag_job(posting.description, posting.title or None)
    return Judged(posting, job, [_pieces(classifier, text, prediction) for text, prediction in job.tasks])


def shown(judged: Judged, corrections: Log) -> Shown:
    """Return what the page shows of a posting."""
    posting, job, _ = judged
    return Shown(
        name=posting.name,
        said=job.label,
        sure=_sure(job),
        confidence=job.confidence,
        correct=corrections.label(posting.description, is_job=True),
        title=_of_title(job),
        promise=job.title_says,
        job=job,
        lines=tuple(_lines(judged, corrections)),
    )


def _sure(job: JobTag) -> str:
    if job.reason is not None:
        return {TAUGHT: "taught", NO_KNOWN_WORDS: "no_known_words"}.get(job.reason, "nothing_to_judge")
    if job.confidence >= _VERY_SURE:
        return "very_sure"
    return "quite_sure" if job.confidence >= _QUITE_SURE else "not_sure"


def _of_title(job: JobTag) -> str | None:
    if job.title is None or job.reason not in {None, TAUGHT}:
        return None
    if job.title_agrees is None:
        return "title_is_open" if job.title_says == OPEN else "title_is_unclear"
    return "title_agrees" if job.title_agrees else "title_promises"


def _lines(judged: Judged, corrections: Log) -> Iterator[Line]:
    deciding = _deciding(judged.job)
    for number, ((text, prediction), pieces) in enumerate(zip(judged.job.tasks, judged.lines, strict=True), 1):
        yield Line(
            number=number,
            pieces=pieces,
            said=prediction.label,
            confidence=None if prediction.reason else prediction.confidence,
            correct=corrections.label(text),
            decides=text in deciding,
        )


def _deciding(job: JobTag) -> set[str]:
    """The duties that support the verdict most."""
    support = (line.text for line in job.duties_deciding if speaks_for(line.contributions, job.label) > 0)
    return set(islice(support, _DECIDING))


def _pieces(classifier: Classifier, text: str, prediction: Prediction) -> list[Piece]:
    """A line with the words marked that support its label; other work has no words of its own."""
    if prediction.reason is not None or prediction.label is Label.NEITHER:
        return [Piece(printable(text), is_marked=False)]
    words = classifier.explain(text).weighed(lambda word: _support(word, prediction.label))
    return [Piece(printable(part), is_marked) for part, is_marked in _cut(text, words) if part]


def _support(word: WordContribution, label: Label) -> float:
    return speaks_for(word.contributions, label)


def _cut(text: str, words: Sequence[Weighed]) -> Iterator[tuple[str, bool]]:
    strongest = max((word.weight for word in words), default=0.0)
    place = 0
    for word in words:
        if word.weight > _WEAKEST * strongest > 0:
            yield text[place : word.start], False
            yield text[word.start : word.stop], True
            place = word.stop
    yield text[place:], False
