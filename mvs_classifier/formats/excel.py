"""Excel workbooks, read by python-calamine (the extra ``excel``)."""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from mvs_classifier.errors import ColumnError, DataError, MissingExtraError, UsageError
from mvs_classifier.formats.cells import Row, cell_text, is_blank
from mvs_classifier.formats.columns import guess_column, is_usual_name
from mvs_classifier.formats.header import find_header, names_columns, rows_above
from mvs_classifier.formats.look import OURS
from mvs_classifier.formats.options import SourceOptions
from mvs_classifier.formats.source import Choice, Path, Piece, Source
from mvs_classifier.formats.usedrange import without_far_blanks
from mvs_classifier.i18n import _, joined

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_SAMPLE = 200
_NONE, _CELLS, _NAME = range(3)
_MERGED_BEYOND = 1000  # more empty rows than that are no rows of a table
_ZIP = b"PK"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0")  # the entry of a protected file's content


class _Page(NamedTuple):
    """A sheet: its rows without the blank ones around them, the number of the first, and where the header is."""

    name: str
    rows: list[Row]
    first: int
    header: int | None

    @property
    def below(self) -> list[Row]:
        """The rows of the table."""
        return self.rows if self.header is None else self.rows[self.header + 1 :]


class SheetSource(Source):
    """An open sheet of a workbook, XLSX or XLS; all of it is in memory.

    Unless one is named, it is the first visible sheet with a usual name above a column of texts, otherwise with a
    column of long texts, otherwise with any table; sheets that this package has added do not count. A cell that is
    merged over several rows counts for each of them.

    Args:
        path: the file.
        options: how it is read.
        name: the name of the file in messages.

    Raises:
        DataError: it is not a workbook, is protected by a password, damaged or empty, or does not have the sheet.
        UsageError: the row given for the header does not exist.
        MissingExtraError: python-calamine is not installed.
    """

    is_typed = True

    def __init__(self, path: Path, options: SourceOptions, name: str) -> None:
        self.name, self._size = name, options.sizes.rows
        book = _Book(path, options, name)
        page, self.sheets = book.chosen(), book.sheets
        names = page.rows[page.header or 0]
        head = list(map(cell_text, names))
        self.header, self.unit, self.total = options.header, " rows", len(page.rows)
        self.columns = head if options.header else [str(number) for number in range(1, len(head) + 1)]
        self._rows = page.below
        self.sample = self._rows[:_SAMPLE]
        self.decode = list
        above = 0 if page.header is None else page.header + 1
        self.first_place = page.first + above
        guesses = [*book.guesses(), *rows_above(page.header or 0, options.header_row)]
        self.choice = Choice(page.name, page.first + above - 1 if above else None, guesses)

    def pieces(self) -> Iterator[Piece]:
        """Yield the rows below the header, some thousand at a time."""
        for start in range(0, len(self._rows), self._size):
            rows = self._rows[start : start + self._size]
            yield Piece(rows, start + len(rows))


class _Book:
    """A workbook whose sheets are read when needed."""

    def __init__(self, path: Path, options: SourceOptions, name: str) -> None:
        try:
            import python_calamine as calamine
        except ImportError as error:
            raise MissingExtraError("excel", _("reading Excel workbooks"), error) from error
        self._calamine, self._options, self._name = calamine, options, name
        with open(path, "rb") as file:
            self._data = file.read()
        self._book = self._read(lambda: calamine.CalamineWorkbook.from_filelike(BytesIO(self._data)))
        tables = (calamine.SheetTypeEnum.WorkSheet, calamine.SheetVisibleEnum.Visible)
        visible = [page.name for page in self._book.sheets_metadata if (page.typ, page.visible) == tables]
        self.sheets = [name for name in visible if not name.casefold().startswith(OURS)] or visible

    def chosen(self) -> _Page:
        """Return the sheet that is read."""
        if self._options.sheet is not None:
            page = self._page(self._options.sheet)
        else:
            pages = []
            for name in self.sheets or self._book.sheet_names:
                pages.append(self._page(name))
                if _evidence(pages[-1]) == _NAME:
                    break
            page = max(pages, key=_likelihood, default=_Page("", [], 1, None))
        if not page.rows:
            raise DataError(_("the sheet of {name} is empty; its first row must name the columns", name=self._name))
        return page

    def guesses(self) -> list[str]:
        """Return a note if another sheet could be meant."""
        if self._options.sheet is not None or len(self.sheets) == 1:
            return []
        names = joined(map(repr, islice(self._book.sheet_names, 20)))
        return [_("the sheets are {names}; choose another with --sheet", names=names)]

    def _page(self, name: str) -> _Page:
        if name not in self._book.sheet_names:
            names = joined(map(repr, islice(self._book.sheet_names, 20)))
            raise DataError(
                _("{file} has no sheet {name!r}; its sheets are {names}", file=self._name, name=name, names=names)
            )
        rows, first, merged = self._read(lambda: self._rows(name))
        header = self._header(rows, first, merged) if self._options.header and rows else None
        if header:  # a title may be wider than the table
            width = max(len(row) for row in _trimmed(rows[header:]))
            rows = [row[:width] for row in rows]
        return _Page(name, rows, first, header)

    def _header(self, rows: Sequence[Row], first: int, merged: Mapping[int, int]) -> int:
        wanted = self._options.header_row
        if wanted is None:
            header = find_header(rows) or 0
            last = merged.get(first + header, 0) - first  # the header's cells are merged over two rows
            return last if header < last < len(rows) and names_columns(rows[last]) else header
        if not 0 <= wanted - first < len(rows) or all(map(is_blank, rows[wanted - first])):
            raise UsageError(
                _(
                    "row {wanted:,} of {name} is empty; give the number of the row of the header",
                    wanted=wanted,
                    name=self._name,
                )
            )
        return wanted - first

    def _rows(self, name: str) -> tuple[list[Row], int, dict[int, int]]:
        """The rows of a sheet, the number of the first, and for rows with merged cells the number of their last."""
        data = without_far_blanks(self._data, name, self._name) if self._data.startswith(_ZIP) else self._data
        is_same = data is self._data
        book = self._book if is_same else self._calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        page = book.get_sheet_by_name(name)
        rows = [[None if cell == "" else cell for cell in row] for row in page.iter_rows()]
        first, left = page.start or (0, 0)
        rows = rows[len(rows) - page.height :] if page.height else rows
        _fill_merged(rows, page, first, left)
        above = next((number for number, row in enumerate(rows) if not all(map(is_blank, row))), len(rows))
        merged = {top + 1: bottom + 1 for (top, _c), (bottom, _d) in page.merged_cell_ranges or () if bottom > top}
        return _trimmed(rows[above:]), first + above + 1, merged

    def _read(self, action: Any) -> Any:
        """The result of an action on the file; a failure of calamine is an error in the data."""
        try:
            return action()
        except self._calamine.CalamineError as error:
            if isinstance(error, self._calamine.PasswordError) or _ENCRYPTED in self._data:
                raise DataError(
                    _("{name} is protected by a password; save a copy without one", name=self._name)
                ) from error
            raise self._unreadable(error) from error
        except BaseException as error:
            if type(error).__name__ != "PanicException":  # how Rust's panics arrive, which have no class to import
                raise
            raise self._unreadable(error) from error

    def _unreadable(self, error: BaseException) -> DataError:
        return DataError(
            _(
                "{name} is not a readable workbook ({error}); open it in Excel and save it again",
                name=self._name,
                error=error,
            )
        )


def _fill_merged(rows: list[Row], page: "CalamineSheet", first: int, left: int) -> None:
    """Repeat a cell that is merged over several rows in each of them, also in rows that hold nothing else."""
    width = len(rows[0]) if rows else 0
    for (top, column), (bottom, _right) in page.merged_cell_ranges or ():
        if not (bottom > top >= first and 0 <= column - left < width and top - first < len(rows)):
            continue
        cell = rows[top - first][column - left]
        end = bottom - first + 1
        if not is_blank(cell) and len(rows) < end <= len(rows) + _MERGED_BEYOND:
            rows += [[None] * width for _added in range(end - len(rows))]
        for row in rows[top - first + 1 : end]:
            row[column - left] = cell


def _trimmed(rows: list[Row]) -> list[Row]:
    """Rows without the blank ones at the end and the blank columns on the right."""
    last, width = len(rows), 0
    while last and all(map(is_blank, rows[last - 1])):
        last -= 1
    for row in rows[:last]:
        end = len(row)
        while end > width and is_blank(row[end - 1]):
            end -= 1
        width = max(width, end)
    return [row[:width] for row in rows[:last]] if last and width < len(rows[0]) else rows[:last]


def _likelihood(page: _Page) -> tuple[int, bool, bool]:
    """How likely a sheet is the table: a single column may be a cover."""
    is_table = any(not all(map(is_blank, row)) for row in page.below)
    is_wide = any(sum(not is_blank(cell) for cell in row) > 1 for row in page.below[:_SAMPLE])
    return _evidence(page), is_table and is_wide, is_table


def _evidence(page: _Page) -> int:
    """How likely there is a column of texts: by its name, only by its cells, or not at all."""
    if not page.below:
        return _NONE
    names = [""] * len(page.rows[0]) if page.header is None else list(map(cell_text, page.rows[page.header]))
    if len(names) == 1 and not is_usual_name(names[0]):
        return _NONE
    try:
        return _CELLS if guess_column(names, page.below[:_SAMPLE]).is_guess else _NAME
    except ColumnError:
        return _NONE
