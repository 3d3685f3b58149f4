"""Which column of a table is meant."""

from collections.abc import Sequence

from mvs_classifier.errors import ColumnError
from mvs_classifier.formats.source import Row, as_text

_TEXT_NAMES = frozenset(
    "text texts 文本 内容 正文 句子 描述 任务 职位描述 岗位描述 职责描述 工作描述 职位职责 岗位职责 工作职责 职责 "
    "工作内容 岗位内容 职位详情 岗位详情 职位信息 招聘内容 jd description job_description duty task tasks".split()
)
_LONG = 12
_CLEARLY = 2.0
_COMPARED = 1000


def find_column(columns: Sequence[str], wanted: str) -> int:
    """Return the position of a column by its name, or by its number from 1 where no column has that name.

    Raises:
        ColumnError: there is no such column, or more than one; the nearest names are suggested.
    """
    if list(columns).count(wanted) == 1:
        return list(columns).index(wanted)
    if wanted in columns:
        numbers = [str(number) for number, name in enumerate(columns, 1) if name == wanted]
        raise ColumnError(f"there are {len(numbers)} columns {wanted!r}; name one by its number: {', '.join(numbers)}")
    if wanted.isdecimal() and 1 <= int(wanted) <= len(columns):
        return int(wanted) - 1
    from difflib import get_close_matches

    near = get_close_matches(wanted, columns[:_COMPARED], n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(map(repr, near))}? " if near else ""
    raise ColumnError(f"there is no column {wanted!r}; {hint}The columns are: {_listed(columns)}")


def guess_column(columns: Sequence[str], sample: Sequence[Row]) -> int:
    """Return the position of the one column that is obviously the text.

    That is the only one with a usual name, else the one whose cells are long and clearly longer than all
    others'.

    Raises:
        ColumnError: no column is obvious.
    """
    named = [number for number, name in enumerate(columns) if name.strip().lower() in _TEXT_NAMES]
    if len(named) == 1:
        return named[0]
    candidates = named or range(len(columns))
    lengths = sorted(((_mean_length(sample, number), number) for number in candidates), reverse=True)
    longest, position = lengths[0]
    runner_up = lengths[1][0] if len(lengths) > 1 else 0.0
    if len(columns) == 1 or (longest >= _LONG and longest >= _CLEARLY * runner_up):
        return position
    raise ColumnError(
        f"no column is obviously the text; name one with --column. The columns are: {_listed(columns)}"
        f"{hint_of_blanks(columns)}"
    )


def hint_of_blanks(columns: Sequence[str]) -> str:
    """Return what to do where most columns have no name: a sheet may begin with a title above the names.

    >>> hint_of_blanks(["text", "label"])
    ''
    """
    if 2 * sum(not name.strip() for name in columns) <= len(columns):
        return ""
    return "; most have no name: if the names stand in a later row, take out the rows above it"


def _mean_length(sample: Sequence[Row], number: int) -> float:
    return sum(len(as_text(row[number])) for row in sample if number < len(row)) / max(len(sample), 1)


def _listed(columns: Sequence[str]) -> str:
    shown = [f"{number} {name!r:.40}" for number, name in enumerate(columns[:30], 1)]
    return ", ".join([*shown, *(["…"] if len(columns) > len(shown) else [])])
