"""Rows of cells as the text of a CSV file, and back."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from mvs_classifier.errors import DataError
from mvs_classifier.formats.cells import Row, cell_text
from mvs_classifier.formats.csvcut import csv_reader
from mvs_classifier.formats.look import Look
from mvs_classifier.formats.source import Layout
from mvs_classifier.i18n import _

DELIMITERS = ",\t;|"
LINE_END = "\r\n"
BOM = b"\xef\xbb\xbf"
_TITLES = 5
_RUNS = re.compile(r"[\s\u3000]*[=+\-@＝＋－＠]|[\t\r]")
_NUMBER = re.compile(r"\s*[+-]?(?:\d[\d.,]*|\.\d+)(?:[eE][+-]?\d+)?%?\s*")


def csv_bytes(rows: Iterable[Row], delimiter: str, *, safe: bool = False) -> bytes:
    """Return rows of text as CSV in UTF-8.

    Args:
        rows: the rows.
        delimiter: what separates cells.
        safe: whether to put an apostrophe before cells that a spreadsheet would run as formulas.
    """
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=LINE_END).writerows(map(_harmless, rows) if safe else rows)
    return text.getvalue().encode()


def write_table(
    file: BinaryIO,
    header: Row | None,
    rows: Iterable[Row],
    delimiter: str,
    *,
    look: Look | None = None,  # noqa: ARG001 - for workbooks
) -> None:
    """Write a table to an open file as CSV with a byte order mark."""
    lines = rows if header is None else [header, *rows]
    file.write(BOM + csv_bytes([list(map(cell_text, row)) for row in lines], delimiter))


def csv_rows(data: bytes, layout: Layout) -> Iterator[Row]:
    """Yield the rows of a piece of CSV.

    Raises:
        DataError: a quote is not followed by the delimiter or a line end.
    """
    try:
        yield from text_rows(data.decode(layout.encoding, layout.errors), layout.delimiter)
    except csv.Error as error:  # rows are cut by bytes, so this is a delimiter of several
        raise DataError(
            _(
                "a quote is not followed by {delimiter!r} or a line end; give another delimiter",
                delimiter=layout.delimiter,
            )
        ) from error


def text_rows(text: str, delimiter: str) -> Iterator[Row]:
    """Yield the rows of a text in CSV."""
    return csv_reader(io.StringIO(text, newline=""), delimiter)


def line_ends(row: Row) -> int:
    """Return how many line ends the cells of a row hold."""
    return sum(cell.count("\n") + cell.count("\r") - cell.count("\r\n") for cell in row)


def guess_delimiter(lines: Sequence[str]) -> str:
    """Return the delimiter that is most frequent, outside quotes, in the first line.

    If it has none, it may be a title: then the next line counts, if all lines after it have as many.

    >>> guess_delimiter(["编号;任务"]), guess_delimiter(["招聘岗位统计表", "编号;任务", "1;拜访"])
    (';', ';')
    """
    outside = ["".join(line.split('"')[::2]) for line in lines if line.strip() and not line.startswith("# ")]
    for number, line in enumerate(outside[:_TITLES]):
        delimiter = max(DELIMITERS, key=line.count)
        counts = {other.count(delimiter) for other in outside[number + 1 :]}
        if delimiter in line and (number == 0 or counts == {line.count(delimiter)}):
            return delimiter
    return DELIMITERS[0]


def _harmless(row: Row) -> Row:
    """A row in which no spreadsheet reads a cell as a formula; plain numbers stay as they are."""
    return [f"'{cell}" if _RUNS.match(cell) and not _NUMBER.fullmatch(cell) else cell for cell in row]
