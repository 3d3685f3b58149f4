"""How a workbook looks to the person who works in it; other formats have no look."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mvs_classifier.formats.cells import Cell

OURS = "mvs_"
"""How the names of sheets begin that we add to a workbook; they are not read as tables unless named."""

_LONGEST_NAME = 31
_FORBIDDEN = frozenset("[]:*?/\\")
_RESERVED = "history"  # Excel refuses a sheet of that name


class Count(NamedTuple):
    """A row of the summary: what was counted, how often, and the colour of its bar in the chart, if it has one."""

    name: str
    number: int
    color: str | None = None


class SummarySheet(NamedTuple):
    """A second sheet that says what the table holds, with a chart.

    Attributes:
        name: the name of the sheet, which begins with :data:`OURS`.
        title: its first line.
        head: the names of the columns of counts: what, how many, which share.
        counts: the counts; those with a colour come first and are drawn.
        total: the number of rows of which each count is a share.
        facts: further lines, each a name and a value.
    """

    name: str
    title: str
    head: tuple[str, str, str]
    counts: Sequence[Count]
    total: int
    facts: Sequence[tuple[str, Cell]]


class Look(NamedTuple):
    """How a workbook looks.

    Attributes:
        sheet: the name of the sheet of the table; None for the usual one.
        tints: for columns, by their numbers, the background of cells that hold a certain word.
        choices: for columns, by their numbers, the words offered in a drop-down.
        summary: the second sheet, if there is one.
    """

    sheet: str | None = None
    tints: Mapping[int, Mapping[str, str]] = {}
    choices: Mapping[int, Sequence[str]] = {}
    summary: SummarySheet | None = None


def sheet_name(wanted: str | None) -> str | None:
    """Return a name as Excel allows it for the sheet of a table; None for the usual one.

    >>> sheet_name("岗位 2024/25"), sheet_name("mvs_summary"), sheet_name("''")
    ('岗位 2024_25', None, None)
    """
    name = "".join("_" if char in _FORBIDDEN or not char.isprintable() else char for char in wanted or "")
    while len(name.encode("utf-16-le")) > 2 * _LONGEST_NAME:
        name = name[:-1]
    name = name.strip("'")
    is_usable = name.strip() and name.casefold() != _RESERVED and not name.casefold().startswith(OURS)
    return name if is_usable else None
