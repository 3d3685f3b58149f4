"""Tables for people to fill in: the rows that are best labelled next, with an empty column of corrections."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from mvs_classifier.atomic import replacing, require_free
from mvs_classifier.errors import DataError, UsageError
from mvs_classifier.formats.cells import Cell, CellError, Row, cell_text
from mvs_classifier.formats.columns import find_column, guess_column
from mvs_classifier.formats.look import Look
from mvs_classifier.formats.places import at, place_of
from mvs_classifier.formats.registry import fillable, format_of, named_by_extension, open_source, write_table
from mvs_classifier.formats.source import Path, Picker
from mvs_classifier.i18n import _, joined, language
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.tables.added import COLUMNS, CORRECTION
from mvs_classifier.tables.book import Columns, Counts, Made, look
from mvs_classifier.tables.language import LANGUAGES, label_name
from mvs_classifier.tables.options import Options, validated
from mvs_classifier.tables.pieces import earlier_columns
from mvs_classifier.tables.postings import hints_of_texts, hints_of_titles
from mvs_classifier.training.suggest import chosen, eligible_jobs, eligible_texts, require_some

_NESTED = (bool, list, dict)
_ADDED = {
    code: [column.called(code) for column in COLUMNS if column.name in {"mvs_label", "mvs_confidence", CORRECTION}]
    for code in LANGUAGES
}
"""The names of the columns that are added, in each language: the label, the confidence and the correction."""
_CORRECTIONS = frozenset(names[-1] for names in _ADDED.values())
_LABELS = {"en": {"mvs_label", "label", "likely_label"}, "zh": {"类别", "可能的类别"}}


class Wanted(NamedTuple):
    """What is wanted of a table.

    Attributes:
        number: of rows.
        known: texts that have labels already.
        options: how the table is read, and with ``force`` that an output may be replaced. With ``job`` in its request,
            and with a title column, the texts are whole postings.
        lines: with ``job``, whether duties are chosen out of the postings, each with a row of its own.
    """

    number: int = 50
    known: Collection[str] = ()
    options: Options = Options()
    lines: bool = False


class Suggestions(NamedTuple):
    """What looking for suggestions in a table came to.

    Attributes:
        column: the name of the column that was read.
        rows: how many rows the table has.
        eligible: how many of them may be suggested: the first of each text that has a verdict and is not known.
        suggested: how many were written.
        notes: what to know about how the table was read, as sentences.
    """

    column: str
    rows: int
    eligible: int
    suggested: int
    notes: Sequence[str] = ()


def suggest_file(classifier: Classifier, source: Path, target: Path, wanted: Wanted | None = None) -> Suggestions:
    """Choose the rows of a table from which a model would learn most, and write them for people to label.

    The rows keep all of their columns. After these come ``mvs_label``, ``mvs_confidence`` and an empty
    ``correct_label``, or 类别, 置信度 and 正确类别 where Chinese is spoken. Columns of these names that an earlier
    run added are left out, and no row is chosen whose correction is filled in.

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
    count, known, given, by_line = wanted or Wanted()
    require_some(count)
    options = validated(given)
    require_form(source, target, force=options.force)
    table = _Table(source, options)
    texts = table.texts()
    is_of_jobs = options.request.job and not by_line
    items = _duties(classifier, texts) if by_line else [_Item(*pair) for pair in enumerate(texts)]
    titles = table.titles() if is_of_jobs and options.title_column else None
    judged = [item.text for item in items]
    eligible = (
        eligible_jobs(classifier, judged, titles, known) if is_of_jobs else eligible_texts(classifier, judged, known)
    )
    positions = chosen(judged, eligible, count)
    added = _verdicts(classifier, judged, titles, positions, is_of_jobs=is_of_jobs)
    rows = table.rows_at([items[position].row for position in positions])
    if by_line:
        rows = [table.with_text(row, judged[position]) for row, position in zip(rows, positions, strict=True)]
    header = table.widened(table.columns, _ADDED[language()])
    counts = Counts(len(positions), Counter(str(row[0]) for row in added))
    made = Made(source, table.sheet, [table.columns[table.column]], classifier.fingerprint)
    shown = form_look(header, counts, made)
    write_rows(target, header, list(map(table.widened, rows, added)), table.delimiter, look=shown)
    notes = [*table.notes, *([] if options.request.job else hints_of_texts(texts))]
    return Suggestions(table.columns[table.column], len(texts), len(eligible.positions), len(positions), notes)


class _Item(NamedTuple):
    """What may be suggested: the text of a row, or a duty in it."""

    row: int
    text: str


def _duties(classifier: Classifier, texts: Sequence[str]) -> list[_Item]:
    return [_Item(row, duty) for row, duties in enumerate(classifier.job_duties(texts)) for duty in duties]


def _verdicts(
    classifier: Classifier,
    texts: Sequence[str],
    titles: Sequence[str] | None,
    positions: Sequence[int],
    *,
    is_of_jobs: bool,
) -> list[list[Cell]]:
    """The cells that are added to the rows of some texts."""
    some = [texts[position] for position in positions]
    if not is_of_jobs:
        return [[label_name(one.label), round(one.confidence, 4), ""] for one in classifier.classify_many(some)]
    jobs = classifier.job_verdicts(some, titles and [titles[position] for position in positions])
    return [[label_name(one.label), round(max(one.probabilities), 4), ""] for one in jobs]


def require_form(source: Path, target: Path, *, force: bool) -> None:
    """Raise unless a file for people to fill in may be written.

    Raises:
        UsageError: its ending is of none of the formats that people fill in.
        OutputError: it is there already and ``force`` is not given, is the input, or cannot be written.
    """
    if named_by_extension(target) not in fillable():
        raise UsageError(
            _(
                "people fill in {target}, so its extension must be one of {endings}",
                target=target,
                endings=joined(fillable()),
            )
        )
    require_free(source, target, force=force)


def form_look(header: Sequence[str], counts: Counts, made: Made) -> Look:
    """Return the look of a workbook that people fill in: labels are tinted, and corrections offered."""
    labels = [number for number, name in enumerate(header) if name in _LABELS[language()]]
    corrections = [number for number, name in enumerate(header) if name in _CORRECTIONS]
    return look(language(), Columns(labels, corrections), counts, made)


def write_rows(
    target: Path, header: Row, rows: Sequence[Row], delimiter: str = ",", *, look: Look | None = None
) -> None:
    """Write rows for people to fill in: CSV with a byte order mark, TSV or XLSX, by the ending of the name.

    Raises:
        DataError: a cell is too long for a workbook.
        OutputError: the file cannot be written.
        MissingExtraError: the package for workbooks is not installed.
    """
    with replacing(target) as file:
        write_table(file, format_of(target), header, rows, delimiter, look=look)


class _Table:
    """A table from which rows are chosen: the names of its columns, which holds the texts, and its CSV delimiter."""

    def __init__(self, path: Path, options: Options) -> None:
        self._source = open_source(path, format_of(path, options.format), options.source)
        guessed = None if options.columns else guess_column(self._source.columns, self._source.sample)
        self._source.learn_columns()
        self.columns, self.delimiter = self._source.columns, self._source.delimiter
        self.sheet = self._source.choice.sheet
        self.column = guessed.position if guessed else _column(self.columns, options)
        self._picker = Picker([self.column], None, options.keep_na)
        title = [] if options.title_column is None else [find_column(self.columns, options.title_column)]
        self._titles = Picker(title, None, options.keep_na)
        self._dropped = set(_earlier(self.columns))
        self.notes = self._source.notes()
        if options.request.job and not title:
            self.notes += hints_of_titles(self.columns, [self.column])
        if guessed and guessed.is_guess:
            self.notes.append(
                _(
                    "column {name!r} was chosen for its long texts; choose another with --column",
                    name=self.columns[self.column],
                )
            )

    def texts(self) -> list[str]:
        """Return the text of each row; an empty one for a row that already has a person's label."""
        answers = Picker([number for number, name in enumerate(self.columns) if name in _CORRECTIONS], None)
        return ["" if (answers.text(row) or "").strip() else text for row, text in self._rows_and_texts()]

    def titles(self) -> list[str]:
        """Return the title of each row."""
        return [self._titles.text(row) or "" for row in self._rows()]

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

    def _rows_and_texts(self) -> Iterator[tuple[Row, str]]:
        for record in self._source.records():
            try:
                yield record.cells, self._picker.text(record.cells) or ""
            except CellError as error:
                raise DataError(at(place_of(self._source.name, record.place), error)) from error

    def _rows(self) -> Iterator[Row]:
        return (record.cells for record in self._source.records())


def _earlier(columns: Sequence[str]) -> Iterator[int]:
    """The numbers of the columns that an earlier run added; Chinese names are common words, so only all together."""
    names = {*_ADDED["en"], *_CORRECTIONS}
    if set(_ADDED["zh"]) <= set(columns):
        names.update(_ADDED["zh"])
    yield from (number for number, name in enumerate(columns) if name in names)
    for added in _ADDED.values():
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
