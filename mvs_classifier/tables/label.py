"""Label a file: write every row of the input with its verdict."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import version
from itertools import islice
from typing import NamedTuple

from filelock import FileLock, Timeout

from mvs_classifier.atomic import create, make_way, open_own, require_free
from mvs_classifier.errors import DataError, OutputError, UsageError
from mvs_classifier.formats.cells import CellError
from mvs_classifier.formats.columns import find_column, guess_column, is_correction
from mvs_classifier.formats.csvtext import BOM
from mvs_classifier.formats.registry import format_of, open_source, output_format
from mvs_classifier.formats.source import Choice, Path, Picker, Source
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.tables.finished import is_finished, mark_finished
from mvs_classifier.tables.journal import Journal
from mvs_classifier.tables.judge import Judge
from mvs_classifier.tables.options import Options, Request, validated
from mvs_classifier.tables.output import Output
from mvs_classifier.tables.pieces import Labelled
from mvs_classifier.tables.tally import Tally
from mvs_classifier.tables.workers import Pool, pool, worthwhile

STREAM = "-"
"""The name for standard input or output."""

_STANDARD_INPUT = "standard input"

Progress = Callable[[int, int | None, str], None]
"""Called from time to time with the amount done, the total, and the unit."""


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


def label_file(
    classifier: Classifier,
    source: Path,
    target: Path,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Label each row of a table and write all rows, in their order, to another table.

    The new columns come right after those of the header; surplus cells come after them. Text is written in UTF-8 (CSV
    with a byte order mark) and with the input's delimiter. The output appears under its name when it is complete; until
    then the finished part is next to it in hidden files, from which ``resume`` continues.

    Args:
        classifier: the model.
        source: the file to read; ``-`` for standard input.
        target: the file to write; ``-`` for standard output.
        options: what to say and how; see :class:`Options`.
        progress: called with the progress of the work.

    Returns:
        The columns that were read, the tally of the rows, and notes.

    Raises:
        InputNotFoundError: the input cannot be read.
        DataError: the content does not have its format.
        ColumnError: a column does not exist, or none is obvious.
        UsageError: an option is invalid, or two contradict each other.
        OutputError: the output exists and ``force`` is not set, is the input, or cannot be written.
        MissingExtraError: a package for a format is not installed.
    """
    options = validated(options)
    with _as_file(source) as path:
        job = _job(path, classifier, options)
        if options.resume and target != STREAM and is_finished(target, job):
            return _finished(target)
        with pool(options.workers or worthwhile(_size(path)), classifier) as workers:
            kind = format_of(source, options.format)
            target_kind = output_format(target, kind, options.output_format, is_stream=target == STREAM)
            if target != STREAM:
                goes_on = options.resume and Journal(target, {}).exists()
                require_free(path, target, force=options.force or goes_on)
            table = open_source(path, kind, options.source, _STANDARD_INPUT if source == STREAM else None)
            picker, guesses = _picker(table, options)
            request, kept = _corrections(table, options.request)
            output = Output(table, picker, Judge(classifier, request), target_kind, safe=options.safe_excel)
            work = _Work(table, picker, output, workers, progress)
            summary = _summary(table, picker, output, [*guesses, *kept])
            if target == STREAM:
                return summary._replace(tally=work.to_stream())
            tally, resumed = _to_file(work, target, job, resume=options.resume)
            return summary._replace(tally=tally, resumed=resumed)


def _summary(table: Source, picker: Picker, output: Output, guesses: Sequence[str]) -> Summary:
    """What is known before the first row is labelled."""
    names = [table.columns[column] for column in picker.texts]
    replaced = [f"the columns {', '.join(output.replaced)} of an earlier run were replaced"] if output.replaced else []
    notes = [*table.notes(), *guesses, *replaced]
    return Summary(names, Tally.none(), 0, table.choice, output.replaced, notes)


class _Work(NamedTuple):
    """The labelling of one table."""

    table: Source
    picker: Picker
    output: Output
    workers: Pool
    progress: Progress | None

    def labelled(self, skipped: int) -> Iterator[Labelled]:
        """Yield the labelled pieces after the first few."""
        pieces = islice(self.table.pieces(), skipped, None)
        try:
            for labelled, position in self.workers.label(self.output.labeller, pieces):
                yield labelled
                if self.progress:
                    self.progress(position, self.table.total, self.table.unit)
        except CellError as error:
            raise self._placed(error) from error

    def _placed(self, error: CellError) -> DataError:
        """The error with its row: the first of the table that cannot be read."""
        picker, _ = self.table.narrow(self.picker)
        for record in self.table.records():
            try:
                picker.text(record.cells), picker.title_of(record.cells)
            except CellError as cell_error:
                return DataError(f"{self.table.name}:{record.place}: {cell_error}")
        return error

    def to_stream(self) -> Tally:
        """Write the output to standard output."""
        tally = Tally.none()
        sys.stdout.buffer.write(self.output.start.removeprefix(BOM))
        for labelled in self.labelled(0):
            sys.stdout.buffer.write(labelled.data)
            tally = tally.plus(labelled.tally)
        sys.stdout.buffer.flush()
        return tally


def _to_file(work: _Work, target: Path, job: dict[str, object], *, resume: bool) -> tuple[Tally, int]:
    """Write the output to a file; return its tally, and how many rows an earlier run labelled."""
    journal = Journal(target, job)
    with _only_one(target):
        if not (resume and journal.resume()):
            journal.forget()
        resumed = journal.done.tally.rows
        try:
            with journal:
                if not journal.done.size:
                    journal.begin(work.output.start)
                for labelled in work.labelled(journal.done.pieces):
                    journal.append(labelled)
            _finish(work.output, journal, target)
        except (DataError, UsageError):
            journal.forget()
            raise
        except OSError as error:
            raise OutputError(
                f"cannot write {os.fspath(target)}: {error.strerror or error}; nothing is lost: fix that and run the "
                "same command with --resume"
            ) from error
    return journal.done.tally, resumed


def _finish(output: Output, journal: Journal, target: Path) -> None:
    final, whole = os.path.realpath(target), journal.part
    if not output.is_appended:
        whole = journal.whole
        with open_own(journal.part) as notes, create(whole) as file:
            output.assemble(notes, file, journal.done.tally)
            file.flush()
            os.fsync(file.fileno())
    if os.path.exists(final):
        shutil.copymode(final, whole)
    mark_finished(whole, journal.job)
    os.replace(whole, final)
    journal.forget()


def _finished(target: Path) -> Summary:
    """The summary of a job that an earlier run finished; only its notes may be left."""
    with _only_one(target):
        Journal(target, {}).forget()
    return Summary([], Tally.none(), 0, was_finished=True)


@contextmanager
def _as_file(source: Path) -> Iterator[Path]:
    """The path of the input; standard input is first written to a file, because its encoding depends on the whole."""
    if source != STREAM:
        yield source
        return
    if sys.stdin is None:
        raise DataError("standard input is closed; give the name of a file")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "input")
        with open(path, "wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        yield path


@contextmanager
def _only_one(target: Path) -> Iterator[None]:
    """Keep other runs from writing the same output at the same time."""
    folder, name = os.path.split(os.path.realpath(target))
    path = os.path.join(folder, f".{name}.mvs-lock")
    lock = FileLock(path, timeout=0)
    try:
        make_way(path)
        lock.acquire()
    except Timeout as error:
        raise OutputError(f"{os.fspath(target)} is being written by another run; wait for it to end") from error
    except OSError as error:
        raise OutputError(f"cannot write {os.fspath(target)}: {error.strerror or error}") from error
    try:
        yield
    finally:
        with suppress(OSError):
            os.unlink(path)
        lock.release()


def _picker(table: Source, options: Options) -> tuple[Picker, list[str]]:
    """Which columns are read, and a note if that is a guess."""
    guesses = []
    if options.columns:
        texts = [find_column(table.columns, column) for column in options.columns]
    else:
        column = guess_column(table.columns, table.sample)
        texts = [column.position]
        if column.is_guess:
            name = table.columns[column.position]
            guesses = [f"column {name!r} was chosen for its long texts; choose another with --column"]
    title = None if options.title_column is None else find_column(table.columns, options.title_column)
    return Picker(texts, title, options.keep_na), guesses


def _corrections(table: Source, request: Request) -> tuple[Request, list[str]]:
    """The request, without a column of corrections if the table has one already, and a note of that."""
    own = next(filter(is_correction, table.columns), None) if request.correct and table.header else None
    if own is None:
        return request, []
    return request._replace(correct=False), [f"the table has a column of corrections, {own!r}; it was kept"]


def _size(path: Path) -> int:
    return os.path.getsize(path) if os.path.isfile(path) else 0


def _job(path: Path, classifier: Classifier, options: Options) -> dict[str, object]:
    """What must be the same for a job to be resumed."""
    how = options._replace(force=False, resume=False, workers=None)
    state = os.stat(path) if os.path.exists(path) else None
    return {
        "input": [os.path.realpath(path), *((state.st_size, state.st_mtime_ns) if state else ())],
        "model": classifier.fingerprint,
        "options": repr(how),
        "package": version("mvs-classifier"),
    }
