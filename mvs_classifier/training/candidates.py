"""The table from which rows are suggested: its texts and titles, and its rows as they are written."""

import json
from collections.abc import Iterator, Sequence

from mvs_classifier.errors import UsageError
from mvs_classifier.formats.cells import Cell, CellError, Row, cell_text, judged_text
from mvs_classifier.formats.columns import find_column, guess_column
from mvs_classifier.formats.places import at, place_of
from mvs_classifier.formats.registry import format_of, open_source
from mvs_classifier.formats.source import Path
from mvs_classifier.i18n import _, joined
from mvs_classifier.tables.added import COLUMNS, CORRECTION
from mvs_classifier.tables.language import LANGUAGES
from mvs_classifier.tables.options import Options
from mvs_classifier.tables.pieces import earlier_columns
from mvs_classifier.tables.postings import hints_of_titles
from mvs_classifier.training.reader import raise_problems, unreadable_cell

_NESTED = (bool, list, dict)
ADDED = {
    code: [column.called(code) for column in COLUMNS if column.name in {"mvs_label", "mvs_confidence", CORRECTION}]
    for code in LANGUAGES
}
"""The names of the columns that are added, in each language: the label, the confidence and the correction."""
CORRECTIONS = frozenset(names[-1] for names in ADDED.values())
"""The names of the columns of corrections, in all languages."""


class CandidateTable:
    """A table from which rows are chosen: the names of its columns, which holds the texts, and its CSV delimiter."""

    def __init__(self, path: Path, options: Options) -> None:
        self._source = open_source(path, format_of(path, options.format), options.source)
        guessed = None if options.columns else guess_column(self._source.columns, self._source.sample)
        self._source.learn_columns()
        self.columns, self.delimiter = self._source.columns, self._source.delimiter
        self.sheet = self._source.choice.sheet
        self.column = guessed.position if guessed else _column(self.columns, options)
        self._keep_na = options.keep_na
        self._titles = [] if options.title_column is None else [find_column(self.columns, options.title_column)]
        self._dropped = set(_earlier(self.columns))
        self.notes = self._source.notes()
        if options.request.job and not self._titles:
            self.notes += hints_of_titles(self.columns, [self.column])
        if guessed and guessed.is_guess:
            self.notes.append(
                _(
                    "column {name!r} was chosen for its long texts; choose another with --column",
                    name=self.columns[self.column],
                )
            )

    def texts_and_titles(self, *, with_titles: bool) -> tuple[list[str], list[str] | None]:
        """Return the text of each row, empty where it already has a person's label, and its title if that is wanted.

        Raises:
            DataError: cells cannot be read; every one is named with its place.
        """
        answers = [number for number, name in enumerate(self.columns) if name in CORRECTIONS]
        texts, titles, problems = [], [], []
        for record in self._source.records():
            cells = _Cells(record.cells, self.columns)
            text = cells.text([self.column], keep_na=self._keep_na)
            texts.append("" if cells.text(answers).strip() else text)
            titles.append(cells.text(self._titles if with_titles else [], keep_na=self._keep_na))
            problems += [at(place_of(self._source.name, record.place), fault) for fault in cells.faults]
        raise_problems(problems)
        return texts, titles if with_titles else None

    def with_text(self, row: Row, text: str) -> Row:
        """Return a row with another text."""
        return [text if number == self.column else cell for number, cell in enumerate(row)]

    def rows_at(self, positions: Sequence[int]) -> list[Row]:
        """Return the rows at some positions, in the order of these; only a workbook's cells keep their types."""
        wanted = set(positions)
        rows = {number: row for number, row in enumerate(self._rows()) if number in wanted}
        if not self._source.is_typed:
            rows = {number: list(map(_written, row)) for number, row in rows.items()}
        return [rows[position] for position in positions]

    def widened(self, row: Row, added: Sequence[Cell]) -> Row:
        """Return a row with new cells after the table's columns, without those that an earlier run has added."""
        kept = [number for number in range(len(self.columns)) if number not in self._dropped]
        own = [row[number] if number < len(row) else "" for number in kept]
        return [*own, *added, *row[len(self.columns) :]]

    def _rows(self) -> Iterator[Row]:
        return (record.cells for record in self._source.records())


class _Cells:
    """The cells of a row, and what is wrong with those that were read."""

    def __init__(self, row: Row, columns: Sequence[str]) -> None:
        self._row, self._columns = row, columns
        self.faults: list[str] = []

    def text(self, numbers: Sequence[int], *, keep_na: bool = False) -> str:
        """Return the texts of some cells; of one that cannot be read, the fault is noted."""
        there = (number for number in numbers if number < len(self._row))
        return "\n".join(filter(None, (self._text(number, keep_na=keep_na) for number in there)))

    def _text(self, number: int, *, keep_na: bool) -> str:
        try:
            return judged_text(self._row[number], keep_na=keep_na)
        except CellError as error:
            self.faults.append(unreadable_cell(self._columns[number], error))
            return ""


def _earlier(columns: Sequence[str]) -> Iterator[int]:
    """The numbers of the columns that an earlier run added; Chinese names are common words, so only all together."""
    names = {*ADDED["en"], *CORRECTIONS}
    if set(ADDED["zh"]) <= set(columns):
        names.update(ADDED["zh"])
    yield from (number for number, name in enumerate(columns) if name in names)
    for added in ADDED.values():
        yield from earlier_columns(columns, added)


def _column(columns: Sequence[str], options: Options) -> int:
    if len(options.columns) > 1:
        raise UsageError(
            _(
                "texts are suggested from one column, but {columns} are named; name one",
                columns=joined(options.columns),
            )
        )
    return find_column(columns, *options.columns)


def _written(cell: Cell) -> str:
    """A cell of any kind as text that can be written."""
    try:
        text = json.dumps(cell, ensure_ascii=False, default=str) if isinstance(cell, _NESTED) else cell_text(cell)
    except CellError:
        text = str(cell)
    return text.encode(errors="replace").decode()
