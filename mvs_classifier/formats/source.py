"""What every format has in common: pieces of rows, and which of their cells are read."""

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from mvs_classifier.tables.judge import Judge, Tally, Text

Path = str | os.PathLike[str]
Cell = Any
Row = list[Cell]


class Piece(NamedTuple):
    """Some whole rows of a file, small enough to hand to another process.

    Attributes:
        payload: the rows, in a form of the format's own.
        position: how far the file has been read behind them, in the unit of ``Source.total``.
    """

    payload: Any
    position: int


class Extent(NamedTuple):
    """Some bytes of a file, to be read by whoever needs them; so they need not be sent to another process.

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


class Source(Protocol):
    """An open table.

    Attributes:
        columns: the names of its columns; numbers from 1 where it has no header.
        header: whether its first row names the columns.
        sample: some of its rows.
        total: how large it is, in bytes or rows; None where nobody knows.
        unit: ``B`` or `` rows``.
        decode: makes rows of cells out of a payload; can be sent to another process.
    """

    columns: list[str]
    header: bool
    sample: Sequence[Row]
    total: int | None
    unit: str
    decode: Callable[[Any], Sequence[Row]]

    def pieces(self) -> Iterator[Piece]:
        """Yield the rows below the header, the same pieces each time."""

    def narrow(self, picker: "Picker") -> tuple["Picker", int]:
        """Read only the cells that are picked, where that is quicker; return where they stand then, and the width."""
        return picker, len(self.columns)


class Labelled(NamedTuple):
    """A piece of output.

    Attributes:
        data: the bytes to append.
        tally: what its rows came to.
    """

    data: bytes
    tally: Tally


Labeller = Callable[[Any], Labelled]
"""Makes output of a payload; can be sent to another process."""


class Picker(NamedTuple):
    """Which cells of a row are read.

    Attributes:
        texts: the columns of texts, joined by line ends where there are several.
        title: the column of titles, if there is one.
    """

    texts: Sequence[int]
    title: int | None

    def text(self, row: Row) -> Text:
        """Return a row's text; None where the row has none of these cells."""
        cells = [as_text(row[column]) for column in self.texts if column < len(row)]
        return "\n".join(filter(None, cells)) if cells else None

    def title_of(self, row: Row) -> Text:
        """Return a row's title; None where the row has no such cell."""
        return None if self.title is None or self.title >= len(row) else as_text(row[self.title])


def as_text(cell: Cell) -> str:
    """Return a cell as text; a whole number without a decimal point.

    >>> as_text(7.0), as_text(None), as_text("007")
    ('7', '', '007')
    """
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def label_rows(rows: Sequence[Row], width: int, picker: Picker, judge: Judge) -> tuple[list[list[str]], Tally]:
    """Return the cells to add to each row, and what the rows came to."""
    texts = [picker.text(row) if row else "" for row in rows]
    titles = None if picker.title is None else [picker.title_of(row) for row in rows]
    verdicts = judge.judge(texts, titles)
    ragged = sum(len(row) not in (0, width) for row in rows)
    return list(map(list, zip(*verdicts.columns, strict=True))), verdicts.tally._replace(ragged=ragged)


def widened(row: Row, width: int, cells: Sequence[Cell]) -> Row:
    """Return a row with cells added right behind the header's columns, before what stands beyond them."""
    return [*row[:width], *[""] * (width - len(row)), *cells, *row[width:]]
