"""Excel workbooks: read by python-calamine, written by xlsxwriter (the extra ``excel``)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from mvs_classifier.errors import DataError, MissingExtraError, OutputError
from mvs_classifier.tables.source import Cell, Path, Piece, Row, Source

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_PIECE = 4096
_SAMPLE = 200
_MOST_ROWS = 1_048_576
_LONGEST_CELL = 32_767


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
        self.header, self.unit, self.total = header, " rows", len(rows)
        head = ["" if cell is None else str(cell) for cell in rows[0]]
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
        OutputError: a cell or the table is larger than a workbook can hold.
        MissingExtraError: xlsxwriter is not installed.
    """
    try:
        from xlsxwriter import Workbook
    except ImportError as error:
        raise MissingExtraError("excel", "writing Excel workbooks") from error
    settings = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(file, {**settings, "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd hh:mm:ss"})
    try:
        sheet = book.add_worksheet()
        given = iter(rows) if header is None else _with_header(header, rows)
        for number, row in enumerate(given):
            if number >= _MOST_ROWS:
                raise OutputError(f"a sheet holds {_MOST_ROWS:,} rows, and the table has more; write CSV instead")
            for column, cell in enumerate(row):
                _write(sheet, number, column, cell)
    finally:
        book.close()


def _with_header(header: Row, rows: Iterable[Row]) -> Iterator[Row]:
    yield header
    yield from rows


def _write(sheet: "Worksheet", row: int, column: int, cell: Cell) -> None:
    if cell is None or cell == "":
        return
    if not isinstance(cell, str):
        sheet.write(row, column, cell)
    elif len(cell) > _LONGEST_CELL:
        raise OutputError(
            f"row {row + 1:,} has a cell of {len(cell):,} characters, and a workbook's hold {_LONGEST_CELL:,}; "
            "write CSV instead"
        )
    else:
        sheet.write_string(row, column, cell)


def _read(path: Path, sheet: str | None) -> list[Row]:
    try:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError, WorksheetNotFound
    except ImportError as error:
        raise MissingExtraError("excel", "reading Excel workbooks") from error
    try:
        book = CalamineWorkbook.from_path(path)
        page = book.get_sheet_by_index(0) if sheet is None else book.get_sheet_by_name(sheet)
        return [[None if cell == "" else cell for cell in row] for row in page.iter_rows()]
    except PasswordError as error:
        raise DataError(f"{path} is protected by a password; save a copy without one") from error
    except WorksheetNotFound as error:
        names = ", ".join(map(repr, islice(book.sheet_names, 20)))
        raise DataError(f"{path} has no sheet {sheet!r}; its sheets are {names}") from error
    except (CalamineError, OSError) as error:
        raise DataError(f"{path} is no readable workbook ({error}); open it in Excel and save it again") from error
