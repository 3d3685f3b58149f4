"""Label a file: write every row of the input with its verdict."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from typing import NamedTuple

from filelock import FileLock, Timeout

from mvs_classifier.atomic import create, hidden_beside, make_way, open_own
from mvs_classifier.errors import DataError, OutputError, UsageError, why
from mvs_classifier.formats.cells import CellError
from mvs_classifier.formats.csvtext import BOM
from mvs_classifier.formats.places import at, place_of
from mvs_classifier.formats.source import Path, Picker, Source
from mvs_classifier.i18n import _
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.tables.arguments import require_classifier, require_path
from mvs_classifier.tables.finished import mark_finished
from mvs_classifier.tables.journal import Journal
from mvs_classifier.tables.options import Options, validated
from mvs_classifier.tables.output import Output
from mvs_classifier.tables.pieces import Labelled
from mvs_classifier.tables.plan import STREAM, Job, Summary, plan
from mvs_classifier.tables.report import Subject, require_rows_report, write_rows_report
from mvs_classifier.tables.tally import Tally
from mvs_classifier.tables.workers import Pool, pool, worthwhile

Progress = Callable[[int, int | None, str], None]
"""Called from time to time with the amount done, the total, and the unit."""


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
        TypeError: the classifier or a path is something else.
        InputNotFoundError: the input cannot be read.
        DataError: the content does not have its format.
        ColumnError: a column does not exist, or none is obvious.
        UsageError: an option is invalid, or two contradict each other.
        OutputError: the output exists and ``force`` is not set, is the input, or cannot be written.
        MissingExtraError: a package for a format is not installed.
    """
    require_classifier("label_file", classifier)
    for file in (source, target):
        require_path("label_file", file)
    options = validated(options)
    if target == STREAM and sys.stdout is None:
        raise OutputError(_("standard output is closed; name a file with -o"))
    with _as_file(source) as path:
        if options.html is not None:
            _require_report(options.html, path, target)
        summary, subject = _labelled(Job(path, source, target, classifier, options), progress)
    if options.html is not None and subject is not None:
        write_rows_report(options.html, classifier, subject)
    return summary


def _labelled(job: Job, progress: Progress | None) -> tuple[Summary, Subject | None]:
    """Label a table, and return what a report on it is about."""
    options, target = job.options, job.target
    if job.is_finished:
        subject = None if options.html is None else plan(job).subject(job)
        return _finished(target), subject
    workers = options.workers or worthwhile(_size(job.path), job=options.request.job)
    scratch = [os.path.dirname(job.path)] if job.source == STREAM else []
    with pool(workers, job.classifier, scratch) as others:
        planned = plan(job)
        subject = planned.subject(job)
        work = _Work(planned.table, planned.picker, planned.output, others, progress)
        if target == STREAM:
            return planned.summary._replace(tally=work.to_stream()), None
        journal, resumed = _to_file(work, target, job.identity(), resume=options.resume)
        notes = [*planned.summary.notes, *([journal.misfit] if journal.misfit else [])]
        return planned.summary._replace(tally=journal.done.tally, resumed=resumed, notes=notes), subject


def _require_report(html: Path, path: Path, target: Path) -> None:
    """Raise unless the report can be written."""
    if target == STREAM:
        raise UsageError(_("--html makes its report from the labelled file; name that file with -o"))
    require_rows_report(html, path, target)


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
        picker, _width = self.table.narrow(self.picker)
        for record in self.table.records():
            try:
                picker.text(record.cells), picker.title_of(record.cells)
            except CellError as cell_error:
                return DataError(at(place_of(self.table.name, record.place), cell_error))
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


def _to_file(work: _Work, target: Path, job: dict[str, object], *, resume: bool) -> tuple[Journal, int]:
    """Write the output to a file; return the journal of that, and how many rows an earlier run labelled."""
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
                _(
                    "cannot write {path}: {why}; nothing is lost: fix that and run the same command with --resume",
                    path=os.fspath(target),
                    why=why(error),
                )
            ) from error
    return journal, resumed


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
        raise DataError(_("standard input is closed; give the name of a file"))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "input")
        with open(path, "wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        yield path


@contextmanager
def _only_one(target: Path) -> Iterator[None]:
    """Keep other runs from writing the same output at the same time."""
    path = hidden_beside(os.path.realpath(target), "mvs-lock")
    lock = FileLock(path, timeout=0)
    try:
        make_way(path)
        lock.acquire()
    except Timeout as error:
        raise OutputError(
            _("{path} is being written by another run; wait for it to end", path=os.fspath(target))
        ) from error
    except OSError as error:
        raise OutputError(_("cannot write {path}: {why}", path=os.fspath(target), why=why(error))) from error
    try:
        yield
    finally:
        with suppress(OSError):
            os.unlink(path)
        lock.release()


def _size(path: Path) -> int:
    return os.path.getsize(path) if os.path.isfile(path) else 0
