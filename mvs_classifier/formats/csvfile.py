"""CSV files, read a piece of whole rows at a time."""

import os
import re
from collections.abc import Iterator, Sequence
from functools import partial
from io import TextIOWrapper
from itertools import islice
from pathlib import Path as FilePath

from mvs_classifier.errors import DataError, UsageError
from mvs_classifier.formats.cells import Row, is_blank
from mvs_classifier.formats.csvcut import Chunk, cut, row_ends
from mvs_classifier.formats.csvtext import BOM, csv_rows, guess_delimiter, line_ends
from mvs_classifier.formats.encoding import detect_encoding, is_seen_through, text_stream
from mvs_classifier.formats.header import find_header, rows_above
from mvs_classifier.formats.options import SourceOptions
from mvs_classifier.formats.source import Choice, Extent, Layout, Path, Piece, Source, read
from mvs_classifier.i18n import _

_SAMPLE = 200
_LOOKED_AT = 1 << 20
_LINES = 20
_SEP_LINE = re.compile(r'"?sep=([^"\r\n])"?(?:\r\n|\r|\n)', re.IGNORECASE)


class CsvSource(Source):
    """An open CSV file.

    Args:
        path: the file.
        options: how it is read.
        name: the name of the file in messages.

    Raises:
        InputNotFoundError: the file cannot be read.
        DataError: a byte fits no encoding, the file is empty, or a quote is not closed.
        UsageError: no row begins at the line given for the header.
    """

    def __init__(self, path: Path, options: SourceOptions, name: str) -> None:
        self._path, self.name, self._sizes = path, name, options.sizes
        self._encoding = detect_encoding(path, options.encoding, options.errors, name)
        self.replaced = self._encoding.replaced
        self.header, self.unit, self.total = options.header, "B", FilePath(path).stat().st_size
        sep = self._sep_line()
        self._before = len(sep[0]) if sep else 0
        self.delimiter = options.delimiter or (sep[1] if sep else guess_delimiter(self._first_lines()))
        encoding = self._encoding.name
        self._as_bytes = is_seen_through(encoding, self.delimiter)
        self._skipped = self._before + (len(BOM) if encoding == "utf-8-sig" else 0)
        inside = (encoding.removesuffix("-sig"), self._encoding.errors) if self._as_bytes else ("utf-8", "strict")
        self._open_table(Layout(*inside, self.delimiter, 0), options.header_row)

    def _open_table(self, layout: Layout, header_row: int | None) -> None:
        """Find the header among the first rows; what is above it is not part of the table."""
        rows, ends = self._first_rows(layout, max(_SAMPLE, header_row or 0))
        lines = [1 + bool(self._before)]
        for row in rows:
            lines.append(lines[-1] + self.lines(row))
        header = self._header(rows, lines, header_row)
        below = 0 if header is None else header + 1
        names = rows[header or 0]
        self.columns = names if self.header else [str(number) for number in range(1, len(names) + 1)]
        self.sample = rows[below:]
        self.first_place = lines[below]
        self.plain = layout._replace(width=len(names))
        self.decode = partial(_all_rows, layout=self.plain)
        self._above = ends[header] if header is not None else 0
        if header is not None:
            self.choice = Choice(header_row=lines[header], guesses=rows_above(header, header_row))

    def pieces(self) -> Iterator[Piece]:
        """Yield the rows below the header, about a megabyte at a time."""
        above, start = self._above, self._skipped
        for data, position in self._parts():
            skipped = min(above, len(data))
            size = len(data) - skipped
            if size and self._as_bytes:
                yield Piece(Extent(os.fspath(self._path), start + skipped, size), position)
            elif size:
                yield Piece(data[skipped:], position)
            start, above = start + len(data), above - skipped

    def lines(self, row: Row) -> int:
        """Return how many lines of the file a row has."""
        return 1 + line_ends(row)

    def _header(self, rows: Sequence[Row], lines: Sequence[int], header_row: int | None) -> int | None:
        if header_row is not None and header_row not in lines[: len(rows)]:
            raise UsageError(
                _(
                    "no row of {name} begins at line {header_row:,}; give the line of the header",
                    name=self.name,
                    header_row=header_row,
                )
            )
        header = find_header(rows) if header_row is None else lines.index(header_row)
        names = [] if header is None else rows[header if self.header else 0]
        if not names or (header_row and all(map(is_blank, names))):
            raise DataError(
                _("{name} is empty or begins with an empty line; its first row must name the columns", name=self.name)
            )
        return header if self.header else None

    def _first_rows(self, layout: Layout, count: int) -> tuple[list[Row], list[int]]:
        """The first rows of the file, and how many bytes there are up to the end of each."""
        rows: list[Row] = []
        ends: list[int] = []
        start = 0
        for part in self._parts():
            here = islice(csv_rows(part.data, layout), count - len(rows))
            for row, end in zip(here, row_ends(part.data, self.delimiter, self.name), strict=False):
                rows.append(row)
                ends.append(start + end.end)
            start += len(part.data)
            if len(rows) >= count or start > _LOOKED_AT:
                break
        return rows, ends

    def _sep_line(self) -> re.Match[str] | None:
        """The line before the header that names the delimiter, as Excel writes it."""
        with self._text() as file:
            return _SEP_LINE.match(file.read(16))

    def _first_lines(self) -> list[str]:
        with self._text() as file:
            file.read(self._before)
            return list(islice(iter(lambda: file.readline(_LOOKED_AT), ""), _LINES))

    def _text(self) -> TextIOWrapper:
        return text_stream(open(self._path, "rb"), self._encoding)

    def _parts(self) -> Iterator[Chunk]:
        return cut(self._chunks(), self.delimiter, self.name, self._sizes.largest)

    def _chunks(self) -> Iterator[Chunk]:
        with open(self._path, "rb") as file:
            if self._as_bytes:
                file.seek(self._skipped)
                while data := file.read(self._sizes.chunk):
                    yield Chunk(data, file.tell())
            else:
                text = text_stream(file, self._encoding)
                text.read(self._before)
                while characters := text.read(max(1, self._sizes.chunk // 2)):
                    yield Chunk(characters.encode(), file.tell())


def _all_rows(payload: Extent | bytes, layout: Layout) -> list[Row]:
    return list(csv_rows(read(payload), layout))
