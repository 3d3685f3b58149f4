"""Users' labelled files: every problem of every file is reported at once, with its file and line."""

import os
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Self

from mvs_classifier.errors import InputNotFoundError, UsageError
from mvs_classifier.formats.encoding import require_file
from mvs_classifier.formats.missing import no_such_file
from mvs_classifier.formats.options import SourceOptions, require_types
from mvs_classifier.formats.source import Path
from mvs_classifier.i18n import _, joined
from mvs_classifier.tables.options import TITLES_NEED_JOB
from mvs_classifier.training.arguments import listed_paths
from mvs_classifier.training.examples import POSTING, USER, Example, identity
from mvs_classifier.training.reader import (
    UNCORRECTED,
    Columns,
    LabelledRow,
    TableReading,
    Untouched,
    contradiction,
    raise_problems,
    read_table,
    repeated,
)


class ReadOptions(NamedTuple):
    """How labelled files are read; what is None is found.

    Attributes:
        text_column: the column of texts, by name or by number from 1.
        label_column: the column of labels, by name or by number from 1.
        encoding: a text file's encoding.
        delimiter: a CSV file's delimiter.
        sheet: a workbook's sheet; the first visible one with a table where None.
        errors: ``strict``, or ``replace`` for bytes that do not fit the encoding.
        header_row: the line or row that names the columns, from 1.
        keep_na: whether words for nothing, such as NULL, are texts.
        job: whether the texts are whole postings.
        title_column: with ``job``, the column of job titles, by name or by number from 1.
    """

    text_column: str | None = None
    label_column: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    errors: str = "strict"
    header_row: int | None = None
    keep_na: bool = False
    job: bool = False
    title_column: str | None = None

    @property
    def source(self) -> SourceOptions:
        """How the files are opened."""
        return SourceOptions(
            encoding=self.encoding,
            errors=self.errors,
            delimiter=self.delimiter,
            header_row=self.header_row,
            sheet=self.sheet,
            keep_na=self.keep_na,
        )

    def identity(self, text: str) -> str:
        """Return what is the same for texts that are answered alike once one of them is taught."""
        return identity(text, is_posting=self.job)

    def validated(self) -> Self:
        """Return the options after checking their values.

        Raises:
            UsageError: a value is invalid, or two contradict each other.
        """
        self.source.validated()
        require_types(self, texts=("title_column",), switches=("job",))
        if self.title_column is not None and not self.job:
            raise UsageError(_(TITLES_NEED_JOB))
        return self


def options_of(read: ReadOptions | None, *, job: bool = False) -> ReadOptions:
    """Return how labelled files are read, after a check.

    Args:
        read: the options; the defaults if None.
        job: whether the texts are whole postings, whatever the options say.

    Raises:
        UsageError: they are not options, or one has an invalid value.
    """
    if not isinstance(read, ReadOptions | None):
        raise UsageError(
            _("the options must be ReadOptions, not {value:.40} ({kind})", value=repr(read), kind=type(read).__name__)
        )
    read = read or ReadOptions()
    return read._replace(job=job or read.job).validated()


class Reading(NamedTuple):
    """What labelled files hold.

    Attributes:
        examples: each text once, where it is first, without blanks around it.
        skipped: how many rows hold no correction.
        repeats: the examples whose text is earlier in the files already, with the same label.
        notes: what to know about how the files were read, and what else was left out, as sentences.
        sheet: the sheet that was read of the first file, if it is a workbook.
        untouched: the rows that hold no correction, unless their text or title cannot be read.
    """

    examples: list[Example]
    skipped: int
    repeats: Sequence[Example] = ()
    notes: Sequence[str] = ()
    sheet: str | None = None
    untouched: Sequence[Untouched] = ()


def read_labelled(paths: Path | Iterable[Path], options: ReadOptions | None = None) -> Reading:
    """Read texts and their labels from tables of any format that :mod:`mvs_classifier.formats` knows.

    The labels are in a column of corrections (``correct_label``, 正确标签, 正确类别, 更正), whose blank rows are
    skipped, else in one of labels (``label``, 标签, 类别, 分类, 标注), where each row has one. A model's verdicts are
    never taken for labels unasked. Rows without a filled cell do not count. An example's line is the line of the file
    on which its row begins, or the number of its row (XLSX, XLS) or record (Parquet).

    Exports of doccano, Label Studio, Prodigy and argilla are understood: a list of one label is that label, a list of
    both crafts is ``both``, and what was rejected, ignored, discarded or not labelled yet is left out.

    Args:
        paths: the files, or the only one.
        options: which columns are read, and how the files are written; found where None.

    Returns:
        The examples, and what was left out.

    Raises:
        TypeError: a path is something else.
        InputNotFoundError: a file is not there or cannot be opened.
        DataError: a file cannot be read, a column is missing, a label unknown, a text empty or with two labels, or
            there is no example; all problems are reported, 20 of them in full.
        UsageError: an option has a value that it cannot have.
        MissingExtraError: a package for the format is not installed.
    """
    options = options_of(options)
    source_options = options.source.validated()
    paths = listed_paths("read_labelled", paths)
    for path in paths:
        require_file(path)
        if not os.path.exists(path):
            raise InputNotFoundError(no_such_file(path))
    columns = Columns(options.text_column, options.label_column, title=options.title_column, job=options.job)
    tables = [read_table(path, columns, source_options) for path in paths]
    rows = [row for table in tables for row in table.rows]
    again = list(repeated(rows, options.identity))
    problems = [problem for table in tables for problem in table.problems]
    problems += [contradiction(*pair) for pair in again if pair[0].label != pair[1].label]
    if not problems and not rows:
        problems = list(map(_why_empty, paths, tables)) or [_("no file is given; name one or more")]
    raise_problems(problems)
    repeats = {id(row) for _earlier, row in again}
    return Reading(
        examples=[_example(row, options) for row in rows if id(row) not in repeats],
        skipped=sum(table.left_out[UNCORRECTED] for table in tables),
        repeats=[_example(row, options) for _earlier, row in again],
        notes=tuple(note for table in tables for note in table.notes),
        sheet=tables[0].sheet if tables else None,
        untouched=tuple(row for table in tables for row in table.untouched),
    )


def _example(row: LabelledRow, options: ReadOptions) -> Example:
    kind, place = POSTING if options.job else "", f"{row.file}:{row.line}"
    return Example(row.text.strip(), row.label, row.file, row.line, place, USER, kind, row.title.strip())


def _why_empty(path: Path, table: TableReading) -> str:
    if not table.left_out:
        return _("{path}: there is no row below the header; write texts and their labels", path=path)
    if table.left_out[UNCORRECTED]:
        return _(
            "{path}: the column of corrections is blank in all of {count:,} rows; fill it in where you know better",
            path=path,
            count=table.left_out[UNCORRECTED],
        )
    return _("{path}: no row has a label to learn from ({reasons})", path=path, reasons=joined(map(_, table.left_out)))
