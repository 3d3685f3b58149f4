"""The text of a cell of any type."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from mvs_classifier.errors import DataError
from mvs_classifier.i18n import _

Cell = Any
Row = list[Cell]

NOTHING = frozenset(
    "null nan none nat na n/a <na> <null> (null) \\n #n/a #na #null! #value! #ref! #div/0! #num! #name?".split()
)
"""The usual words for nothing, in lower case: what databases, pandas and Excel write into an empty cell."""

_NO_TEXT = frozenset(
    "无 暂无 无内容 不详 略 同上 待定 待补充 暂缺 未填 未填写 见附件 详见附件 面议 電議 电议 "
    "無 暫無 無內容 不詳 待補充 暫缺 未填寫 見附件 詳見附件 面議".split()
)
"""What people write where there is nothing to write; in a column of labels such a word may be a label."""

LONGEST_NO_TEXT = max(map(len, NOTHING | _NO_TEXT))
"""No word for nothing is longer."""
_NULLS = frozenset({"NoneType", "NAType", "NaTType"})
_AS_WRITTEN = (int, float, Decimal, dt.date, dt.time, dt.timedelta)
_SHOWN = 60


class CellError(DataError):
    """The value of a cell cannot be read as text."""


class Repeated(list[Any]):
    """The values of a name that appears more than once in an object.

    Args:
        values: the values.
        name: the name, if it is known.
    """

    def __init__(self, values: Iterable[Any], name: str = "") -> None:
        super().__init__(values)
        self.name = name


def cell_text(cell: Cell) -> str:
    r"""Return the text of a cell.

    A null is empty, bytes are UTF-8, a list of texts becomes one item a line, and a whole number has no decimal point.

    Raises:
        CellError: the cell holds something else, such as an object of JSON.

    >>> cell_text(7.0), cell_text(None), cell_text(float("nan")), cell_text(["007", "拜访"])
    ('7', '', '', '007\n拜访')
    """
    if isinstance(cell, str) or is_null(cell):
        return cell if isinstance(cell, str) else ""
    if isinstance(cell, _AS_WRITTEN):
        return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    if isinstance(cell, bytes | bytearray | memoryview):
        return _decoded(bytes(cell))
    if hasattr(cell, "tolist"):  # a number or an array of numpy
        return cell_text(cell.tolist())
    if isinstance(cell, list | tuple) and not isinstance(cell, Repeated):
        return _lines(cell)
    raise _not_a_text(cell)


def is_null(cell: Cell) -> bool:
    """Return whether a cell is None, NaN, or a missing value of pandas."""
    return type(cell).__name__ in _NULLS or (isinstance(cell, float | Decimal) and cell != cell)  # noqa: PLR0124


def is_blank(cell: Cell) -> bool:
    """Return whether a cell is empty or holds only blanks."""
    return not cell.strip() if isinstance(cell, str) else is_null(cell)


def judged_text(cell: Cell, *, keep_na: bool) -> str:
    """Return the text of a cell to judge: empty for a word such as NULL or 无, unless those are kept.

    Raises:
        CellError: the cell holds a truth value, or something else that is not a text.
    """
    if type(cell) is str:
        text = cell
    elif isinstance(cell, bool):
        raise _not_a_text(cell)
    else:
        text = cell_text(cell)
    return text if keep_na or len(text) > LONGEST_NO_TEXT or not is_no_text(text) else ""


def is_nothing(text: str) -> bool:
    r"""Return whether a text is a word for nothing.

    >>> is_nothing("NULL"), is_nothing("\\N"), is_nothing("无")
    (True, True, False)
    """
    return text.strip().lower() in NOTHING


def is_no_text(text: str) -> bool:
    """Return whether a text is a word for nothing or for nothing to write.

    >>> is_no_text("N/A"), is_no_text("无。"), is_no_text("无人机销售")
    (True, True, False)
    """
    return is_nothing(text) or text.strip().rstrip("。.") in _NO_TEXT


def _not_a_text(cell: Cell) -> CellError:
    return CellError(
        _("the cell holds {what}; it must be a text, a number, a date or a list of texts", what=_described(cell))
    )


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise CellError(
            _("the cell holds bytes that are not UTF-8 ({data!r:.60}); store the column as text", data=data)
        ) from error


def _lines(items: list[Cell] | tuple[Cell, ...]) -> str:
    odd = next((item for item in items if not isinstance(item, str) and not is_null(item)), None)
    if odd is not None:
        raise CellError(
            _("the cell holds a list with {what}; only a list of texts can be read as a text", what=_described(odd))
        )
    return "\n".join(item for item in items if isinstance(item, str))


def _described(cell: Cell) -> str:
    if not isinstance(cell, Repeated):
        kind = _("a value of type {kind}", kind=type(cell).__name__)
    elif cell.name:
        kind = _("several values of the member {name!r}", name=cell.name)
    else:
        kind = _("several values of one name")
    return f"{kind} ({cell!r:.{_SHOWN}})"
