"""Label a file: every row of the input comes out again, with the verdict beside it."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from mvs_classifier.atomic import replacing, require_writable
from mvs_classifier.errors import OutputError
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.tables.columns import find_column, guess_column
from mvs_classifier.tables.formats import Row, Table, csv_writer, open_csv
from mvs_classifier.tables.verdicts import JobJudge, Judge, TextJudge, Verdict

_BATCH = 2048
_SAMPLE = 200

Progress = Callable[[int], None]


class Options(NamedTuple):
    """How a file is to be labelled.

    Attributes:
        column: the text column's name, or its number from 1; guessed where None.
        job: whether the texts are whole job descriptions.
        title_column: the column of job titles, for ``job``.
        encoding: the input's encoding; found from its bytes where None.
        delimiter: the input's delimiter; found from its header where None.
        force: whether an existing output may be replaced.
    """

    column: str | None = None
    job: bool = False
    title_column: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    force: bool = False


class Summary(NamedTuple):
    """What labelling a file came to.

    Attributes:
        column: the name of the column that was labelled.
        rows: how many rows there were.
        labels: how many rows have each label.
        reasons: for each reason how many rows have no verdict.
        disagreeing: how many titles name another craft than the tasks are of.
        ragged: how many rows had more or fewer cells than the header.
        mean_length: of the texts, in characters.
    """

    column: str
    rows: int
    labels: dict[str, int]
    reasons: dict[str, int]
    disagreeing: int
    ragged: int
    mean_length: float


def label_file(
    classifier: Classifier,
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    options: Options | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Label each row of a CSV file and write all of them, in their order, to another.

    The new columns stand right after the header's; cells beyond the header come after them. The output is
    CSV in UTF-8 with a byte order mark and the input's delimiter; it appears under its name when it is whole.

    Args:
        classifier: the model.
        source: the file to read.
        target: the file to write.
        options: which column and how; see :class:`Options`.
        progress: called now and then with the number of bytes read so far.

    Returns:
        What it came to.

    Raises:
        InputNotFoundError: the input cannot be read.
        DataError: the input is no readable CSV.
        ColumnError: the column is not there, or none is obvious.
        OutputError: the output exists and ``force`` is not given, is the input, or cannot be written.
    """
    options = options or Options()
    with open_csv(source, options.encoding, options.delimiter) as table:
        _require_free(source, target, force=options.force)
        sample = list(islice(table.rows, _SAMPLE))
        judge = _judge(classifier, table.columns, sample, options)
        rows = _reporting(chain(sample, table.rows), table, progress)
        tally = _Tally(len(table.columns), judge.text)
        with replacing(target) as file, csv_writer(file, table.delimiter) as writer:
            writer.writerow([*table.columns, *judge.columns])
            writer.writerows(_labelled(rows, judge, tally))
    return tally.summary(table.columns[judge.text])


def _require_free(source: str | os.PathLike[str], target: str | os.PathLike[str], *, force: bool) -> None:
    require_writable(target)
    if not os.path.exists(target):
        return
    if os.path.samefile(source, target):
        raise OutputError(f"{target} is the input itself; give another name to write to")
    if not force:
        raise OutputError(f"{target} is already there; give another name, or --force to replace it")


def _judge(classifier: Classifier, columns: Row, sample: Sequence[Row], options: Options) -> Judge:
    text = guess_column(columns, sample) if options.column is None else find_column(columns, options.column)
    if not options.job:
        return TextJudge(classifier, text)
    title = None if options.title_column is None else find_column(columns, options.title_column)
    return JobJudge(classifier, text, title)


def _reporting(rows: Iterable[Row], table: Table, progress: Progress | None) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if progress and number % _BATCH == 0:
            progress(table.file.tell())
        yield row
    if progress:
        progress(table.file.tell())


def _labelled(rows: Iterator[Row], judge: Judge, tally: "_Tally") -> Iterator[Row]:
    width = tally.width
    while batch := list(islice(rows, _BATCH)):
        padded = [row + [""] * (width - len(row)) for row in batch]
        for given, row, verdict in zip(batch, padded, judge.verdicts(padded), strict=True):
            tally.add(given, verdict)
            yield [*row[:width], *verdict.cells, *row[width:]]


class _Tally:
    """Counts what comes out, row by row."""

    def __init__(self, width: int, text: int) -> None:
        self.width = width
        self._text = text
        self._labels: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()
        self._rows = self._disagreeing = self._ragged = self._characters = 0

    def add(self, row: Row, verdict: Verdict) -> None:
        self._rows += 1
        self._ragged += len(row) not in (0, self.width)
        self._disagreeing += verdict.disagrees
        self._characters += len(row[self._text]) if self._text < len(row) else 0
        if verdict.reason is None:
            self._labels[str(verdict.label)] += 1
        else:
            self._reasons[verdict.reason] += 1

    def summary(self, column: str) -> Summary:
        mean_length = self._characters / self._rows if self._rows else 0.0
        labels, reasons = dict(self._labels), dict(self._reasons)
        return Summary(column, self._rows, labels, reasons, self._disagreeing, self._ragged, mean_length)
