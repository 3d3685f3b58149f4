"""What is made of a piece of a table, and how its rows are judged."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from mvs_classifier.formats.cells import Row
from mvs_classifier.formats.parquet import Field
from mvs_classifier.formats.source import Picker
from mvs_classifier.tables.judge import Judge, Tally
from mvs_classifier.tables.language import LANGUAGES

_ALWAYS = ("mvs_label", "mvs_confidence", "mvs_reason", "mvs_model")


class Labelled(NamedTuple):
    """A piece of output.

    Attributes:
        data: the bytes to append.
        tally: what its rows came to.
    """

    data: bytes
    tally: Tally


Labeller = Callable[[Any], Labelled]
"""Makes output of a payload; can be sent to another process."""


def label_rows(rows: Sequence[Row], width: int, picker: Picker, judge: Judge) -> tuple[list[list[str]], Tally]:
    """Return the cells to add to each row, and what the rows came to."""
    texts = [picker.text(row) if row else "" for row in rows]
    titles = None if picker.title is None else [picker.title_of(row) for row in rows]
    verdicts = judge.judge(texts, titles)
    ragged = sum(len(row) not in (0, width) for row in rows)
    return list(map(list, zip(*verdicts.columns, strict=True))), verdicts.tally._replace(ragged=ragged)


def fields(judge: Judge) -> list[Field]:
    """Return the names and types of the columns that a judge adds."""
    return [(name, float if is_number else str) for name, is_number in zip(judge.columns, judge.numeric, strict=True)]


def typed_columns(judge: Judge, columns: Iterable[Sequence[str]]) -> list[list[str | float | None]]:
    """Return a judge's columns with numbers as numbers, and nothing where there is nothing."""
    return [
        [float(cell) if cell else None for cell in column] if is_number else [cell or None for cell in column]
        for column, is_number in zip(columns, judge.numeric, strict=True)
    ]


def earlier_columns(columns: Sequence[str], added: Sequence[str]) -> list[int]:
    """Return the numbers of the columns that an earlier labelling in the same language has added to a table.

    Chinese names are common words, so they count only where all that every labelling adds are there.

    Args:
        columns: the names of the table's columns.
        added: the names of the columns that are added now.
    """
    language = next(language for language in LANGUAGES.values() if added[0] in language.columns.values())
    always = {language.columns[name] for name in _ALWAYS}
    if language is not LANGUAGES["en"] and not always <= set(columns):
        return []
    return [number for number, name in enumerate(columns) if name in language.columns.values()]
