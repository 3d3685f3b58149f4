"""The one strict reader of labelled tables: every row is an example, a problem, or left out for a reason."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from mvs_classifier.errors import ColumnError, DataError, UsageError, excerpt
from mvs_classifier.formats.cells import Cell, CellError, Row, cell_text, is_blank, is_nothing, judged_text
from mvs_classifier.formats.columns import CORRECTIONS, find_column, plain_name
from mvs_classifier.formats.options import SourceOptions
from mvs_classifier.formats.places import at, place_of
from mvs_classifier.formats.registry import format_of, open_source
from mvs_classifier.formats.source import Path, Record, Source, with_surplus
from mvs_classifier.i18n import N_, _
from mvs_classifier.model.labels import Label
from mvs_classifier.tables.language import label_name
from mvs_classifier.text.normalize import normalize
from mvs_classifier.training.exports import LeftOut, exported_table
from mvs_classifier.training.labelcolumns import hints_of_jobs, label_column, text_column
from mvs_classifier.training.labelnames import is_of_tool, is_unlabelled, label_of, wanted

UNCORRECTED = N_("no correction")
"""Why a row is left out whose cell for a correction is blank."""
_UNLABELLED = N_("no label yet")
_SHOWN = 20


class LabelledRow(NamedTuple):
    """A text and its label.

    Attributes:
        text: as it is in the file.
        label: its label.
        path: its file.
        line: its place there.
        source: where the text comes from, if a column says so.
        title: the job's title, if a column says so.
    """

    text: str
    label: Label
    path: str
    line: int
    source: str
    title: str = ""

    @property
    def file(self) -> str:
        """The name of the file, without the folder."""
        return os.path.basename(self.path)

    @property
    def place(self) -> str:
        """The place for messages."""
        return place_of(self.path, self.line)


class Untouched(NamedTuple):
    """A row that holds no correction.

    Attributes:
        text: its text.
        path: its file.
        line: its place there.
        title: the job's title, if a column says so.
    """

    text: str
    path: str
    line: int
    title: str = ""


class Columns(NamedTuple):
    """Which columns are read; found where None.

    Attributes:
        text: the column of texts, by name or by number from 1.
        label: the column of labels.
        source: the column that says where a text comes from; there may be none.
        title: the column of the titles of jobs.
        job: whether the texts are whole postings; None where it does not matter.
    """

    text: str | None = None
    label: str | None = None
    source: str | None = None
    title: str | None = None
    job: bool | None = None


class TableReading(NamedTuple):
    """What a labelled table holds.

    Attributes:
        rows: the texts with their labels.
        problems: what is wrong, with file and place.
        left_out: for each reason how many rows are not learned from.
        notes: what to know about how the table was read.
        sheet: the sheet that was read, if it is a workbook.
        untouched: the rows without a correction whose text and title can be read.
    """

    rows: list[LabelledRow]
    problems: list[str]
    left_out: Counter[str]
    notes: list[str]
    untouched: list[Untouched]
    sheet: str | None = None


def read_table(path: Path, columns: Columns, options: SourceOptions) -> TableReading:
    """Read a labelled table of any format.

    Args:
        path: the file.
        columns: which columns are read.
        options: how the file is read.

    Raises:
        MissingExtraError: a package for the format is not installed.
    """
    reading, header = TableReading([], [], Counter(), [], []), 1
    try:
        source = open_source(path, format_of(path), options)
        reading, header = reading._replace(sheet=source.choice.sheet), source.choice.header_row or header
        table = _Table(source, columns, options)
        reading.notes.extend(at(source.name, note) for note in table.notes())
        for record in table.records:
            table.read(record, reading)
    except ColumnError as error:
        reading.problems.append(at(place_of(os.fspath(path), header), error))
    except (DataError, UsageError) as error:
        reading.problems.append(str(error))
    told = (
        _("{path}: {count:,} rows with {why} were left out", path=os.fspath(path), count=count, why=_(why))
        for why, count in reading.left_out.items()
    )
    reading.notes.extend(note for note, why in zip(told, list(reading.left_out), strict=True) if why != UNCORRECTED)
    return reading


def raise_problems(problems: Sequence[str]) -> None:
    """Raise where there are problems; twenty of them are named.

    Raises:
        DataError: there are some.
    """
    if problems:
        more = [_("… and {count:,} more", count=len(problems) - _SHOWN)] if len(problems) > _SHOWN else []
        raise DataError("\n".join([*problems[:_SHOWN], *more]))


def repeated(
    rows: Iterable[LabelledRow], compared: Callable[[str], str] = normalize
) -> Iterator[tuple[LabelledRow, LabelledRow]]:
    """Yield each row whose text, as it is compared, is in an earlier one, with that one before it."""
    first: dict[str, LabelledRow] = {}
    for row in rows:
        earlier = first.setdefault(compared(row.text.strip()), row)
        if earlier is not row:
            yield earlier, row


def contradiction(earlier: LabelledRow, row: LabelledRow) -> str:
    """Return what is wrong where one text has two labels."""
    return _(
        "{place}: is {label}, but {earlier} says {other}: {text}; decide on one and take the other out",
        place=row.place,
        label=label_name(row.label),
        earlier=earlier.place,
        other=label_name(earlier.label),
        text=excerpt(row.text.strip()),
    )


def unreadable_cell(column: str, error: CellError) -> str:
    """Return what is wrong where a cell of a column cannot be read."""
    return _("column {name!r}: {error}", name=column, error=error)


class _Table:
    """An open table, and which of its columns hold what."""

    def __init__(self, source: Source, columns: Columns, options: SourceOptions) -> None:
        source.learn_columns()
        self._source, self._keep_na = source, options.keep_na
        names, sample = source.columns, source.sample
        self.records: Iterable[Record | LeftOut] = source.records()
        if exported := exported_table(source):
            names, sample, self.records = exported
            columns = columns._replace(text=_name(source, columns.text), label=_name(source, columns.label))
        self._names, self._width = names, len(names)
        self._label = label_column(names, columns.label)
        self._text, self._guess = text_column(names, sample, self._label, columns.text)
        self._origin = names.index(columns.source) if columns.source in names else None
        self._title = None if columns.title is None else find_column(names, columns.title)
        self._guess += hints_of_jobs(names, self._text, self._title, job=columns.job)
        self._may_be_blank = plain_name(names[self._label]) in CORRECTIONS

    def notes(self) -> list[str]:
        """Return what was chosen where something else could be meant."""
        is_plain = self._source.choice.sheet is None and not self._source.choice.guesses and not self._source.replaced
        return [*([] if is_plain else self._source.notes()), *self._guess]

    def read(self, record: Record | LeftOut, reading: TableReading) -> None:
        """Add what a record comes to."""
        if isinstance(record, LeftOut):
            reading.left_out[record.why] += 1
            return
        if not record.fault and all(map(self._is_empty, record.cells)):
            return
        fault = with_surplus(record, self._width).fault
        label, text = self._cell(record.cells, self._label), self._cell(record.cells, self._text)
        is_blank_label = not fault and is_unlabelled(label, keep_na=self._keep_na)
        if is_blank_label and (self._may_be_blank or is_of_tool(label)):
            reading.left_out[UNCORRECTED if self._may_be_blank else _UNLABELLED] += 1
            reading.untouched.extend(self._untouched(record, text))
            return
        faults = [fault] if fault else list(self._faults(label, text, record.cells))
        reading.problems.extend(at(place_of(self._source.name, record.place), fault) for fault in faults)
        known = label_of(label)
        if known is not None and not faults:
            origin, title = (self._optional(record.cells, column) for column in (self._origin, self._title))
            reading.rows.append(LabelledRow(cell_text(text), known, self._source.name, record.place, origin, title))

    def _faults(self, label: Cell, text: Cell, cells: Row) -> Iterator[str]:
        yield from self._label_faults(label)
        yield from self._text_faults(text)
        yield from self._faults_beside(cells)

    def _label_faults(self, cell: Cell) -> Iterator[str]:
        if label_of(cell) is None:
            if is_unlabelled(cell, keep_na=self._keep_na):
                yield _("the label is blank; {advice}", advice=wanted())
            else:
                yield _("the label is {label}; {advice}", label=excerpt(_shown(cell)), advice=wanted())

    def _text_faults(self, cell: Cell) -> Iterator[str]:
        try:
            text = judged_text(cell, keep_na=self._keep_na)
        except CellError as error:
            yield _("the text cannot be read: {error}", error=error)
            return
        if not any(map(str.isalnum, normalize(text))):
            yield _("the text {text} is empty; write a text or take the row out", text=excerpt(cell_text(cell)))
        elif text.encode(errors="ignore").decode() != text:
            yield _("the text {text} holds half a character; write it again", text=excerpt(text))

    def _untouched(self, record: Record, text: Cell) -> Iterator[Untouched]:
        if not any(self._text_faults(text)) and not any(self._faults_beside(record.cells)):
            title = self._optional(record.cells, self._title)
            yield Untouched(cell_text(text), self._source.name, record.place, title)

    def _faults_beside(self, cells: Row) -> Iterator[str]:
        """What is wrong with the cells that are read beside the text and the label."""
        for column in (self._origin, self._title):
            if column is not None:
                try:
                    cell_text(self._cell(cells, column))
                except CellError as error:
                    yield unreadable_cell(self._names[column], error)

    def _optional(self, cells: Row, column: int | None) -> str:
        return "" if column is None else cell_text(self._cell(cells, column))

    def _is_empty(self, cell: Cell) -> bool:
        return is_blank(cell) or (not self._keep_na and isinstance(cell, str) and is_nothing(cell))

    @staticmethod
    def _cell(cells: Row, column: int) -> Cell:
        return cells[column] if column < len(cells) else None


def _name(source: Source, wanted: str | None) -> str | None:
    """The name of the column that is wanted, by its name or by its number in the file."""
    if wanted is None or not wanted.isdecimal():
        return wanted
    return source.columns[find_column(source.columns, wanted)]


def _shown(cell: Cell) -> str:
    try:
        return cell_text(cell)
    except CellError:
        return str(cell)
