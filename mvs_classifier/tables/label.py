"""Label a file: every row of the input comes out again, with the verdict beside it."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from itertools import islice
from typing import NamedTuple

from filelock import FileLock, Timeout

from mvs_classifier.atomic import require_free
from mvs_classifier.errors import DataError, OutputError, UsageError
from mvs_classifier.formats.columns import find_column, guess_column
from mvs_classifier.formats.kinds import format_of, require_convertible
from mvs_classifier.formats.registry import open_source
from mvs_classifier.formats.source import Labelled, Path, Picker, Source
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.tables.journal import Journal
from mvs_classifier.tables.judge import Judge, Tally
from mvs_classifier.tables.options import Options
from mvs_classifier.tables.output import BOM, Output
from mvs_classifier.tables.workers import Pool, pool, worthwhile

STREAM = "-"
"""The name that stands for standard input or output."""

Progress = Callable[[int, int | None, str], None]
"""Called now and then with how far the work is, how much there is, and the unit."""


class Summary(NamedTuple):
    """What labelling a table came to.

    Attributes:
        columns: the names of the columns that were read.
        tally: how many rows there were, and what they came to.
        resumed: how many rows had been labelled by an earlier run.
    """

    columns: list[str]
    tally: Tally
    resumed: int


def label_file(
    classifier: Classifier,
    source: Path,
    target: Path,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Label each row of a table and write all of them, in their order, to another.

    The new columns stand right after the header's; cells beyond the header come after them. Text is written in UTF-8
    (CSV with a byte order mark) and with the input's delimiter. The output appears under its name when it is whole;
    until then its beginning stands beside it in hidden files, from which ``resume`` goes on.

    Args:
        classifier: the model.
        source: the file to read; ``-`` for standard input.
        target: the file to write; ``-`` for standard output.
        options: what and how; see :class:`Options`.
        progress: is told how far the work is.

    Returns:
        What it came to.

    Raises:
        InputNotFoundError: the input cannot be read.
        DataError: the input is not what its format says.
        ColumnError: a column is not there, or none is obvious.
        UsageError: what is asked for does not go together.
        OutputError: the output exists and ``force`` is not given, is the input, or cannot be written.
        MissingExtraError: a package for the format is not installed.
    """
    options = options or Options()
    with _as_file(source) as path, pool(options.workers or worthwhile(_size(path)), classifier) as workers:
        kind = format_of(source, options.format)
        target_kind = _target_format(target, kind, options)
        require_convertible(kind, target_kind)
        if target != STREAM:
            goes_on = options.resume and Journal(target, {}).exists()
            require_free(path, target, force=options.force or goes_on)
        table = open_source(path, kind, options)
        picker = _picker(table, options)
        request = options.request._replace(titles=picker.title is not None)
        output = Output(table, picker, Judge(classifier, request), target_kind, safe=options.safe_excel)
        names = [table.columns[column] for column in picker.texts]
        work = _Work(table, output, workers, progress)
        if target == STREAM:
            return Summary(names, work.to_stream(), 0)
        return _to_file(work, target, _job(path, classifier, options), names, resume=options.resume)


class _Work(NamedTuple):
    """The labelling of one table."""

    table: Source
    output: Output
    workers: Pool
    progress: Progress | None

    def labelled(self, skipped: int) -> Iterator[Labelled]:
        """Yield the labelled pieces after the first few."""
        pieces = islice(self.table.pieces(), skipped, None)
        for labelled, position in self.workers.label(self.output.labeller, pieces):
            yield labelled
            if self.progress:
                self.progress(position, self.table.total, self.table.unit)

    def to_stream(self) -> Tally:
        """Write the output to standard output."""
        tally = Tally.none()
        sys.stdout.buffer.write(self.output.start.removeprefix(BOM))
        for labelled in self.labelled(0):
            sys.stdout.buffer.write(labelled.data)
            tally = tally.plus(labelled.tally)
        sys.stdout.buffer.flush()
        return tally


def _to_file(work: _Work, target: Path, job: dict[str, object], names: list[str], *, resume: bool) -> Summary:
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
                f"cannot write {os.fspath(target)}: {error.strerror or error}; nothing is lost: mend that and run the "
                "same command with --resume"
            ) from error
    return Summary(names, journal.done.tally, resumed)


def _finish(output: Output, journal: Journal, target: Path) -> None:
    final, whole = os.path.realpath(target), journal.part
    if not output.is_appended:
        whole = journal.whole
        with open(journal.part, "rb") as notes, open(whole, "wb") as file:
            output.assemble(notes, file)
            file.flush()
            os.fsync(file.fileno())
    if os.path.exists(final):
        shutil.copymode(final, whole)
    os.replace(whole, final)
    journal.forget()


@contextmanager
def _as_file(source: Path) -> Iterator[Path]:
    """The path of the input; standard input is first written to a file, because only the whole tells its encoding."""
    if source != STREAM:
        yield source
        return
    if sys.stdin is None:
        raise DataError("standard input is closed; give the name of a file")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "standard input")
        with open(path, "wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        yield path


@contextmanager
def _only_one(target: Path) -> Iterator[None]:
    """Keep other runs from writing the same output at the same time."""
    folder, name = os.path.split(os.path.realpath(target))
    lock = FileLock(os.path.join(folder, f".{name}.mvs-lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise OutputError(f"{os.fspath(target)} is being written by another run; wait for it to end") from error
    except OSError as error:
        raise OutputError(f"cannot write {os.fspath(target)}: {error.strerror or error}") from error
    try:
        yield
    finally:
        with suppress(OSError):
            os.unlink(lock.lock_file)
        lock.release()


def _target_format(target: Path, kind: str, options: Options) -> str:
    if options.output_format is None and target == STREAM:
        return "csv" if kind == "xls" else kind
    found = format_of(target, options.output_format)
    if target == STREAM and found not in {"csv", "tsv", "jsonl"}:
        raise UsageError(f"{found} is not written to standard output; name a file with -o")
    return found


def _picker(table: Source, options: Options) -> Picker:
    if options.title_column is not None and not options.request.job:
        raise UsageError("a title is held against the tasks of a whole job: --title-column goes with --job")
    if options.columns:
        texts = [find_column(table.columns, column) for column in options.columns]
    else:
        texts = [guess_column(table.columns, table.sample)]
    title = None if options.title_column is None else find_column(table.columns, options.title_column)
    return Picker(texts, title)


def _size(path: Path) -> int:
    return os.path.getsize(path) if os.path.isfile(path) else 0


def _job(path: Path, classifier: Classifier, options: Options) -> dict[str, object]:
    """What must be the same for a job to be taken up again."""
    input_ = os.stat(path)
    how = options._replace(force=False, resume=False, workers=None)
    name = os.path.realpath(path)
    return {
        "input": [name, input_.st_size, input_.st_mtime_ns],
        "model": classifier.fingerprint,
        "options": repr(how),
        "package": version("mvs-classifier"),
    }
