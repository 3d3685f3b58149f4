"""What a report counts in one pass over a labelled file, in memory that does not grow with it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from mvs_classifier.model.labels import Label
from mvs_classifier.model.prediction import EMPTY
from mvs_classifier.tables.judge import NO_CELL, NOT_SURE
from mvs_classifier.tables.language import LANGUAGES
from mvs_classifier.tables.report.subject import LabelledRow, Subject, labelled_rows
from mvs_classifier.text.normalize import normalize
from mvs_classifier.text.remembered import remembered
from mvs_classifier.text.titles import bare_title, is_open
from mvs_classifier.text.words import craft_words, segmenter

BANDS = (0.9, 0.7, 0.5, 0.0)
"""The least confidence of each band."""
LEAST_SURE = 30
OF_A_KIND = 10
GROUPS = 15

_MOST_VALUES = 100_000
_LONGEST_VALUE = 60
_LABELS = {
    language: dict(zip(words.labels, Label, strict=True)) | {words.open_title: None}
    for language, words in LANGUAGES.items()
}

Kind = tuple[Label, Label | None]
"""What a title promises, and what the duties are; None if the model is not sure."""


class Entry(NamedTuple):
    """A row that is shown.

    Attributes:
        row: the row.
        label: its label; None if the model is not sure.
        confidence: of its label.
        says: what its title promises.
    """

    row: LabelledRow
    label: Label | None
    confidence: float
    says: Label | None


class Top:
    """The entries with the highest scores, no two of the same text; the first of equal ones.

    Args:
        size: how many are kept.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._heap: list[tuple[float, int, Entry]] = []
        self._keys: set[tuple[str, str]] = set()

    def offer(self, score: float, entry: Entry) -> None:
        """Keep an entry if its score is among the highest."""
        key = (entry.row.title, entry.row.text)
        rank = (score, -entry.row.number)
        if key in self._keys or (len(self._heap) == self._size and rank <= self._heap[0][:2]):
            return
        heappush(self._heap, (*rank, entry))
        self._keys.add(key)
        if len(self._heap) > self._size:
            lost = heappop(self._heap)[2]
            self._keys.discard((lost.row.title, lost.row.text))

    def entries(self) -> list[Entry]:
        """Return the entries, the highest score first."""
        return [entry for _, _, entry in sorted(self._heap, key=lambda kept: kept[:2], reverse=True)]


class GroupRow(NamedTuple):
    """The rows with one value: the value, the number of rows, and how many of them have each label."""

    value: str
    rows: int
    labels: Sequence[int]


class Groups:
    """The numbers of labels for each value of a column; values that come very late among very many are not told apart.

    Attributes:
        name: the name of the column.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._values: dict[str, list[int]] = {}
        self._late = 0

    def add(self, value: str, label: Label | None) -> None:
        """Count a row."""
        counts = self._values.get(value)
        if counts is None:
            if len(self._values) >= _MOST_VALUES:
                self._late += 1
                return
            counts = self._values[value] = [0] * (len(Label) + 1)
        counts[_place(label)] += 1

    def largest(self, count: int = GROUPS) -> list[GroupRow]:
        """Return the values with the most rows."""
        ranked = sorted(self._values.items(), key=lambda item: -sum(item[1]))[:count]
        return [GroupRow(value, sum(counts), counts[:-1]) for value, counts in ranked]

    def others(self, count: int = GROUPS) -> tuple[int, int]:
        """Return how many further values there are, at least, and how many rows have them."""
        rows = sum(sum(counts) for counts in self._values.values()) + self._late
        return max(len(self._values) - count, 0), rows - sum(row.rows for row in self.largest(count))


class Counted:
    """What a report says about a labelled file.

    Attributes:
        rows: the number of rows.
        labels: the rows with each label.
        reasons: the rows without a verdict, by reason.
        bands: the rows in each band of confidence.
        titles: the rows whose titles agree, disagree, and say nothing that can be compared.
        kinds: the titles that disagree, by kind.
        shown: the surest of each kind.
        unsure: the rows of which the model is least sure.
        groups: the columns by which rows are grouped.
        words: the words of titles.
    """

    def __init__(self, subject: Subject) -> None:
        self.rows = 0
        self.labels: Counter[Label] = Counter()
        self.reasons: Counter[str] = Counter()
        self.bands: Counter[float] = Counter()
        self.titles: Counter[bool | None] = Counter()
        self.kinds: Counter[Kind] = Counter()
        self.shown: dict[Kind, Top] = {}
        self.unsure = Top(LEAST_SURE)
        self.groups = [Groups(subject.columns[number]) for number in subject.by]
        self.words = Groups("") if subject.picker.title is not None else None
        language = subject.request.language
        self._labels = _LABELS[language]
        self._reasons = {name: reason for reason, name in LANGUAGES[language].reasons.items()}
        self._truth = dict(zip(LANGUAGES[language].truth, (False, True), strict=True))
        self._split = _title_words() if self.words else None

    def add(self, row: LabelledRow) -> None:
        """Count a row."""
        verdict = row.verdict
        label, reason = self._labels.get(verdict["mvs_label"]), self._reasons.get(verdict["mvs_reason"], "")
        self.rows += 1
        if reason not in {"", "taught"}:
            self.reasons[reason] += 1
            label = None  # "neither" where there are no words is no verdict
        self.labels.update([label] if label else [])
        if reason not in {EMPTY, NO_CELL}:
            says = self._labels.get(verdict.get("mvs_title_says", ""))
            self._add_judged(Entry(row, label, float(verdict["mvs_confidence"] or 0), says), reason)
        for groups, value in zip(self.groups, row.groups, strict=True):
            groups.add(_shortened(value), label)

    def _add_judged(self, entry: Entry, reason: str) -> None:
        if reason in {"", NOT_SURE}:
            self.bands[next(band for band in BANDS if entry.confidence >= band)] += 1
            self.unsure.offer(-entry.confidence, entry)
        if self.words is None or self._split is None:
            return
        agrees = self._truth.get(entry.row.verdict.get("mvs_title_agrees", ""))
        self.titles[agrees] += 1
        if agrees is False and entry.says:
            kind = (entry.says, entry.label)
            self.kinds[kind] += 1
            self.shown.setdefault(kind, Top(OF_A_KIND)).offer(entry.confidence, entry)
        for word in self._split(entry.row.title):
            self.words.add(word, entry.label)


def counted(subject: Subject) -> Counted:
    """Return what a report says about a labelled file.

    Raises:
        DataError: the file has changed since it was written.
    """
    result = Counted(subject)
    for row in labelled_rows(subject):
        result.add(row)
    return result


def _title_words() -> Callable[[str], Iterable[str]]:
    """A function that returns the words of a title, each once, without what says nothing about the work."""
    split = segmenter(craft_words())

    @remembered(20_000, 256)
    def words(title: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for word in split(bare_title(normalize(title))) if _is_word(word)))

    return words


def _is_word(word: str) -> bool:
    return len(word) > 1 and any(map(str.isalpha, word)) and not is_open(word)


def _place(label: Label | None) -> int:
    return len(Label) if label is None else list(Label).index(label)


def _shortened(value: str) -> str:
    value = " ".join(value[: 4 * _LONGEST_VALUE].split())
    return value if len(value) <= _LONGEST_VALUE else f"{value[: _LONGEST_VALUE - 1]}…"


def kinds(found: Counted) -> Iterator[tuple[Kind, int, list[Entry]]]:
    """Yield the kinds of disagreement, the most frequent first, each with its number and the entries to show."""
    for kind, count in found.kinds.most_common():
        yield kind, count, found.shown[kind].entries()
