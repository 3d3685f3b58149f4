"""The headings of job descriptions, by section: where a text is cut, and what the lines below a heading are."""

import re
from enum import Enum


class Section(Enum):
    """A part of a job description."""

    HEADING = "heading"
    DUTIES = "duties"
    REQUIREMENTS = "requirements"
    OTHER = "other"
    UNKNOWN = "unknown"

    __hash__ = object.__hash__  # that of Enum is a function in Python, called several times for each line of a job


_WHOLE = (
    "岗位职责|工作职责|职位职责|主要职责|职责描述|岗位描述|职位描述|工作描述|主要工作内容|工作内容|岗位内容|职位内容|工作任务|主要工作|核心职责"
    "|任职要求|岗位要求|职位要求|招聘要求|应聘要求|任职资格|任职条件|岗位条件|应聘条件|招聘条件|录用条件|基本要求|我们希望你|我们需要你"
    "|福利待遇|薪资待遇|薪酬福利|薪资福利|薪酬待遇|工资待遇|公司福利|员工福利|岗位福利|我们提供|公司简介|公司介绍|企业简介"
    "|工作时间|上班时间|工作地点|工作地址|上班地址|公司地址|晋升空间|晋升通道|晋升机制|职业发展|温馨提示|联系方式|职能类别|公司信息"
)
"""Headings that are cut out wherever they are followed by a colon, a bracket or the first mark of a list."""
_SHORT = "职责|工作|内容|任务|要求|条件|资格|福利|待遇|薪资|工资|地点|地址|时间|备注"
"""Headings that are cut out only where a sentence could begin, and before a colon."""
_BEGINNING = r"(?:(?<=[\s。；;！!】）])|^)"
_FIRST_ITEM = r"(?=\s?(?:[（(]?[1１一][、.．)）:：]|①))"

_FIRST = "".join(dict.fromkeys(word[0] for word in f"{_WHOLE}|{_SHORT}".split("|")))

KNOWN = re.compile(
    rf"(?=[【\[（({_FIRST}])"  # most characters begin no heading, and fail here at once: a fifth of the time
    rf"(?:[【\[（(]?(?:{_WHOLE})[】\])）]?(?:\s?[:：]|{_FIRST_ITEM})|[【\[](?:{_WHOLE})[】\]]|{_BEGINNING}(?:{_SHORT})[:：])"
)
"""Where a text is cut: around each of these."""

_DUTIES = (
    "职责|工作内容|职位描述|岗位描述|工作描述|岗位内容|职位内容|工作任务|主要工作|业务内容|你的工作|做什么|干什么|你将负责|要做|每天做|职位信息"
    "|responsib|description|duties|role"
)
_REQUIREMENTS = (
    "要求|资格|条件|素质|要点|加分项|希望你|我们希望|我们需要|我们期待|需要你|需要具备|期望你|想要你|你的背景|你是|在寻找|寻找你|我们要找"
    "|requirement|qualific|profile|who you are"
)
_OTHER = (
    "福利|待遇|薪资|薪酬|薪金|工资|收入|提供|获得|得到|奖励|激励|优势|氛围|晋升|通道|发展|培训|时间|地点|地址|面试|应聘|投递|报名|流程|程序|方式"
    "|联系|提示|备注|说明|事项|须知|简介|介绍|关于|概况|荣誉|文化|公司|类别|关键字|company|about|benefit|package|offer|location"
)
_KEYWORDS = ((Section.DUTIES, _DUTIES), (Section.REQUIREMENTS, _REQUIREMENTS), (Section.OTHER, _OTHER))
_ANYWHERE = [(section, re.compile(words, re.IGNORECASE)) for section, words in _KEYWORDS]
_AT_END = [(section, re.compile(rf"(?:{words})$", re.IGNORECASE)) for section, words in _KEYWORDS]
_NOISE = re.compile(r"[\s【】\[\]（）()：:、，,。！!*#\-—~～]+")
_MARKS = (":", "：", "】", "]")
_SENTENCE_ENDS = ("。", "；", ";", ".", "，", "！")
_LONGEST = 16
_LONGEST_BARE = 8


def section_of(line: str) -> Section | None:
    """Return the section that a line is the heading of, or None where it is not a heading that is known.

    >>> section_of("任职要求："), section_of("参加公司例会。")
    (<Section.REQUIREMENTS: 'requirements'>, None)
    """
    if len(line) > 4 * _LONGEST:
        return None
    stripped = line.rstrip()
    if stripped.endswith(_SENTENCE_ENDS):
        return None
    core = _NOISE.sub("", line)
    if stripped.endswith(_MARKS):
        return _first(_ANYWHERE, core) if len(core) <= _LONGEST else None
    return _first(_AT_END, core) if len(core) <= _LONGEST_BARE else None


def _first(kinds: list[tuple[Section, re.Pattern[str]]], core: str) -> Section | None:
    return next((section for section, words in kinds if words.search(core)), None)
