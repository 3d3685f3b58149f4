"""The output of a piece of a table, and how its rows are judged."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from mvs_classifier.formats.cells import Row
from mvs_classifier.formats.source import Picker
from mvs_classifier.tables.added import ALWAYS, column_names
from mvs_classifier.tables.judge import Judge, Verdicts
from mvs_classifier.tables.language import LANGUAGES
from mvs_classifier.tables.tally import Tally


class Labelled(NamedTuple):
    """A piece of output.

    Attributes:
        data: the bytes to append.
        tally: the tally of its rows.
    """

    data: bytes
    tally: Tally


Labeller = Callable[[Any], Labelled]
"""Turns a payload into output; can be sent to another process."""


def judge_rows(rows: Sequence[Row], width: int, picker: Picker, judge: Judge) -> Verdicts:
    """Return the verdicts on rows, and their tally."""
    texts = [picker.text(row) if row else "" for row in rows]
    titles = None if picker.title is None else [picker.title_of(row) for row in rows]
    verdicts = judge.judge(texts, titles)
    ragged = sum(len(row) not in (0, width) for row in rows)
    return verdicts._replace(tally=verdicts.tally._replace(ragged=ragged))


def earlier_columns(columns: Sequence[str], added: Sequence[str]) -> list[int]:
    """Return the numbers of the columns that an earlier run in the same language added to a table.

    Chinese names are common words, so they count only if all that are always added exist.

    Args:
        columns: the names of the table's columns.
        added: the names of the columns to add.
    """
    languages = map(column_names, LANGUAGES)
    names = next(names for names in languages if added[0] in names.values())
    is_common = names != column_names("en") and not {names[name] for name in ALWAYS} <= set(columns)
    return [] if is_common else [number for number, name in enumerate(columns) if name in names.values()]
