"""Which column of a table to read."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from mvs_classifier.errors import ColumnError
from mvs_classifier.formats.cells import Cell, CellError, Row, cell_text
from mvs_classifier.i18n import _, joined
from mvs_classifier.text.normalize import normalize

_DUTIES = frozenset(
    "职位描述 岗位描述 职责描述 工作描述 职务描述 职位职责 岗位职责 工作职责 职务职责 主要职责 职责 工作内容 岗位内容 "
    "职位内容 职务内容 职位详情 岗位详情 职位信息 岗位信息 职位说明 岗位说明 招聘内容 jd jobdescription jobdesc "
    "jobduties jobresponsibilities keyresponsibilities responsibilities responsibility duties duty mainduties "
    "roledescription".split()
)
_TEXTS = frozenset("text texts 文本 内容 正文 句子 描述 任务 工作任务 description task tasks sentence content".split())
_USUAL = frozenset(
    "label 标签 类别 分类 标注 correctlabel 正确标签 正确类别 更正 id no 序号 编号 职位 职位名称 岗位 岗位名称 职务 "
    "标题 title jobtitle position 公司 公司名称 企业名称 company 部门 department 城市 地点 工作地点 location 薪资 薪酬 "
    "salary 学历 经验 任职要求 岗位要求 职位要求 requirements 公司简介 备注 日期".split()
)
_TITLES = frozenset("职位名称 岗位名称 职位 岗位 职务 标题 招聘职位 title jobtitle".split())
CORRECTIONS = frozenset("correctlabel 正确标签 正确类别 更正".split())
"""Names of columns of corrections, as they are compared; see :func:`plain_name`."""

_DUTY_WORDS = re.compile("职责|工作内容|岗位内容|职位描述|岗位描述|工作描述|responsibilit|duties|jobdescription")
_OTHER_WORDS = re.compile(
    "公司|企业|集团|单位|雇主|关于我们|简介|介绍|文化|福利|待遇|要求|资格|地址|地点|链接|网址|company|about|employer|profile"
    "|overview|benefit|requirement|qualification|address|url|link"
)
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|\{[^{}]*\}|<[^<>]*>|〔[^〔〕]*〕|「[^「」]*」")
_STOPS = re.compile("[,。;!]")
_ASKS = re.compile("[?:*]|请|吗|什么")  # questionnaires have questions above their columns
_ITEM = re.compile(r"(?<!\d)\d{1,2}[、.)](?!\d)")
_HAN = re.compile("[\u4e00-\u9fff]")
_SENTENCE, _PHRASE = 8, 4
_LONG = 12
_CLEARLY = 2.0
_COMPARED = 1000
_LONGEST_NAME = 40
_FEWEST_ITEMS = 2


class TextColumn(NamedTuple):
    """The column of texts.

    Attributes:
        position: its number from 0.
        is_guess: whether it was chosen by its cells and not by its name.
    """

    position: int
    is_guess: bool


def plain_name(name: str) -> str:
    """Return a column's name as it is compared: without marks, blanks and brackets, in simplified characters.

    >>> plain_name("*崗位職責（必填）："), plain_name("Job Description"), plain_name("【任务】")
    ('岗位职责', 'jobdescription', '任务')
    """
    name = normalize(name)
    return _letters(_BRACKETED.sub("", name)) or _letters(name)


def is_correction(name: str) -> bool:
    """Return whether a column holds labels that a person has corrected, by its name.

    >>> is_correction("Correct label"), is_correction("正确类别："), is_correction("类别")
    (True, True, False)
    """
    return len(name) <= _LONGEST_NAME and plain_name(name) in CORRECTIONS


def usual_title(columns: Sequence[str], texts: Sequence[int] = ()) -> int | None:
    """Return the position of the first column with a usual name for job titles; None if there is none.

    Args:
        columns: the names.
        texts: the positions of the columns of texts, which do not count.

    >>> usual_title(["编号", "职位名称", "岗位职责"])
    1
    """
    titles = (place for place, name in enumerate(columns) if plain_name(name) in _TITLES and place not in texts)
    return next(titles, None)


def is_usual_name(name: str) -> bool:
    """Return whether tables usually have a column of that name."""
    plain = plain_name(name) if len(name) <= _LONGEST_NAME else ""
    return plain in _DUTIES | _TEXTS | _USUAL or bool(_DUTY_WORDS.search(plain))


def is_sentence(name: str) -> bool:
    """Return whether the name of a column is plainly a sentence: a text of a table without a header.

    >>> is_sentence("负责拜访客户，完成季度销售指标"), is_sentence("您做什么工作？请填写，可多写")
    (True, False)
    >>> is_sentence("岗位职责：1、每天拜访客户，介绍新产品；2、签订合同，催收货款；3、完成每个月的销售任务。")
    True
    """
    bare = _BRACKETED.sub("", normalize(name)).strip()
    return len(_HAN.findall(bare)) >= _SENTENCE and bool(_STOPS.search(bare)) and not _is_a_name(name, bare)


def is_like_cells(name: str, sample: Sequence[Row], number: int) -> bool:
    """Return whether the name of a column could be one of its texts: not much shorter, and not a usual name.

    Args:
        name: the name.
        sample: rows of the table.
        number: the column.
    """
    bare = _BRACKETED.sub("", normalize(name)).strip()
    is_as_long = 2 * len(bare) >= _mean_length(sample, number)
    return len(_HAN.findall(bare)) >= _PHRASE and is_as_long and not _is_a_name(name, bare)


def is_without_chinese(sample: Sequence[Row], number: int) -> bool:
    """Return whether most filled cells of a column hold no Chinese character, such as dates and pay.

    >>> is_without_chinese([["8000-12000"], [None], ["面议"], [15000]], 0)
    True
    """
    cells = [cell for row in sample for cell in row[number : number + 1] if _length(cell)]
    return 2 * sum(not _HAN.search(cell_text(cell)) for cell in cells) > len(cells)


def _is_a_name(name: str, bare: str) -> bool:
    return is_usual_name(name) or (bool(_ASKS.search(bare)) and not _is_posting(bare))


def _is_posting(bare: str) -> bool:
    """Whether a long text has numbered items and asks nothing: a posting has a colon after its headings too."""
    items, stops = _ITEM.findall(bare), _STOPS.findall(bare)
    return len(bare) > _LONGEST_NAME and "?" not in bare and min(len(items), len(stops)) >= _FEWEST_ITEMS


def find_column(columns: Sequence[str], wanted: str) -> int:
    """Return the position of a column by its name, or by its number from 1 where no column has that name.

    A name that no column has exactly may differ in marks, blanks, brackets and script.

    Raises:
        ColumnError: the column does not exist or is ambiguous; the nearest names are suggested.
    """
    same = [number for number, name in enumerate(columns) if name == wanted]
    if not same and wanted.isdecimal() and 1 <= int(wanted) <= len(columns):
        return int(wanted) - 1
    plain = plain_name(wanted)
    if not same and plain:
        same = [number for number, name in enumerate(columns[:_COMPARED]) if plain_name(name) == plain]
    if len(same) == 1:
        return same[0]
    if same:
        numbers = joined(str(number + 1) for number in same)
        raise ColumnError(
            _(
                "there are {count} columns {wanted!r}; name one by its number: {numbers}",
                count=len(same),
                wanted=wanted,
                numbers=numbers,
            )
        )
    from difflib import get_close_matches

    near = get_close_matches(wanted, columns[:_COMPARED], n=3, cutoff=0.4)
    there = listed(columns)
    if not near:
        raise ColumnError(_("there is no column {wanted!r}; the columns are: {columns}", wanted=wanted, columns=there))
    raise ColumnError(
        _(
            "there is no column {wanted!r}; did you mean {near}? The columns are: {columns}",
            wanted=wanted,
            near=_(" or ").join(map(repr, near)),
            columns=there,
        )
    )


def guess_column(columns: Sequence[str], sample: Sequence[Row]) -> TextColumn:
    """Return the column that is obviously the text.

    That is the only one with a usual name for duties, otherwise for texts, otherwise the one whose cells are long and
    clearly longer than all others. Columns about the company, requirements or benefits never count as long.

    Raises:
        ColumnError: no column is obvious.
    """
    plain = list(map(plain_name, columns))
    candidates = _named(plain)
    if len(candidates) == 1:
        return TextColumn(candidates[0], is_guess=False)
    if not candidates:
        candidates = [number for number, name in enumerate(plain) if not _OTHER_WORDS.search(name)]
    lengths = sorted(((_mean_length(sample, number), number) for number in candidates), reverse=True)
    longest, position = lengths[0] if lengths else (0.0, 0)
    runner_up = lengths[1][0] if len(lengths) > 1 else 0.0
    if len(columns) == 1 or (longest >= _LONG and longest >= _CLEARLY * runner_up):
        return TextColumn(position, is_guess=len(columns) > 1)
    raise ColumnError(
        _(
            "no column is obviously the text; name one with --column; the columns are: {columns}{hint}",
            columns=listed(columns),
            hint=hint_of_blanks(columns),
        )
    )


def hint_of_blanks(columns: Sequence[str]) -> str:
    """Return advice for a table whose columns mostly have no name: the header may be in a later row.

    >>> hint_of_blanks(["text", "label"])
    ''
    """
    if 2 * sum(not name.strip() for name in columns) <= len(columns):
        return ""
    return _("; most have no name: if the names are in another row, give its number with --header-row")


def listed(columns: Sequence[str], numbers: Sequence[int] | None = None) -> str:
    """Return columns with their numbers, for a message; only the first thirty of many."""
    chosen = list(range(len(columns)) if numbers is None else numbers)
    shown = [f"{number + 1} {columns[number]!r:.60}" for number in chosen[:30]]
    return joined([*shown, *(["…"] if len(chosen) > len(shown) else [])])


def _named(plain: Sequence[str]) -> list[int]:
    """The columns with a usual name, of the first kind that occurs."""
    kinds: tuple[Callable[[str], bool], ...] = (
        _DUTIES.__contains__,
        lambda name: bool(_DUTY_WORDS.search(name)),
        _TEXTS.__contains__,
    )
    named = ([number for number, name in enumerate(plain) if is_kind(name)] for is_kind in kinds)
    return next(filter(None, named), [])


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name))


def _mean_length(sample: Sequence[Row], number: int) -> float:
    return sum(_length(row[number]) for row in sample if number < len(row)) / max(len(sample), 1)


def _length(cell: Cell) -> int:
    try:
        return len(cell_text(cell))
    except CellError:
        return 0
