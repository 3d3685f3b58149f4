"""What all formats have in common: an open table, its records, and the pieces in which it is read."""

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, BinaryIO, NamedTuple

from mvs_classifier.errors import ColumnError
from mvs_classifier.formats.cells import Cell, Row, judged_text
from mvs_classifier.i18n import _

Path = str | os.PathLike[str]


class Piece(NamedTuple):
    """Some whole rows of a file, small enough to hand to another process.

    Attributes:
        payload: the rows, in a form that depends on the format.
        position: how far the file has been read after them, in the unit of ``Source.total``.
    """

    payload: Any
    position: int


class Extent(NamedTuple):
    """Some bytes of a file, read by the process that needs them, so that they need not be sent.

    Attributes:
        path: the file.
        start: where they begin.
        size: how many they are.
    """

    path: str
    start: int
    size: int


def read(payload: Extent | bytes) -> bytes:
    """Return the bytes of a payload."""
    if isinstance(payload, bytes):
        return payload
    with open(payload.path, "rb") as file:
        file.seek(payload.start)
        return file.read(payload.size)


class Layout(NamedTuple):
    """How rows of CSV are written.

    Attributes:
        encoding: of the bytes.
        errors: what decoding does with bytes that do not fit.
        delimiter: between cells.
        width: how many cells a row should have.
    """

    encoding: str
    errors: str
    delimiter: str
    width: int


class Record(NamedTuple):
    """A row below the header.

    Attributes:
        place: its line in a text file, its row in a sheet, its number in other tables, counted from 1.
        cells: its cells, in the order of the columns; surplus cells follow.
        fault: why it cannot be read; empty if it can.
    """

    place: int
    cells: Row
    fault: str = ""


class Choice(NamedTuple):
    """Which part of a file is read as the table.

    Attributes:
        sheet: the sheet of a workbook.
        header_row: the line or row of the header; None without a header.
        guesses: notes on choices that could have been different, which say how to choose.
    """

    sheet: str | None = None
    header_row: int | None = None
    guesses: Sequence[str] = ()

    def described(self) -> list[str]:
        """Return the choice in words; nothing if there was no choice."""
        if self.sheet is not None:
            if not self.header_row:
                return [_("read from sheet {sheet!r}", sheet=self.sheet)]
            where = {"sheet": self.sheet, "row": self.header_row}
            return [_("read from sheet {sheet!r}, whose header is in row {row:,}", **where)]
        return [_("the header is in line {row:,}", row=self.header_row)] if self.header_row else []


class Picker(NamedTuple):
    """Which cells of a row are read.

    Attributes:
        texts: the columns of texts; several are joined by line ends.
        title: the column of titles, if there is one.
        keep_na: whether NULL and the like are texts.
    """

    texts: Sequence[int]
    title: int | None = None
    keep_na: bool = False

    def text(self, row: Row) -> str | None:
        """Return a row's text; None if the row has none of these cells."""
        cells = [judged_text(row[column], keep_na=self.keep_na) for column in self.texts if column < len(row)]
        return "\n".join(filter(None, cells)) if cells else None

    def title_of(self, row: Row) -> str | None:
        """Return a row's title; None if the row does not have the cell."""
        if self.title is None or self.title >= len(row):
            return None
        return judged_text(row[self.title], keep_na=self.keep_na)


def with_surplus(record: Record, width: int) -> Record:
    """Return the record, at fault where it has more cells than the header."""
    if record.fault or len(record.cells) <= width:
        return record
    return record._replace(
        fault=_(
            "the row has {cells:,} cells, and the header {columns:,}; put a text that holds the delimiter in quotes",
            cells=len(record.cells),
            columns=width,
        )
    )


class Source(ABC):
    """An open table.

    Attributes:
        name: how the user calls the file.
        columns: the names of its columns; numbers from 1 without a header.
        header: whether a row names the columns.
        sample: some of its rows.
        total: its size in bytes or rows; None if unknown.
        unit: ``B`` or `` rows``.
        decode: turns a payload into rows of cells; can be sent to another process.
        first_place: the place of the first row below the header.
        choice: which part of the file is read.
        sheets: the sheets that could be chosen; empty for a file that has none.
        replaced: how many bytes did not fit the encoding and were replaced.
        delimiter: between the cells of the file, or of a CSV file that is made of it.
        is_typed: whether its cells have types, as in a workbook.
        plain: the layout of payloads that are bytes of CSV; None for other payloads.
    """

    name: str
    columns: list[str]
    header: bool = True
    sample: Sequence[Row]
    total: int | None
    unit: str
    decode: Callable[[Any], Sequence[Row]]
    first_place: int = 1
    choice: Choice = Choice()
    sheets: Sequence[str] = ()
    replaced: int = 0
    delimiter: str = ","
    is_typed: bool = False
    plain: Layout | None = None

    @abstractmethod
    def pieces(self) -> Iterator[Piece]:
        """Yield the rows below the header, the same pieces each time."""

    def records(self) -> Iterator[Record]:
        """Yield the rows below the header, each with its place."""
        place = self.first_place
        for piece in self.pieces():
            for row in self.decode(piece.payload):
                yield Record(place, row)
                place += self.lines(row)

    def lines(self, row: Row) -> int:  # noqa: ARG002 - formats of text look at it
        """Return the distance from a row's place to that of the next."""
        return 1

    def learn_columns(self) -> None:  # noqa: B027 - most formats have nothing to learn
        """Extend ``columns`` by those that appear later in the file, in formats that allow it."""

    def narrow(self, picker: Picker) -> tuple[Picker, int]:
        """Read only the picked cells, if that is faster; return where they are then, and the width."""
        return picker, len(self.columns)

    def write_beside(
        self,
        file: BinaryIO,
        fields: Sequence[tuple[str, type]],
        pieces: Iterable[Sequence[Row]],
        dropped: Collection[int],
    ) -> None:
        """Write the whole table with columns added, in formats that are written this way.

        Args:
            file: the file.
            fields: the names and types (``str`` or ``float``) of the columns to add.
            pieces: their cells, row by row, for each of the table's pieces.
            dropped: the numbers of the table's own columns to leave out.
        """
        raise NotImplementedError

    def with_choice(self, error: ColumnError) -> ColumnError:
        """Return an error about the columns that also says which of several sheets was read."""
        if len(self.sheets) <= 1:
            return error
        return ColumnError("\n  ".join([str(error), *self.choice.described(), *self.choice.guesses]))

    def notes(self) -> list[str]:
        """Return what a user should know about how the table was read, as sentences."""
        replaced = _("bytes that do not fit the encoding, replaced by �: {count:,}", count=self.replaced)
        return [*self.choice.described(), *self.choice.guesses, *([replaced] if self.replaced else [])]


def widened(row: Row, width: int, cells: Sequence[Cell], dropped: Collection[int] = ()) -> Row:
    """Return a row with cells added right after the header's columns, before surplus cells.

    Args:
        row: the row.
        width: how many columns the header has.
        cells: what is added.
        dropped: the numbers of columns to leave out.
    """
    own = [*row[:width], *[""] * (width - len(row))]
    if dropped:
        own = [cell for number, cell in enumerate(own) if number not in dropped]
    return [*own, *cells, *row[width:]]
