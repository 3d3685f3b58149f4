"""Split the bytes of a CSV file into parts of whole rows, without parsing the parts that contain no quote."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mvs_classifier.errors import DataError
from mvs_classifier.i18n import _

_LONGEST_CELL = 2**31 - 1


class Chunk(NamedTuple):
    """Some bytes of a file, and how far it has been read after them."""

    data: bytes
    position: int


class RowEnd(NamedTuple):
    """Where a row ends: how many bytes, and how many lines, it and those before it have."""

    end: int
    lines: int


def cut(chunks: Iterable[Chunk], delimiter: str, name: str, largest: int) -> Iterator[Chunk]:
    """Yield parts of whole rows.

    Args:
        chunks: the bytes, in an encoding whose bytes for quotes, delimiters and line ends have no other meaning.
        delimiter: what separates cells.
        name: of the file, for messages.
        largest: how many bytes a row may have.

    Raises:
        DataError: a quote is not closed or not followed by a delimiter, or a row is too large.
    """
    rest, line, wanted, position = b"", 1, 0, 0
    for data, position in chunks:
        rest += data
        if len(rest) < wanted:
            continue
        rows = _whole_rows(rest, delimiter, name, line)
        if rows.end:
            yield Chunk(rest[: rows.end], position)
            rest, line, wanted = rest[rows.end :], line + rows.lines, 0
        elif len(rest) > largest:
            raise DataError(
                _(
                    "{name}: the row of line {line:,} has more than {size} MiB; look there for a quote that "
                    "is not closed",
                    name=name,
                    line=line,
                    size=largest >> 20,
                )
            )
        else:
            wanted = min(2 * len(rest), largest + 1)
    if rest:
        rows = _quoted_rows(rest, delimiter, name, line)
        if rows.end < len(rest):
            line += rows.lines
            raise DataError(
                _(
                    "{name}: a quote that opens in the row of line {line:,} is never closed; close it",
                    name=name,
                    line=line,
                )
            )
        yield Chunk(rest, position)


def csv_reader(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Return a reader of CSV that accepts cells of any length and rejects misplaced quotes."""
    csv.field_size_limit(_LONGEST_CELL)
    return csv.reader(lines, delimiter=delimiter, strict=True)


def row_ends(data: bytes, delimiter: str, name: str, line: int = 1) -> Iterator[RowEnd]:
    """Yield where each row ends, except a row whose quote is still open at the end of the data.

    Args:
        data: whole rows.
        delimiter: what separates cells.
        name: of the file, for messages.
        line: the number of the first line, for messages.

    Raises:
        DataError: a quote is not followed by a delimiter or a line end.
    """
    read, exhausted = RowEnd(0, 0), False

    def lines() -> Iterator[str]:
        nonlocal read, exhausted
        for text in io.StringIO(data.decode("latin-1"), newline=""):
            read = RowEnd(read.end + len(text), read.lines + 1)
            yield text
        exhausted = True

    done = read
    try:
        for _row in csv_reader(lines(), delimiter):
            done = read
            yield done
    except csv.Error as error:
        if not exhausted:
            raise DataError(
                _(
                    "{name}: a quote in the row of line {line:,} is not followed by {delimiter!r} or a line "
                    "end ({error}); write a quote inside a quoted cell twice",
                    name=name,
                    line=line + done.lines,
                    delimiter=delimiter,
                    error=error,
                )
            ) from error


def _whole_rows(data: bytes, delimiter: str, name: str, line: int) -> RowEnd:
    end = max(data.rfind(b"\n"), data.rfind(b"\r", 0, -1)) + 1
    if data.find(b'"', 0, end) < 0:
        return RowEnd(end, data.count(b"\n", 0, end) or data.count(b"\r", 0, end))
    return _quoted_rows(data[:end], delimiter, name, line)


def _quoted_rows(data: bytes, delimiter: str, name: str, line: int) -> RowEnd:
    last = RowEnd(0, 0)
    for last in row_ends(data, delimiter, name, line):  # noqa: B007
        pass
    return last
