"""Labelled examples, read strictly: every problem is named with its file and line, all of them at once."""

import csv
import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from mvs_classifier.errors import DataError, MvsError
from mvs_classifier.formats.csvfile import guess_delimiter
from mvs_classifier.formats.encoding import detect_encoding
from mvs_classifier.model.labels import Label
from mvs_classifier.shipped import shipped_data
from mvs_classifier.text.normalize import normalize

TASKS = "tasks.csv"
TERSE_FILES = ("terms.csv", "titles.csv")
SHIPPED_FILES = ("documents.csv", TASKS, *TERSE_FILES)
USER = "user"
"""The style of the examples that a user taught."""
_SHOWN = 20
_KIND_DEPTH = 3


class Example(NamedTuple):
    """One labelled text and where it stands.

    Attributes:
        text: the text as it stands in the file.
        label: its label.
        file: the name of its file, without the folder.
        line: the line of the file on which it begins, counted from 1.
        group: what it was written together with; cross-validation never parts a group.
        style: who or what it comes from, the coarser division; calibration leaves out one at a time.
        kind: what kind of text it is, such as duty or requirement; empty where it is not known.
    """

    text: str
    label: Label
    file: str
    line: int
    group: str
    style: str
    kind: str


def read_shipped() -> list[Example]:
    """Read the training data that ships.

    Raises:
        DataError: something in it is wrong; every problem is listed.
    """
    return read_examples(map(shipped_data, SHIPPED_FILES))


def read_examples(paths: Iterable[str | os.PathLike[str]], *, repeats: bool = False) -> list[Example]:
    """Read labelled examples from CSV files with the columns ``text`` and ``label``; their encoding is found.

    An optional column ``source`` says where a text comes from, such as ``sales/games/bd/duty``: its first
    part is the style, its first two are the group, and its fourth is the kind of text.

    Args:
        paths: the files.
        repeats: whether a text may stand more than once, always with the same label.

    Raises:
        DataError: a file cannot be read, a column is missing, a label unknown, a text empty, given twice or
            with two labels; every problem is listed with file, line and what to do.
    """
    problems: list[str] = []
    examples = [example for path in paths for example in _read_file(Path(path), problems)]
    problems += _repeated(examples, allowed=repeats)
    if problems:
        more = [f"… and {len(problems) - _SHOWN} more"] if len(problems) > _SHOWN else []
        raise DataError("\n".join([*problems[:_SHOWN], *more]))
    return examples


def data_hash(examples: Iterable[Example]) -> str:
    """Return the SHA-256 of the texts and labels, in their order."""
    digest = sha256()
    for example in examples:
        digest.update(f"{example.label}\t{example.text}\n".encode())
    return digest.hexdigest()


def _read_file(path: Path, problems: list[str]) -> Iterator[Example]:
    try:
        encoding = detect_encoding(path)
        with path.open(encoding=encoding, newline="") as file:
            reader = csv.DictReader(file, delimiter=guess_delimiter(file.readline()), strict=True)
            file.seek(0)
            missing = {"text", "label"} - set(reader.fieldnames or ())
            if missing:
                wanted = " and ".join(sorted(missing))
                problems.append(f"{path}:1: there is no column {wanted}; name the columns text and label")
                return
            read = reader.line_num
            for row in reader:
                read = reader.line_num
                line = read - sum(cell.count("\n") for cell in row.values() if isinstance(cell, str))
                example = _example(path, line, row, problems)
                if example:
                    yield example
    except MvsError as error:
        problems.append(str(error))
    except csv.Error as error:
        problems.append(f"{path}:{read + 1}: is no CSV from here on ({error}); look for a quote that is not closed")


def _example(path: Path, line: int, row: dict[str, str], problems: list[str]) -> Example | None:
    text, label = row["text"] or "", row["label"] or ""
    if label not in list(Label):
        wanted = ", ".join(Label)
        problems.append(f"{path}:{line}: the label is {label!r}; write one of {wanted}")
    elif not any(char.isalnum() for char in normalize(text)):
        problems.append(f"{path}:{line}: the text {text!r:.40} is empty; write a text or take the row out")
    else:
        source = (row.get("source") or str(line)).split("/")
        group, style = (f"{path.name}:{'/'.join(source[:depth])}" for depth in (2, 1))
        kind = source[_KIND_DEPTH] if len(source) > _KIND_DEPTH else ""
        return Example(text, Label(label), path.name, line, group, style, kind)
    return None


def _repeated(examples: Iterable[Example], *, allowed: bool) -> Iterator[str]:
    """Name each text that stands more than once, with another label or, where that is not allowed, with the same."""
    first: dict[str, Example] = {}
    for example in examples:
        earlier = first.setdefault(normalize(example.text), example)
        if earlier is example:
            continue
        here, there = (f"{one.file}:{one.line}" for one in (example, earlier))
        if earlier.label == example.label and allowed:
            continue
        if earlier.label == example.label:
            yield f"{here}: stands already at {there}: {example.text!r:.60}; take one of them out"
        else:
            yield (
                f"{here}: is {example.label}, but {there} says {earlier.label}: {example.text!r:.60}; "
                "decide on one and take the other out"
            )
