"""Labelled examples, read strictly: all problems are reported at once, with file and line."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

from mvs_classifier.errors import MvsError, excerpt
from mvs_classifier.formats.options import SourceOptions
from mvs_classifier.i18n import _
from mvs_classifier.model.labels import Label
from mvs_classifier.model.taught import text_key
from mvs_classifier.shipped import shipped_data
from mvs_classifier.text.remembered import remembered
from mvs_classifier.training.reader import (
    Columns,
    LabelledRow,
    TableReading,
    contradiction,
    raise_problems,
    read_table,
    repeated,
)

TASKS = "tasks.csv"
POSTING_LINES = "posting_lines.csv"
REGISTERS = "registers.csv"
TERMS = "terms.csv"
TITLES = "titles.csv"
SHIPPED_FILES = ("documents.csv", TASKS, REGISTERS, POSTING_LINES, TERMS, TITLES)
POSTINGS = "postings.csv"
POSTINGS_HOLDOUT = "postings_holdout.csv"
POSTING = "posting"
"""The kind of an example that is a whole job."""
USER = "user"
"""The style of the examples that a user taught."""
_KIND_DEPTH = 3
_REMEMBERED, _LONGEST_REMEMBERED = 1 << 17, 4096  # texts, characters; a training compares those that ship several times


class Example(NamedTuple):
    """One labelled text and its place.

    Attributes:
        text: the text as it is in the file.
        label: its label.
        file: the name of its file, without the folder.
        line: the line of the file on which it begins, counted from 1.
        group: what it was written together with; cross-validation never separates a group.
        style: who or what it comes from, the coarser division; calibration leaves out one at a time.
        kind: what kind of text it is, such as duty or requirement, ``posting`` for a whole job; empty where it is not
            known.
        title: the title of a whole job.
    """

    text: str
    label: Label
    file: str
    line: int
    group: str
    style: str
    kind: str
    title: str = ""

    @property
    def is_posting(self) -> bool:
        """Whether it is a whole job."""
        return self.kind == POSTING

    @property
    def identity(self) -> str:
        """What is the same for examples that are the same, although their marks, blanks or forms may differ."""
        return identity(self.text, is_posting=self.is_posting)


@remembered(_REMEMBERED, _LONGEST_REMEMBERED)
def identity(text: str, *, is_posting: bool) -> str:
    """Return what is the same for texts that differ in marks, blanks and ways of writing only: the key of the text."""
    return text_key(text, is_job=is_posting)


def read_shipped() -> list[Example]:
    """Read the shipped training data.

    Raises:
        DataError: something in it is wrong; every problem is listed.
    """
    return read_examples(map(shipped_data, SHIPPED_FILES))


def read_examples(paths: Iterable[str | os.PathLike[str]]) -> list[Example]:
    """Read labelled examples from CSV files with the columns ``text`` and ``label``; their encoding is found.

    An optional column ``source`` says where a text comes from, such as ``sales/games/bd/duty``: its first
    part is the style, its first two are the group, and its fourth is the kind of text.

    Args:
        paths: the files.

    Raises:
        DataError: a file cannot be read, a column is missing, a label unknown, a text empty, given twice or
            with two labels; every problem is listed with file, line and what to do.
    """
    tables = [_read(path, Columns("text", "label", "source")) for path in paths]
    rows = [row for table in tables for row in table.rows]
    problems = [problem for table in tables for problem in table.problems]
    raise_problems([*problems, *_repeats(rows)])
    return list(map(_example, rows))


def read_postings(path: str | os.PathLike[str] | None = None) -> list[Example]:
    """Read whole jobs with the columns ``title``, ``text``, ``label`` and ``source``; those that ship by default.

    Raises:
        DataError: something in the file is wrong; every problem is listed.
    """
    columns = Columns("text", "label", "source", "title")
    table = _read(shipped_data(POSTINGS) if path is None else path, columns)
    raise_problems([*table.problems, *_repeats(table.rows)])
    return [_example(row)._replace(kind=POSTING, title=row.title) for row in table.rows]


def data_hash(examples: Iterable[Example]) -> str:
    """Return the SHA-256 of the texts and labels, in their order."""
    digest = sha256()
    for example in examples:
        digest.update(f"{example.label}\t{example.text}\n".encode())
    return digest.hexdigest()


def _read(path: str | os.PathLike[str], columns: Columns) -> TableReading:
    try:
        return read_table(path, columns, SourceOptions(keep_na=True))
    except MvsError as error:  # the file is not there
        return TableReading([], [str(error)], Counter(), [], [])


def _repeats(rows: Iterable[LabelledRow]) -> Iterator[str]:
    """What is wrong with rows whose text is in an earlier one."""
    for earlier, row in repeated(rows):
        if earlier.label != row.label:
            yield contradiction(earlier, row)
        else:
            yield _(
                "{place}: is already in {earlier}: {text}; take one of them out",
                place=row.place,
                earlier=earlier.place,
                text=excerpt(row.text),
            )


def _example(row: LabelledRow) -> Example:
    file, source = row.file, (row.source or str(row.line)).split("/")
    group, style = (f"{file}:{'/'.join(source[:depth])}" for depth in (2, 1))
    kind = source[_KIND_DEPTH] if len(source) > _KIND_DEPTH else ""
    return Example(row.text, row.label, file, row.line, group, style, kind)
