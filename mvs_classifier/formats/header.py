"""Which row of a table names its columns; titles, blank rows and comments may be above it."""

import re
from collections.abc import Sequence

from mvs_classifier.formats.cells import Cell, Row, is_blank
from mvs_classifier.formats.columns import is_usual_name
from mvs_classifier.i18n import _

DEEPEST = 50
"""The number of rows that are searched; a header below them must be named."""

_LONGEST_NAME = 30
_WIDEST = 1000
_FEWEST = 2
_NUMBER = re.compile(r"[\s\d.,:/%+\-年月日]+")


def find_header(rows: Sequence[Row]) -> int | None:
    """Return the position of the row that names the columns; None if all rows are blank.

    It is the first row that is neither blank nor a comment, unless that looks like a title: a later row holds more
    names, and usual ones, or the first has only one cell and a later row names several columns.
    """
    rows = [row[:_WIDEST] for row in rows[:DEEPEST]]
    filled = [sum(not is_blank(cell) for cell in row) for row in rows]
    usual = [sum(isinstance(cell, str) and is_usual_name(cell) for cell in row) for row in rows]
    content = [n for n in range(len(rows)) if filled[n] and (usual[n] or not _is_comment(rows[n], filled[n]))]
    if not content:
        return 0 if rows and rows[0] else None
    first = content[0]
    for number in content[1:]:
        if not names_columns(rows[number]) or usual[number] <= usual[first]:
            continue
        is_title = 2 * filled[first] <= filled[number] or not names_columns(rows[first])
        is_telling = usual[number] >= _FEWEST and not usual[first] and filled[number] >= filled[first]
        if is_title or is_telling:
            return number
    if filled[first] == 1 and not usual[first]:  # perhaps a title
        wider = next((number for number in content[1:] if filled[number] >= _FEWEST), first)
        first = wider if names_columns(rows[wider]) else first
    is_header = names_columns(rows[first]) and (filled[first] >= _FEWEST or usual[first])
    has_no_names = rows[0] and not filled[0] and not is_header
    return 0 if has_no_names else first


def names_columns(row: Row) -> bool:
    """Return whether a row could be a header: short texts, no two alike, and no numbers."""
    names = [cell for cell in row if not is_blank(cell)]
    return all(map(_is_name, names)) and len(set(map(str, names))) == len(names)


def rows_above(header: int, wanted: int | None) -> list[str]:
    """Return a note on a header that was found below other rows.

    Args:
        header: how many rows are above it.
        wanted: the header's row where the user names it.
    """
    if wanted is not None or not header:
        return []
    return [
        _(
            "what is above the header is not part of the table; if another row names the columns, give its number with "
            "--header-row"
        )
    ]


def _is_comment(row: Row, filled: int) -> bool:
    cell = next(cell for cell in row if not is_blank(cell))
    if not isinstance(cell, str) or not cell.lstrip().startswith("#"):
        return False
    return filled == 1 or any(map(str.isspace, cell.strip()))


def _is_name(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) <= _LONGEST_NAME and not _NUMBER.fullmatch(cell)
