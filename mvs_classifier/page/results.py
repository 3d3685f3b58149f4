"""The rows of a labelled file, to be looked through: the most doubtful first, filtered, page by page."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mvs_classifier.formats.cells import cell_text
from mvs_classifier.formats.options import SourceOptions
from mvs_classifier.formats.registry import Writing, format_of, open_source
from mvs_classifier.formats.source import Picker, Source
from mvs_classifier.model.labels import Label
from mvs_classifier.model.taught import REASON as TAUGHT
from mvs_classifier.tables.added import COLUMNS
from mvs_classifier.tables.language import LANGUAGES
from mvs_classifier.tables.options import Request

PAGE_ROWS = 50

_ADDED = ("mvs_label", "mvs_confidence", "mvs_reason", "mvs_title_agrees")


class Row(NamedTuple):
    """A row.

    Attributes:
        number: counted from 0.
        place: its row in the labelled file, as a spreadsheet counts it.
        text: the text that was judged.
        title: its title; empty without one.
        label: its label; None without a verdict.
        confidence: how probable that is; None without a verdict.
        agrees: whether the title agrees; None if that is not known.
    """

    number: int
    place: int
    text: str
    title: str
    label: Label | None
    confidence: float | None
    agrees: bool | None


class Filter(NamedTuple):
    """Which rows to show.

    Attributes:
        label: those with this label; None for all.
        below: those that are less sure than this, 0 to 1.
        disagrees: only those whose title promises something else.
        contains: those whose text or title contains this.
    """

    label: Label | None = None
    below: float = 1.0
    disagrees: bool = False
    contains: str = ""

    def takes(self, row: Row) -> bool:
        """Return whether a row is to be shown."""
        return (
            (self.label is None or row.label == self.label)
            and (self.below >= 1 or (row.confidence is not None and row.confidence < self.below))
            and (not self.disagrees or row.agrees is False)
            and (not self.contains or self.contains in row.text or self.contains in row.title)
        )


class Results:
    """All rows of a labelled file, the least sure first; those without a verdict last."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._by_doubt = sorted(rows, key=lambda row: 2.0 if row.confidence is None else row.confidence)

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, number: int) -> Row:
        """Return the row of a number."""
        return self._rows[number]

    def count(self, label: Label | None) -> int:
        """Return how many rows have a label, or no verdict."""
        return sum(row.label == label for row in self._rows)

    def some(self, wanted: Filter) -> list[Row]:
        """Return the rows that a filter takes."""
        return list(filter(wanted.takes, self._by_doubt))


def read_results(source: Source, output: str, picker: Picker, request: Request) -> Results:
    """Read the rows of a file that was labelled.

    Args:
        source: the file as it was.
        output: the labelled file.
        picker: which cells of the file were judged.
        request: what was said about each row.
    """
    return Results(list(_rows(source, output, picker, request)))


def _rows(source: Source, output: str, picker: Picker, request: Request) -> Iterator[Row]:
    language = LANGUAGES[request.language]
    labels = dict(zip(language.labels, Label, strict=True))
    taught = language.reasons[TAUGHT]
    truth = dict(zip(language.truth, (False, True), strict=True))
    labelled = _opened(output, source)
    verdicts = _verdicts(labelled, request.language)
    for number, (record, cells) in enumerate(zip(source.records(), verdicts, strict=True)):
        label, confidence, reason, agrees = cells
        yield Row(
            number=number,
            place=labelled.first_place + number,
            text=picker.text(record.cells) or "",
            title=picker.title_of(record.cells) or "",
            label=labels.get(label) if reason in {"", taught} else None,
            confidence=float(confidence) if confidence and not reason else None,
            agrees=truth.get(agrees),
        )


def _opened(output: str, source: Source) -> Source:
    kind = format_of(output)
    header_row = None if kind.writing in {Writing.LINES, Writing.COLUMNS} else 1
    delimiter = source.delimiter if kind.writing is Writing.ROWS else None
    return open_source(output, kind, SourceOptions(header_row=header_row, delimiter=delimiter))


def _verdicts(table: Source, language: str) -> Iterator[list[str]]:
    """The cells of the columns that labelling has added; empty for a column that is not there."""
    table.learn_columns()
    names = {column.name: column.called(language) for column in COLUMNS}
    places = [_last(table.columns, names[name]) for name in _ADDED]
    for record in table.records():
        row = record.cells
        yield [cell_text(row[place]) if place is not None and place < len(row) else "" for place in places]


def _last(columns: Sequence[str], name: str) -> int | None:
    """The place of the last column of a name; a file may have had one of that name before."""
    return max((place for place, column in enumerate(columns) if column == name), default=None)
