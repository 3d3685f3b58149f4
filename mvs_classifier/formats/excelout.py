"""Excel workbooks, written by xlsxwriter (the extra ``excel``)."""

import tempfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

from mvs_classifier.errors import DataError, MissingExtraError
from mvs_classifier.formats.cells import Row

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 16_384
_LONGEST_CELL = 32_767
_FORMATS = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm:ss", time: "hh:mm:ss", timedelta: "[h]:mm:ss"}


def write_table(
    file: BinaryIO,
    header: Row | None,
    rows: Iterable[Row],
    delimiter: str = "",  # noqa: ARG001 - for formats of text
    *,
    most_rows: int = _MOST_ROWS,
) -> None:
    """Write a table to an open file as a workbook; no text becomes a formula or a link.

    Args:
        file: the file.
        header: the names of the columns, if there are any.
        rows: the rows.
        delimiter: not used.
        most_rows: how many rows a sheet can hold.

    Raises:
        DataError: a cell or the table is larger than a workbook can hold.
        OSError: the disk is full.
        MissingExtraError: xlsxwriter is not installed.
    """
    try:
        from xlsxwriter import Workbook
    except ImportError as error:
        raise MissingExtraError("excel", "writing Excel workbooks", error) from error
    with tempfile.TemporaryDirectory() as folder:
        book = Workbook(file, {"constant_memory": True, "tmpdir": folder})
        try:
            _fill(book, rows if header is None else chain([header], rows), most_rows)
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


def _fill(book: "Workbook", rows: Iterable[Row], most_rows: int) -> None:
    sheet = book.add_worksheet()
    formats = {kind: book.add_format({"num_format": shown}) for kind, shown in _FORMATS.items()}
    for number, row in enumerate(rows):
        if number >= most_rows:
            raise DataError(f"a sheet holds {most_rows:,} rows, but the table has more; write CSV instead")
        if len(row) > _MOST_COLUMNS:
            raise DataError(
                f"row {number + 1:,} has {len(row):,} cells including the verdict, but a sheet holds "
                f"{_MOST_COLUMNS:,}; write CSV instead"
            )
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                _write_text(sheet, number, column, cell)
            elif cell is not None:
                sheet.write(number, column, cell, formats.get(type(cell)))


def _write_text(sheet: "Worksheet", row: int, column: int, text: str) -> None:
    if len(text.encode("utf-16-le")) > 2 * _LONGEST_CELL:
        raise DataError(
            f"row {row + 1:,} has a cell of {len(text):,} characters, but a workbook's cell holds {_LONGEST_CELL:,}; "
            "write CSV instead"
        )
    if text.startswith("<r>") and text.endswith("</r>"):  # xlsxwriter would take it for mark-up of its own
        sheet.write_rich_string(row, column, text[0], text[1], text[2:])
    elif text:
        sheet.write_string(row, column, text)
