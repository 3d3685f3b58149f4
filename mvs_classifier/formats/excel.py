"""Excel workbooks: read by python-calamine, written by xlsxwriter (the extra ``excel``)."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, BinaryIO

from mvs_classifier.errors import DataError, MissingExtraError
from mvs_classifier.formats.source import Path, Piece, Row, Source, as_text

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_PIECE = 4096
_SAMPLE = 200
_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 16_384
_LONGEST_CELL = 32_767
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0")  # the entry of a protected file's content
_FORMATS = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm:ss", time: "hh:mm:ss", timedelta: "[h]:mm:ss"}


class SheetSource(Source):
    """An open sheet of a workbook, XLSX or XLS; it is held in memory whole.

    Args:
        path: the file.
        sheet: the name of the sheet; the first one where None.
        header: whether the first row names the columns.

    Raises:
        DataError: it is no workbook, protected by a password, damaged, or has no such sheet.
        MissingExtraError: python-calamine is not installed.
    """

    def __init__(self, path: Path, sheet: str | None, *, header: bool = True) -> None:
        rows = _read(path, sheet)
        if not rows:
            raise DataError(f"the sheet of {path} is empty; its first row must name the columns")
        head = list(map(as_text, rows[0]))
        if not any(head):
            raise DataError(f"the sheet of {path} begins with an empty row; its first row must name the columns")
        self.header, self.unit, self.total = header, " rows", len(rows)
        self.columns = head if header else [str(number) for number in range(1, len(head) + 1)]
        self._rows = rows[1:] if header else rows
        self.sample: Sequence[Row] = self._rows[:_SAMPLE]
        self.decode: Callable[[Any], Sequence[Row]] = list

    def pieces(self) -> Iterator[Piece]:
        """Yield the rows below the header, some thousand at a time."""
        for start in range(0, len(self._rows), _PIECE):
            rows = self._rows[start : start + _PIECE]
            yield Piece(rows, start + len(rows))


def write_workbook(file: BinaryIO, header: Row | None, rows: Iterable[Row]) -> None:
    """Write rows to an open file as a workbook; no text becomes a formula or a link.

    Raises:
        DataError: a cell or the table is larger than a workbook can hold.
        OSError: the disk is full.
        MissingExtraError: xlsxwriter is not installed.
    """
    try:
        from xlsxwriter import Workbook
    except ImportError as error:
        raise MissingExtraError("excel", "writing Excel workbooks") from error
    with tempfile.TemporaryDirectory() as folder:
        book = Workbook(file, {"constant_memory": True, "tmpdir": folder})
        try:
            _fill(book, rows if header is None else chain([header], rows))
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


def _fill(book: "Workbook", rows: Iterable[Row]) -> None:
    sheet = book.add_worksheet()
    formats = {kind: book.add_format({"num_format": shown}) for kind, shown in _FORMATS.items()}
    for number, row in enumerate(rows):
        if number >= _MOST_ROWS:
            raise DataError(f"a sheet holds {_MOST_ROWS:,} rows, and the table has more; write CSV instead")
        if len(row) > _MOST_COLUMNS:
            raise DataError(
                f"row {number + 1:,} has {len(row):,} cells with the verdict's, and a sheet's hold {_MOST_COLUMNS:,}; "
                "write CSV instead"
            )
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                _write_text(sheet, number, column, cell)
            elif cell is not None:
                sheet.write(number, column, cell, formats.get(type(cell)))


def _write_text(sheet: "Worksheet", row: int, column: int, text: str) -> None:
    if len(text.encode("utf-16-le")) > 2 * _LONGEST_CELL:
        raise DataError(
            f"row {row + 1:,} has a cell of {len(text):,} characters, and a workbook's hold {_LONGEST_CELL:,}; "
            "write CSV instead"
        )
    if text.startswith("<r>") and text.endswith("</r>"):  # xlsxwriter would take it for mark-up of its own
        sheet.write_rich_string(row, column, text[0], text[1], text[2:])
    elif text:
        sheet.write_string(row, column, text)


def _read(path: Path, sheet: str | None) -> list[Row]:
    try:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError, WorksheetNotFound
    except ImportError as error:
        raise MissingExtraError("excel", "reading Excel workbooks") from error
    with open(path, "rb") as file:
        data = file.read()
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        page = book.get_sheet_by_index(0) if sheet is None else book.get_sheet_by_name(sheet)
        return [[None if cell == "" else cell for cell in row] for row in page.iter_rows()]
    except WorksheetNotFound as error:
        names = ", ".join(map(repr, islice(book.sheet_names, 20)))
        raise DataError(f"{path} has no sheet {sheet!r}; its sheets are {names}") from error
    except CalamineError as error:
        if isinstance(error, PasswordError) or _ENCRYPTED in data:
            raise DataError(f"{path} is protected by a password; save a copy without one") from error
        raise _unreadable(path, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how Rust's panics arrive, which have no class to import
            raise
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: BaseException) -> DataError:
    return DataError(f"{path} is no readable workbook ({error}); open it in Excel and save it again")
