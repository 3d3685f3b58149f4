"""Excel workbooks to work in, written by xlsxwriter (the extra ``excel``)."""

import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, BinaryIO

from mvs_classifier.errors import DataError, MissingExtraError
from mvs_classifier.formats.cells import Row, cell_text
from mvs_classifier.formats.excelsummary import write_summary
from mvs_classifier.formats.look import Look, sheet_name
from mvs_classifier.i18n import _

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 16_384
_LONGEST_CELL = 32_767
_FORMATS = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm:ss", time: "hh:mm:ss", timedelta: "[h]:mm:ss"}
_HEAD = {"bold": True, "bg_color": "#F2F2F2", "bottom": 1}
_TOP = {"valign": "top"}
_WRAPPED = {**_TOP, "text_wrap": True}
_A4 = 9
_SAMPLE = 200  # rows that decide on the widths
_NARROWEST, _WIDEST, _FILTER_BUTTON = 8, 60, 4
_MOST_LINES, _LINE_HEIGHT = 12, 15.0


def write_table(  # noqa: PLR0913 - the writers of all formats take the same
    file: BinaryIO,
    header: Row | None,
    rows: Iterable[Row],
    delimiter: str = "",  # noqa: ARG001 - for formats of text
    *,
    look: Look | None = None,
    most_rows: int = _MOST_ROWS,
) -> None:
    """Write a table to an open file as a workbook; no text becomes a formula or a link.

    The header is frozen and has filters, columns are as wide as their first cells need, and long texts are wrapped.

    Args:
        file: the file.
        header: the names of the columns, if there are any.
        rows: the rows.
        delimiter: not used.
        look: what else makes the workbook good to work in.
        most_rows: how many rows a sheet can hold.

    Raises:
        DataError: a cell or the table is larger than a workbook can hold.
        OSError: the disk is full.
        MissingExtraError: xlsxwriter is not installed.
    """
    try:
        from xlsxwriter import Workbook
    except ImportError as error:
        raise MissingExtraError("excel", _("writing Excel workbooks"), error) from error
    with tempfile.TemporaryDirectory() as folder:
        book = Workbook(file, {"constant_memory": True, "tmpdir": folder})
        try:
            _Table(book, look or Look(), most_rows).write(header, rows)
        except BaseException:
            with suppress(Exception):  # it only frees what the unfinished book holds
                book.close()
            raise
        _close(book)


def _close(book: "Workbook") -> None:
    from xlsxwriter.exceptions import FileCreateError

    try:
        book.close()
    except FileCreateError as error:
        raise error.args[0] from error


class _Table:
    """The sheet of the table in a new workbook."""

    def __init__(self, book: "Workbook", look: Look, most_rows: int) -> None:
        self._book, self._look, self._most_rows = book, look, most_rows
        self._sheet: Worksheet = book.add_worksheet(sheet_name(look.sheet))
        self._formats = {kind: book.add_format({"num_format": shown, **_TOP}) for kind, shown in _FORMATS.items()}
        self._top, self._wrapped = book.add_format(_TOP), book.add_format(_WRAPPED)
        self._widths: list[int] = []

    def write(self, header: Row | None, rows: Iterable[Row]) -> None:
        """Write everything."""
        rows = iter(rows)
        first = list(islice(rows, _SAMPLE))
        self._set_widths(header, first)
        if header is not None:
            self._write_row(0, header, self._book.add_format({**_WRAPPED, **_HEAD}))
        start = number = 0 if header is None else 1
        for row in chain(first, rows):
            self._write_row(number, row, self._wrapped)
            number += 1
        self._finish(start, number - 1, has_header=header is not None)
        if self._look.summary:
            write_summary(self._book, self._look.summary)

    def _set_widths(self, header: Row | None, rows: Sequence[Row]) -> None:
        button = _FILTER_BUTTON if header is not None else 0
        widest = [button + _width(cell) for cell in header or ()]
        for row in rows:
            widest += [0] * (len(row) - len(widest))
            for column, cell in enumerate(row):
                widest[column] = max(widest[column], _width(cell))
        self._widths = [min(max(width + 1, _NARROWEST), _WIDEST) for width in widest[:_MOST_COLUMNS]]
        for column, width in enumerate(self._widths):
            self._sheet.set_column(column, column, width)

    def _write_row(self, number: int, row: Row, text_format: Any) -> None:
        if number >= self._most_rows:
            raise DataError(
                _("a sheet holds {most:,} rows, but the table has more; write CSV instead", most=self._most_rows)
            )
        if len(row) > _MOST_COLUMNS:
            raise DataError(
                _(
                    "row {row:,} has {count:,} cells including the verdict, but a sheet holds {most:,}; "
                    "write CSV instead",
                    row=number + 1,
                    count=len(row),
                    most=_MOST_COLUMNS,
                )
            )
        lines = max(map(_lines, row, self._widths), default=1)
        if lines > 1:  # not every program finds the height itself
            self._sheet.set_row(number, min(lines, _MOST_LINES) * _LINE_HEIGHT)
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                self._write_text(number, column, cell, text_format)
            elif cell is not None:
                self._sheet.write(number, column, cell, self._formats.get(type(cell), self._top))

    def _write_text(self, row: int, column: int, text: str, text_format: Any) -> None:
        if len(text.encode("utf-16-le")) > 2 * _LONGEST_CELL:
            raise DataError(
                _(
                    "row {row:,} has a cell of {count:,} characters, but a workbook's cell holds {most:,}; "
                    "write CSV instead",
                    row=row + 1,
                    count=len(text),
                    most=_LONGEST_CELL,
                )
            )
        if text.startswith("<r>") and text.endswith("</r>"):  # xlsxwriter would take it for mark-up of its own
            self._sheet.write_rich_string(row, column, text[0], text[1], text[2:], text_format)
        elif text:
            self._sheet.write_string(row, column, text, text_format)

    def _finish(self, first: int, last: int, *, has_header: bool) -> None:
        """Add what belongs to whole columns, now that the number of rows is known."""
        right = max(len(self._widths) - 1, 0)
        self._sheet.set_landscape()
        self._sheet.set_paper(_A4)
        self._sheet.fit_to_pages(1, 0)
        if has_header:
            self._sheet.repeat_rows(0)
            self._sheet.freeze_panes(1, 0)
            self._sheet.autofilter(0, 0, max(last, 0), right)
        if last < first:
            return
        from xlsxwriter.utility import xl_range

        self._sheet.ignore_errors({"number_stored_as_text": xl_range(first, 0, last, right)})
        for column, words in self._look.tints.items():
            for word, color in words.items():
                rule = {"type": "cell", "criteria": "==", "value": f'"{word}"'}
                rule["format"] = self._book.add_format({"bg_color": color})
                self._sheet.conditional_format(first, column, last, column, rule)
        for column, choices in self._look.choices.items():
            offered = {"validate": "list", "source": list(choices), "error_type": "warning"}
            self._sheet.data_validation(first, column, last, column, offered)


def _width(cell: Any) -> int:
    """How wide a cell is, in the width of digits; a wide character counts twice."""
    if isinstance(cell, str):
        return max(map(_units, cell[: 4 * _WIDEST].split("\n")))
    kind = _FORMATS.get(type(cell))
    return len(kind) if kind else _units(cell_text(cell))


def _lines(cell: Any, width: int) -> int:
    """How many lines a cell has once it is wrapped; not counted beyond what is shown."""
    if not isinstance(cell, str) or (2 * len(cell) <= width and "\n" not in cell):
        return 1
    lines = cell[: _MOST_LINES * width].split("\n", _MOST_LINES)
    return sum(-(-_units(line) // width) or 1 for line in lines)


def _units(text: str) -> int:
    return len(text.encode("gb18030", "replace"))  # one byte for a Latin letter, two for a Chinese character
