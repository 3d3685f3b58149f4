"""Tables for people to fill in: the rows that are best labelled next, with an empty column of corrections."""

import json
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from mvs_classifier.atomic import replacing, require_free
from mvs_classifier.errors import UsageError
from mvs_classifier.formats.columns import find_column, guess_column
from mvs_classifier.formats.csvfile import CsvSource, csv_bytes
from mvs_classifier.formats.excel import SheetSource, write_workbook
from mvs_classifier.formats.jsonl import JsonLinesSource, json_object
from mvs_classifier.formats.kinds import format_of
from mvs_classifier.formats.registry import open_source
from mvs_classifier.formats.source import Cell, Path, Picker, Row, Source, as_text
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.tables.options import Options
from mvs_classifier.tables.output import BOM
from mvs_classifier.training.suggest import chosen, eligible_texts, require_some

_CORRECTION = "correct_label"
_ADDED = ("mvs_label", "mvs_confidence", _CORRECTION)
_FOR_PEOPLE = ("csv", "tsv", "xlsx")


class Wanted(NamedTuple):
    """What is wanted of a table.

    Attributes:
        number: of rows.
        known: texts that have labels already.
        options: how the table is read (column, format, encoding, delimiter, header, sheet), and with ``force`` that an
            output may be replaced.
    """

    number: int = 50
    known: Collection[str] = ()
    options: Options = Options()


class Suggestions(NamedTuple):
    """What looking for suggestions in a table came to.

    Attributes:
        column: the name of the column that was read.
        rows: how many rows the table has.
        eligible: how many of them may be suggested: the first of each text that has a verdict and is not known.
        suggested: how many were written.
    """

    column: str
    rows: int
    eligible: int
    suggested: int


def suggest_file(classifier: Classifier, source: Path, target: Path, wanted: Wanted | None = None) -> Suggestions:
    """Choose the rows of a table from which a model would learn most, and write them for people to label.

    The rows keep all of their columns. Behind these stand ``mvs_label``, ``mvs_confidence`` and an empty
    ``correct_label``. Columns of these names that the table has are left out, and no row is chosen in which its
    ``correct_label`` is filled in.

    Args:
        classifier: the model.
        source: the table, in any format that is read here.
        target: the file to write: CSV, TSV or XLSX, by its ending.
        wanted: how many rows, which texts are known, and how the table is read.

    Returns:
        What it came to.

    Raises:
        InputNotFoundError: the table cannot be read.
        DataError: the table is not what its format says.
        UsageError: the column is not there or not obvious, or what is asked for does not go together.
        OutputError: the output is there already, is the input, or cannot be written.
        MissingExtraError: a package for the format is not installed.
    """
    count, known, options = wanted or Wanted()
    require_some(count)
    require_form(source, target, force=options.force)
    table = _Table(source, options)
    eligible = eligible_texts(classifier, texts := table.texts(), known)
    positions = chosen(texts, eligible, count)
    verdicts = classifier.classify_many([texts[position] for position in positions])
    added = [[str(verdict.label), round(verdict.confidence, 4), ""] for verdict in verdicts]
    rows = map(table.widened, table.rows_at(positions), added)
    write_rows(target, [table.widened(table.columns, _ADDED), *rows], table.delimiter)
    return Suggestions(table.columns[table.column], len(texts), len(eligible.positions), len(positions))


def require_form(source: Path, target: Path, *, force: bool) -> None:
    """Raise unless a file for people to fill in may be written.

    Raises:
        UsageError: its ending is of none of the formats that people fill in.
        OutputError: it is there already and ``force`` is not given, is the input, or cannot be written.
    """
    if format_of(target, None) not in _FOR_PEOPLE:
        raise UsageError(f"people will fill in {target}, so give it one of the endings {', '.join(_FOR_PEOPLE)}")
    require_free(source, target, force=force)


def write_rows(target: Path, rows: Sequence[Row], delimiter: str = ",") -> None:
    """Write rows for people to fill in: CSV with a byte order mark, TSV or XLSX, by the ending of the name.

    Raises:
        DataError: a cell is too long for a workbook.
        OutputError: the file cannot be written.
        MissingExtraError: the package for workbooks is not installed.
    """
    kind = format_of(target, None)
    with replacing(target) as file:
        if kind == "xlsx":
            write_workbook(file, None, rows)
        else:
            file.write(BOM + csv_bytes([list(map(as_text, row)) for row in rows], "\t" if kind == "tsv" else delimiter))


class _Table:
    """A table from which rows are chosen: the names of its columns, which holds the texts, and its CSV delimiter."""

    def __init__(self, path: Path, options: Options) -> None:
        self._source = open_source(path, format_of(path, options.format), options)
        self.columns = self._source.columns
        if isinstance(self._source, JsonLinesSource):  # a member may stand in later lines only
            self.columns = list(dict.fromkeys(chain.from_iterable(_objects(self._source))))
        self.column = _column(self.columns, self._source, options)
        self.delimiter = self._source.delimiter if isinstance(self._source, CsvSource) else ","

    def texts(self) -> list[str]:
        """Return the text of each row; an empty one for a row in which a person's label stands already."""
        answers = [number for number, name in enumerate(self.columns) if name == _CORRECTION]
        text, answer = Picker([self.column], None).text, Picker(answers, None).text
        return ["" if (answer(row) or "").strip() else text(row) or "" for row in self._rows()]

    def rows_at(self, positions: Sequence[int]) -> list[Row]:
        """Return the rows at some positions, in the order of these; only a workbook's cells keep their types."""
        wanted = set(positions)
        found = {number: row for number, row in enumerate(self._rows()) if number in wanted}
        if not isinstance(self._source, SheetSource):
            found = {number: list(map(_written, row)) for number, row in found.items()}
        return [found[position] for position in positions]

    def widened(self, row: Row, added: Sequence[Cell]) -> Row:
        """Return a row with new cells behind the table's columns, without those that an earlier run has added."""
        kept = [number for number, name in enumerate(self.columns) if name not in _ADDED]
        own = [row[number] if number < len(row) else "" for number in kept]
        return [*own, *added, *row[len(self.columns) :]]

    def _rows(self) -> Iterator[Row]:
        if isinstance(self._source, JsonLinesSource):
            return ([found.get(name) for name in self.columns] for found in _objects(self._source))
        return chain.from_iterable(self._source.decode(piece.payload) for piece in self._source.pieces())


def _objects(source: Source) -> Iterator[dict[str, Any]]:
    """The objects of JSON Lines, and an empty one for each line that is something else."""
    for line in chain.from_iterable(piece.payload.removesuffix(b"\n").split(b"\n") for piece in source.pieces()):
        yield json_object(line) or {}


def _column(columns: Sequence[str], source: Source, options: Options) -> int:
    if len(options.columns) > 1:
        raise UsageError(f"texts are suggested from one column, but {', '.join(options.columns)} are named; name one")
    return find_column(columns, *options.columns) if options.columns else guess_column(source.columns, source.sample)


def _written(cell: Cell) -> str:
    """A cell of any kind as text that can be written."""
    text = json.dumps(cell, ensure_ascii=False, default=str) if isinstance(cell, bool | list | dict) else as_text(cell)
    return text.encode(errors="replace").decode()
