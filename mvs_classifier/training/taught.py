"""What a user has taught: examples that accumulate from training to training, kept as a CSV file in the store."""

import csv
import io
import os
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mvs_classifier.atomic import read_file
from mvs_classifier.errors import StoreError, UsageError
from mvs_classifier.formats.csvcut import csv_reader
from mvs_classifier.i18n import _
from mvs_classifier.model.labels import Label
from mvs_classifier.store.changes import exclusive, replace_examples
from mvs_classifier.store.places import examples_path
from mvs_classifier.store.state import read_state
from mvs_classifier.training.examples import POSTING, USER, Example, identity

_NUMBERS = re.compile(r"(\d{1,18})(?:-(\d{1,18}))?")
_COLUMNS = ("number", "added", "file", "line", "label", "text", "kind", "title")
_OF_LINES = _COLUMNS[:6]
"""The columns of a file that holds no posting."""


class TaughtExample(NamedTuple):
    """An example in the store.

    Attributes:
        number: what it is called by; no two that are there have the same.
        added: the day on which it was taught, in UTC, as ISO 8601 writes it.
        file: the name of the file that it came from.
        line: its line there.
        label: its label.
        text: its text.
        kind: ``posting`` for a whole job, empty for a line.
        title: the title of a whole job.
    """

    number: int
    added: str
    file: str
    line: int
    label: Label
    text: str
    kind: str = ""
    title: str = ""

    @property
    def identity(self) -> str:
        """What is the same for examples that are the same; see :class:`Example`."""
        return identity(self.text, is_posting=self.kind == POSTING)


def read_taught() -> list[TaughtExample]:
    """Return what was taught, the oldest first.

    Raises:
        StoreError: the store is damaged or cannot be read.
    """
    name = read_state().examples
    return [] if name is None else _read(examples_path(name))


def read_learned() -> list[TaughtExample]:
    """Return what the current model was taught, also what was taken back since.

    Raises:
        StoreError: the store is damaged or cannot be read.
    """
    state = read_state()
    name = state.versions[state.current].examples if state.current else None
    return [] if name is None else _read(examples_path(name))


def _read(path: str) -> list[TaughtExample]:
    try:
        return list(map(_taught, _rows(read_file(path).decode())))
    except (OSError, ValueError, csv.Error) as error:
        raise StoreError(
            _(
                "the taught examples in {path} cannot be read ({error}); put the file back from a copy, or go back to "
                "an earlier model and its examples with `mvs-classifier models rollback`",
                path=path,
                error=error,
            )
        ) from error


def _rows(text: str) -> list[list[str]]:
    header, *rows = csv_reader(io.StringIO(text, newline=""), ",")
    if tuple(header) not in {_COLUMNS, _OF_LINES} or not text.endswith("\n"):
        raise ValueError(_("its first line or the end of its last one is missing"))
    for number, row in enumerate(rows, 2):
        if len(row) != len(header):
            raise ValueError(
                _(
                    "row {row:,} has {cells:,} cells, and the header {columns:,}",
                    row=number,
                    cells=len(row),
                    columns=len(header),
                )
            )
    return rows


def _taught(row: Sequence[str]) -> TaughtExample:
    number, day, file, line, label, text, *of_posting = row
    return TaughtExample(int(number), day, file, int(line), Label(label), text, *of_posting)


def as_csv(taught: Iterable[TaughtExample]) -> bytes:
    """Return examples as the store keeps them, and, if all are lines, as ``train --add`` reads them."""
    taught, text = list(taught), io.StringIO(newline="")
    columns = _COLUMNS if any(one.kind or one.title for one in taught) else _OF_LINES
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(one[: len(columns)] for one in taught)
    return text.getvalue().encode(errors="backslashreplace")  # a file's name may be in no encoding


def as_examples(taught: Iterable[TaughtExample]) -> list[Example]:
    """Return them as training takes them."""
    return [
        Example(one.text, one.label, one.file, one.line, f"{one.file}:{one.line}", USER, one.kind, one.title)
        for one in taught
    ]


def added(taught: Sequence[TaughtExample], new: Sequence[Example], day: str) -> list[TaughtExample]:
    """Return what was taught and new examples; of a text that was taught before, the newer label counts.

    What was taught before with the same label stays as it is, so that teaching it again changes nothing.
    """
    labels = {example.identity: example.label for example in new}
    kept = [one for one in taught if labels.get(one.identity, one.label) == one.label]
    known = {one.identity for one in kept}
    number = max((one.number for one in taught), default=0)
    return kept + [
        TaughtExample(number + place, day, one.file, one.line, one.label, one.text, one.kind, one.title)
        for place, one in enumerate((one for one in new if one.identity not in known), 1)
    ]


def taught_only_by(name: str) -> list[TaughtExample]:
    """Return the examples that no other model of the store was taught.

    Args:
        name: the fingerprint of a model of the store.

    Raises:
        KeyError: the store has no model of that name.
        StoreError: the store is damaged or cannot be read.
    """
    state = read_state()
    its = state.versions[name].examples
    files = {version.examples for other, version in state.versions.items() if other != name} | {state.examples}
    if its is None or its in files:
        return []
    known = {(one.identity, one.label) for file in files if file for one in _read(examples_path(file))}
    return [one for one in _read(examples_path(its)) if (one.identity, one.label) not in known]


def take_back(what: Sequence[str]) -> list[TaughtExample]:
    """Take examples out of the store; the current model stays what it is until the next training.

    Args:
        what: numbers of examples (``3``), ranges of them (``5-9``), or names of the files that they came from.

    Returns:
        Those that were taken out.

    Raises:
        UsageError: nothing goes by one of these names; nothing is taken out then.
        StoreError: the store is damaged or cannot be read.
        OutputError: it cannot be written.
    """
    with exclusive():
        taught = read_taught()
        gone = {one for name in what for one in _named(taught, name)}
        rest = [one for one in taught if one not in gone]
        replace_examples(as_csv(rest) if rest else None)
        return [one for one in taught if one in gone]


def _named(taught: Sequence[TaughtExample], name: str) -> list[TaughtExample]:
    found = [one for one in taught if one.file == os.path.basename(name)]
    numbers = _NUMBERS.fullmatch(name)
    if numbers and not found:
        first, last = int(numbers[1]), int(numbers[2] or numbers[1])
        found = [one for one in taught if first <= one.number <= last]
    if not found:
        raise UsageError(_("no example goes by {name:.60}; `mvs-classifier examples` lists them", name=repr(name)))
    return found


def without(examples: Iterable[Example], others: Iterable[Example | TaughtExample]) -> list[Example]:
    """Return the examples without those whose text is one of the others', too."""
    theirs: dict[bool, set[str]] = {False: set(), True: set()}
    for one in others:
        theirs[one.kind == POSTING].add(one.identity)
    return [example for example in examples if not _is_among(example, theirs[example.is_posting])]


def _is_among(example: Example, identities: set[str]) -> bool:
    return bool(identities) and example.identity in identities
