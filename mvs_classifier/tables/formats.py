"""CSV files in and out, a row at a time."""

import csv
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import BinaryIO, NamedTuple, Protocol

from mvs_classifier.errors import DataError
from mvs_classifier.tables.encoding import detect_encoding

DELIMITERS = ",\t;|"
_LARGEST_CELL = 2**31 - 1

Row = list[str]


class RowWriter(Protocol):
    """What writes rows, as a writer of the csv module does."""

    def writerow(self, row: Row) -> object:
        """Write one row."""

    def writerows(self, rows: Iterable[Row]) -> object:
        """Write many rows, as they come."""


class Table(NamedTuple):
    """An open file of rows.

    Attributes:
        columns: the names in its header.
        rows: its rows, read as they are asked for.
        delimiter: what stands between its cells.
        file: the bytes beneath, to see how far the reading is.
    """

    columns: Row
    rows: Iterator[Row]
    delimiter: str
    file: BinaryIO


@contextmanager
def open_csv(
    path: str | os.PathLike[str], encoding: str | None = None, delimiter: str | None = None
) -> Iterator[Table]:
    """Open a CSV file.

    Args:
        path: the file.
        encoding: its encoding; found from its bytes where None.
        delimiter: one character; found from the header where None.

    Raises:
        InputNotFoundError: the file cannot be read.
        DataError: a byte fits no encoding, the file is empty, or a quote is not closed.
    """
    encoding = detect_encoding(path, encoding)
    csv.field_size_limit(_LARGEST_CELL)
    with open(path, "rb") as file, TextIOWrapper(file, encoding=encoding, newline="") as text:
        first = text.readline()
        if not first.strip():
            raise DataError(f"{path} is empty or begins with an empty line; its first line must name the columns")
        text.seek(0)
        delimiter = delimiter or _delimiter(first)
        rows = _rows(path, text, delimiter)
        yield Table(next(rows), rows, delimiter, file)


@contextmanager
def csv_writer(file: BinaryIO, delimiter: str) -> Iterator[RowWriter]:
    """Write rows to an open file as CSV in UTF-8 with a byte order mark, so that Excel opens it right."""
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        yield csv.writer(text, delimiter=delimiter)
        text.flush()
    finally:
        text.detach()


def _delimiter(header: str) -> str:
    """The delimiter that stands most often in the header, outside quotes."""
    outside = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def _rows(path: str | os.PathLike[str], text: TextIOWrapper, delimiter: str) -> Iterator[Row]:
    """The rows of a CSV file; a quote that is never closed is an error instead of one enormous cell."""
    exhausted = False

    def lines() -> Iterator[str]:
        nonlocal exhausted
        yield from text
        exhausted = True

    reader = csv.reader(lines(), delimiter=delimiter, strict=True)
    start = 1
    try:
        for row in reader:
            yield row
            start = reader.line_num + 1
    except csv.Error as error:
        if exhausted:
            problem = f"a quote that opens in the row of line {start:,} is never closed; close it"
        else:
            problem = (
                f"a quote in the row of line {start:,} is not followed by {delimiter!r} or a line end ({error}); "
                "write a quote inside a quoted cell twice"
            )
        raise DataError(f"{path}: {problem}") from error
