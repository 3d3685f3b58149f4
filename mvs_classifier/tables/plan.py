"""What is known before the first row is labelled: the open table, what is read of it, and what is written."""

import os
from collections.abc import Sequence
from importlib.metadata import version
from typing import NamedTuple

from mvs_classifier.atomic import require_free
from mvs_classifier.errors import ColumnError
from mvs_classifier.formats.columns import find_column, guess_column, is_correction
from mvs_classifier.formats.registry import Format, format_of, open_source, output_format
from mvs_classifier.formats.source import Choice, Path, Picker, Source
from mvs_classifier.i18n import N_, _, joined
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.tables.finished import is_finished
from mvs_classifier.tables.headers import doubts_of_header, doubts_of_texts, require_header
from mvs_classifier.tables.journal import Journal
from mvs_classifier.tables.judge import Judge
from mvs_classifier.tables.options import Options, Request
from mvs_classifier.tables.output import Output
from mvs_classifier.tables.postings import hints_of_titles
from mvs_classifier.tables.report import Subject, usual_groups
from mvs_classifier.tables.tally import Tally

STREAM = "-"
"""The name for standard input or output."""

STANDARD_INPUT = N_("standard input")


class Summary(NamedTuple):
    """The result of labelling a table.

    Attributes:
        columns: the names of the columns that were read.
        tally: the number of rows, labels and reasons.
        resumed: the number of rows that an earlier run labelled.
        choice: which part of the file was read.
        replaced: the columns of an earlier run that the new ones replace.
        notes: sentences on how the table was read.
        was_finished: whether an earlier run had finished the work; nothing is counted then.
    """

    columns: list[str]
    tally: Tally
    resumed: int
    choice: Choice = Choice()
    replaced: Sequence[str] = ()
    notes: Sequence[str] = ()
    was_finished: bool = False


class Job(NamedTuple):
    """A table to label: where it is, how it is called, and what is wanted."""

    path: Path
    source: Path
    target: Path
    classifier: Classifier
    options: Options

    @property
    def is_finished(self) -> bool:
        """Whether an earlier run has finished the work that is to be resumed."""
        return self.options.resume and self.target != STREAM and is_finished(self.target, self.identity())

    def identity(self) -> dict[str, object]:
        """What must be the same for the job to be resumed."""
        how = self.options._replace(force=False, resume=False, workers=None, html=None, by=())
        state = os.stat(self.path) if os.path.exists(self.path) else None
        return {
            "input": [os.path.realpath(self.path), *((state.st_size, state.st_mtime_ns) if state else ())],
            "model": self.classifier.fingerprint,
            "options": repr(how),
            "package": version("mvs-classifier"),
        }


class Plan(NamedTuple):
    """How a table is labelled: the open table, what is read of it, and what is written."""

    table: Source
    picker: Picker
    output: Output
    target_kind: Format
    request: Request
    summary: Summary

    def subject(self, job: Job) -> Subject | None:
        """What a report is about; None if none is wanted."""
        if job.options.html is None:
            return None
        names, own = self.table.columns, self.output.own
        grouped = [find_column(names, column) for column in job.options.by] or usual_groups(names)
        texts, title, by = self.picker.texts, self.picker.title, [number for number in grouped if number in own]
        for number in {*texts, *([] if title is None else [title]), *(grouped if job.options.by else [])} - {*own}:
            raise ColumnError(
                _("column {column!r} is replaced by the new verdicts, so no report can use it", column=names[number])
            )
        return Subject(
            path=job.target,
            format=self.target_kind,
            delimiter=self.target_kind.delimiter or self.table.delimiter,
            header=self.table.header,
            source=self.table.name,
            sheet=self.table.choice.sheet,
            columns=[names[number] for number in own],
            picker=self.picker._replace(
                texts=list(map(own.index, texts)), title=None if title is None else own.index(title)
            ),
            by=list(map(own.index, by)),
            added=self.output.added,
            request=self.request,
            model=job.classifier.fingerprint,
        )


def plan(job: Job) -> Plan:
    """Open a table and decide what is read and written.

    Raises:
        MvsError: as :func:`mvs_classifier.label_file` says.
    """
    source, target, options = job.source, job.target, job.options
    kind = format_of(source, options.format)
    target_kind = output_format(target, kind, options.output_format, is_stream=target == STREAM)
    if target != STREAM and not job.is_finished:
        goes_on = options.resume and Journal(target, {}).exists()
        require_free(job.path, target, force=options.force or goes_on)
    name = options.name or (_(STANDARD_INPUT) if source == STREAM else None)
    table = open_source(job.path, kind, options.source, name)
    picker, guesses = _picker(table, options)
    request, kept = _corrections(table, options.request)
    output = Output(table, picker, Judge(job.classifier, request), target_kind, safe=options.safe_excel)
    summary = _summary(table, picker, output, [*guesses, *kept])
    return Plan(table, picker, output, target_kind, request, summary)


def _summary(table: Source, picker: Picker, output: Output, guesses: Sequence[str]) -> Summary:
    """What is known before the first row is labelled."""
    names = [table.columns[column] for column in picker.texts]
    replaced = (
        [_("the columns {columns} of an earlier run were replaced", columns=joined(output.replaced))]
        if output.replaced
        else []
    )
    notes = [*table.notes(), *guesses, *replaced]
    return Summary(names, Tally.none(), 0, table.choice, output.replaced, notes)


def _picker(table: Source, options: Options) -> tuple[Picker, list[str]]:
    """Which columns are read, and notes if that is a guess or the header is in doubt."""
    try:
        texts, guesses = _text_columns(table, options)
    except ColumnError as error:
        raise table.with_choice(error) from error
    doubts = []
    if options.header_row is None:
        require_header(table, texts)
        doubts = doubts_of_header(table, texts)
    title = None if options.title_column is None else find_column(table.columns, options.title_column)
    unread = hints_of_titles(table.columns, texts) if options.request.job and title is None else []
    return Picker(texts, title, options.keep_na), [*doubts, *guesses, *doubts_of_texts(table, texts), *unread]


def _text_columns(table: Source, options: Options) -> tuple[list[int], list[str]]:
    if options.columns:
        return [find_column(table.columns, column) for column in options.columns], []
    try:
        column = guess_column(table.columns, table.sample)
    except ColumnError:
        if options.header_row is None:
            require_header(table)
        raise
    if not column.is_guess:
        return [column.position], []
    name = table.columns[column.position]
    return [column.position], [
        _("column {name!r} was chosen for its long texts; choose another with --column", name=name)
    ]


def _corrections(table: Source, request: Request) -> tuple[Request, list[str]]:
    """The request, without a column of corrections if the table has one already, and a note of that."""
    own = next(filter(is_correction, table.columns), None) if request.correct and table.header else None
    if own is None:
        return request, []
    return request._replace(correct=False), [_("the table has a column of corrections, {own!r}; it was kept", own=own)]
