"""CSV files in, and labelled CSV out, a piece of whole rows at a time."""

import csv
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path as FilePath
from typing import Any, NamedTuple

import numpy as np

from mvs_classifier.errors import DataError
from mvs_classifier.formats.csvcut import Chunk, csv_reader, cut, first_row_end
from mvs_classifier.formats.encoding import detect_encoding, is_seen_through
from mvs_classifier.formats.source import (
    Extent,
    Labelled,
    Path,
    Picker,
    Piece,
    Row,
    Source,
    as_text,
    label_rows,
    read,
    widened,
)
from mvs_classifier.tables.judge import Judge

DELIMITERS = ",\t;|"
LINE_END = "\r\n"
_CHUNK = 1 << 20
_SAMPLE = 200
_LOOKED_AT = 1 << 20
_BOM = b"\xef\xbb\xbf"
_SEP_LINE = re.compile(r'"?sep=([^"\r\n])"?(?:\r\n|\r|\n)', re.IGNORECASE)
_RUNS = re.compile(r"[\s\u3000]*[=+\-@＝＋－＠]|[\t\r]")
_NUMBER = re.compile(r"\s*[+-]?(?:\d[\d.,]*|\.\d+)(?:[eE][+-]?\d+)?%?\s*")


class Layout(NamedTuple):
    """How the rows of a piece are written.

    Attributes:
        encoding: of the bytes.
        delimiter: what stands between cells.
        width: how many cells a row should have.
    """

    encoding: str
    delimiter: str
    width: int


class CsvSource(Source):
    """An open CSV file.

    Args:
        path: the file.
        encoding: its encoding; found from its bytes where None.
        delimiter: one character; found from the header where None.
        header: whether the first row names the columns.

    Raises:
        InputNotFoundError: the file cannot be read.
        DataError: a byte fits no encoding, the file is empty, or a quote is not closed.
    """

    def __init__(self, path: Path, encoding: str | None, delimiter: str | None, *, header: bool = True) -> None:
        self._path = path
        self._encoding = detect_encoding(path, encoding)
        self.header, self.unit, self.total = header, "B", FilePath(path).stat().st_size
        sep = self._sep_line()
        self._before = len(sep[0]) if sep else 0
        self.delimiter = delimiter or (sep[1] if sep else guess_delimiter(self._first_line()))
        self._as_bytes = is_seen_through(self._encoding, self.delimiter)
        self._skipped = self._before + (len(_BOM) if self._encoding == "utf-8-sig" else 0)
        inside = self._encoding.removesuffix("-sig") if self._as_bytes else "utf-8"
        start = next(self._parts(), Chunk(b"", 0)).data
        rows = list(islice(csv_rows(start, Layout(inside, self.delimiter, 0)), _SAMPLE))
        if not rows or not rows[0]:
            raise self._no_header()
        self.columns = rows[0] if header else [str(number) for number in range(1, len(rows[0]) + 1)]
        self.sample = rows[header:]
        self.layout = Layout(inside, self.delimiter, len(rows[0]))
        self.decode: Callable[[Any], Sequence[Row]] = partial(_all_rows, layout=self.layout)
        self._header_bytes = first_row_end(start, self.delimiter, str(path)) if header else 0

    def pieces(self) -> Iterator[Piece]:
        """Yield the rows below the header, about a megabyte at a time."""
        skipped, start = self._header_bytes, self._skipped
        for data, position in self._parts():
            size = len(data) - skipped
            if size and self._as_bytes:
                yield Piece(Extent(os.fspath(self._path), start + skipped, size), position)
            elif size:
                yield Piece(data[skipped:], position)
            start, skipped = start + len(data), 0

    def _sep_line(self) -> re.Match[str] | None:
        """The line before the header that names the delimiter, as Excel writes it."""
        with open(self._path, encoding=self._encoding, newline="") as file:
            return _SEP_LINE.match(file.read(16))

    def _first_line(self) -> str:
        with open(self._path, encoding=self._encoding, newline="") as file:
            file.read(self._before)
            line = file.readline(_LOOKED_AT)
        if not line.strip("\r\n "):
            raise self._no_header()
        return line

    def _no_header(self) -> DataError:
        return DataError(f"{self._path} is empty or begins with an empty line; its first line must name the columns")

    def _parts(self) -> Iterator[Chunk]:
        return cut(self._chunks(), self.delimiter, str(self._path))

    def _chunks(self) -> Iterator[Chunk]:
        with open(self._path, "rb") as file:
            if self._as_bytes:
                file.seek(self._skipped)
                while data := file.read(_CHUNK):
                    yield Chunk(data, file.tell())
            else:
                text = io.TextIOWrapper(file, self._encoding, newline="")
                text.read(self._before)
                while characters := text.read(_CHUNK // 2):
                    yield Chunk(characters.encode(), file.tell())


class CsvLabeller:
    """Makes labelled CSV of pieces of any table.

    Args:
        judge: says what is added to each row.
        picker: which cells it reads.
        decode: makes rows of a payload.
        layout: what the output is like; its encoding is always UTF-8.
        safe: whether cells that a spreadsheet would run are written so that it does not.
    """

    def __init__(
        self, judge: Judge, picker: Picker, decode: Callable[[Any], Sequence[Row]], layout: Layout, *, safe: bool
    ) -> None:
        self._judge, self._picker, self._decode, self._layout, self._safe = judge, picker, decode, layout, safe

    def __call__(self, payload: Any) -> Labelled:
        """Return the labelled rows of one piece."""
        return self._labelled(self._decode(payload))

    def _labelled(self, rows: Sequence[Row]) -> Labelled:
        width = self._layout.width
        cells, tally = label_rows(rows, width, self._picker, self._judge)
        out = (list(map(as_text, widened(row, width, added))) for row, added in zip(rows, cells, strict=True))
        return Labelled(csv_bytes(out, self._layout.delimiter, safe=self._safe), tally)


class PlainCsvLabeller(CsvLabeller):
    """The same for pieces of CSV; where nothing in them is quoted, rows are lines that only need an end."""

    def __init__(
        self, judge: Judge, picker: Picker, decode: Callable[[Any], Sequence[Row]], layout: Layout, *, safe: bool
    ) -> None:
        super().__init__(judge, picker, decode, layout, safe=safe)
        self._ends = _Ends(judge, layout.delimiter)

    def __call__(self, payload: Extent | bytes) -> Labelled:
        """Return the labelled rows of one piece."""
        data = read(payload)
        text = data.decode(self._layout.encoding)
        lines, delimiter = _plain_lines(text), self._layout.delimiter
        if lines is None or not _all_as_wide(data, delimiter, self._layout.width):
            return self._labelled(list(_text_rows(text, delimiter)))
        column = self._picker.texts[0]
        codes, odd, tally = self._judge.codes([line.split(delimiter, column + 1)[column] for line in lines])
        parts = [""] * (2 * len(lines))
        parts[::2] = lines
        parts[1::2] = map(self._ends.__getitem__, codes)
        for row, cells in odd.items():
            parts[2 * row + 1] = self._ends.of(cells)
        return Labelled("".join(parts).encode(), tally)

    @staticmethod
    def suits(layout: Layout, picker: Picker, judge: Judge, *, safe: bool) -> bool:
        """Say whether rows may be taken as lines: one column is read, and what is added needs no quotes."""
        is_one = len(picker.texts) == 1 and picker.title is None
        return is_one and judge.has_codes and layout.delimiter in DELIMITERS and not safe


class _Ends(dict[int, str]):
    """What is written behind a line, for each number that a judge gives texts."""

    def __init__(self, judge: Judge, delimiter: str) -> None:
        super().__init__()
        self._judge, self._delimiter = judge, delimiter

    def of(self, cells: Sequence[str]) -> str:
        return self._delimiter.join(["", *cells]) + LINE_END

    def __missing__(self, code: int) -> str:
        end = self[code] = self.of(self._judge.cells(code))
        return end


def csv_bytes(rows: Iterable[Row], delimiter: str, *, safe: bool = False) -> bytes:
    """Return rows of text as CSV in UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=LINE_END).writerows(map(_harmless, rows) if safe else rows)
    return text.getvalue().encode()


def csv_rows(data: bytes, layout: Layout) -> Iterator[Row]:
    """Yield the rows of a piece of CSV."""
    return _text_rows(data.decode(layout.encoding), layout.delimiter)


def _all_rows(payload: Extent | bytes, layout: Layout) -> list[Row]:
    return list(csv_rows(read(payload), layout))


def _text_rows(text: str, delimiter: str) -> Iterator[Row]:
    return csv_reader(io.StringIO(text, newline=""), delimiter)


def _plain_lines(text: str) -> list[str] | None:
    """The lines of a text without quotes and with one kind of line end, else None."""
    returns = text.count("\r")
    if '"' in text or not text or (returns and returns != text.count("\r\n")) or returns not in {0, text.count("\n")}:
        return None
    lines = text.split("\r\n" if returns else "\n")
    if not lines[-1]:
        lines.pop()
    return lines


def _all_as_wide(data: bytes, delimiter: str, width: int) -> bool:
    """Say whether each line of a piece without quotes has as many cells as it should."""
    characters = np.frombuffer(data, dtype=np.uint8)
    is_end = characters == ord("\n")
    ends = is_end[is_end | (characters == ord(delimiter))]
    if not data.endswith(b"\n"):
        ends = np.append(ends, [True])
    return len(ends) % width == 0 and np.array_equal(np.flatnonzero(ends), np.arange(width - 1, len(ends), width))


def guess_delimiter(header: str) -> str:
    """Return the delimiter that stands most often in a header, outside quotes."""
    outside = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def _harmless(row: Row) -> Row:
    """A row in which no spreadsheet takes a cell for a formula; plain numbers stay."""
    return [f"'{cell}" if _RUNS.match(cell) and not _NUMBER.fullmatch(cell) else cell for cell in row]
