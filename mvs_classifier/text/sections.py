"""Which part of a job description a line belongs to: the duties, the requirements, or neither."""

import re
from collections.abc import Iterable
from enum import Enum

_NOISE = re.compile(r"[\s【】\[\]（）()：:、，,。！!*#\-—~～]+")
_MARKS = (":", "：", "】", "]")
_LONGEST = 16
_LONGEST_BARE = 6


class Section(Enum):
    """A part of a job description."""

    HEADING = "heading"
    DUTIES = "duties"
    REQUIREMENTS = "requirements"
    OTHER = "other"
    UNKNOWN = "unknown"


_DUTIES = (
    "职责|工作内容|职位描述|岗位描述|工作描述|岗位内容|工作任务|主要工作|业务内容|你的工作|做什么|职位信息"
    "|responsib|description|duties"
)
_REQUIREMENTS = (
    "要求|资格|条件|素质|加分项|我们希望|我们需要|我们期待|需要你|需要具备|期望你|在寻找|寻找你|requirement|qualific"
)
_OTHER = (
    "福利|待遇|薪资|薪酬|薪金|收入|提供|获得|奖励|激励|优势|氛围|晋升|通道|发展|培训|时间|地点|地址|面试|应聘|投递"
    "|流程|联系|提示|备注|简介|介绍|关于|概况|荣誉|文化|公司|company|about|benefit"
)
_KEYWORDS = ((Section.DUTIES, _DUTIES), (Section.REQUIREMENTS, _REQUIREMENTS), (Section.OTHER, _OTHER))
_KINDS = [(section, re.compile(words, re.IGNORECASE)) for section, words in _KEYWORDS]


def sections(lines: Iterable[str]) -> list[Section]:
    """Return the section of each line of a job description; lines before the first heading are unknown.

    >>> [section.value for section in sections(["岗位职责：", "拜访客户", "【任职要求】", "能吃苦"])]
    ['heading', 'duties', 'heading', 'requirements']
    """
    found, now = [], Section.UNKNOWN
    for line in lines:
        begins = _begins(line)
        now = begins or now
        found.append(Section.HEADING if begins else now)
    return found


def _begins(line: str) -> Section | None:
    """The section that a line is the heading of; None for any other line."""
    core = _NOISE.sub("", line)
    if len(core) > (_LONGEST if line.rstrip().endswith(_MARKS) else _LONGEST_BARE):
        return None
    return next((section for section, words in _KINDS if words.search(core)), None)
