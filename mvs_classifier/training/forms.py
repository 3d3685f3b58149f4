"""Tables for people to fill in: the rows that are best labelled next, with an empty column of corrections."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple, Self

from mvs_classifier.atomic import replacing, require_free
from mvs_classifier.errors import UsageError
from mvs_classifier.formats.cells import Cell, Row
from mvs_classifier.formats.look import Look
from mvs_classifier.formats.options import require_types
from mvs_classifier.formats.registry import fillable, format_of, named_by_extension, write_table
from mvs_classifier.formats.source import Path
from mvs_classifier.i18n import N_, _, joined, language
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.tables.book import Columns, Counts, Made, look
from mvs_classifier.tables.language import label_name
from mvs_classifier.tables.options import Options, validated
from mvs_classifier.tables.postings import hints_of_texts
from mvs_classifier.training.candidates import ADDED, CORRECTIONS, CandidateTable
from mvs_classifier.training.suggest import chosen, eligible_jobs, eligible_texts, require_some

_LABELS = {"en": {"mvs_label", "label", "likely_label"}, "zh": {"类别", "可能的类别"}}


LINES_NEED_JOB = N_("--lines needs --job: lines are taken out of whole postings")


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

    def validated(self) -> Self:
        """Return the same with the options in their usual form, after checking all values.

        Raises:
            UsageError: a value is invalid, or two contradict each other.
        """
        require_some(self.number)
        require_types(self, switches=("lines",))
        options = validated(self.options)
        require_job_of_lines(lines=self.lines, job=options.request.job)
        return self._replace(options=options)


def require_job_of_lines(*, lines: bool, job: bool) -> None:
    """Raise if lines are to be taken out of texts that are not whole postings.

    Raises:
        UsageError: they are.
    """
    if lines and not job:
        raise UsageError(_(LINES_NEED_JOB))


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
        DataError: the table is not what its format says, or cells cannot be read; every such cell is named with its
            place.
        UsageError: the column is not there or not obvious, or what is asked for does not go together.
        OutputError: the output is there already, is the input, or cannot be written.
        MissingExtraError: a package for the format is not installed.
    """
    count, known, options, by_line = (wanted or Wanted()).validated()
    require_form(source, target, force=options.force)
    table = CandidateTable(source, options)
    is_of_jobs = options.request.job and not by_line
    texts, titles = table.texts_and_titles(with_titles=is_of_jobs and options.title_column is not None)
    items = _duties(classifier, texts) if by_line else [_Item(*pair) for pair in enumerate(texts)]
    judged = [item.text for item in items]
    eligible = (
        eligible_jobs(classifier, judged, titles, known) if is_of_jobs else eligible_texts(classifier, judged, known)
    )
    positions = chosen(judged, eligible, count)
    added = _verdicts(classifier, judged, titles, positions, is_of_jobs=is_of_jobs)
    rows = table.rows_at([items[position].row for position in positions])
    if by_line:
        rows = [table.with_text(row, judged[position]) for row, position in zip(rows, positions, strict=True)]
    header = table.widened(table.columns, ADDED[language()])
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
    corrections = [number for number, name in enumerate(header) if name in CORRECTIONS]
    return look(language(), Columns(labels, corrections), counts, made)


def write_rows(
    target: Path, header: Row, rows: Sequence[Row], delimiter: str = ",", *, look: Look | None = None
) -> None:
    """Write rows for people to fill in: CSV with a byte order mark, TSV or XLSX, by the ending of the name.

    Raises:
        DataError: a cell or the table is larger than a workbook can hold.
        UsageError: the ending is of none of the formats that people fill in.
        OutputError: the file cannot be written.
        MissingExtraError: the package for workbooks is not installed.
    """
    with replacing(target) as file:
        write_table(file, format_of(target), header, rows, delimiter, look=look)
