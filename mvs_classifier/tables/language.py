"""The names of labels, reasons, yes and no in a table, in English and in Chinese."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Language(NamedTuple):
    """The words of one language.

    Attributes:
        labels: in the order of ``Label``.
        reasons: the name of each reason.
        truth: the words for no and yes.
        open_title: the word for a title that names no work.
    """

    labels: Sequence[str]
    reasons: Mapping[str, str]
    truth: Sequence[str]
    open_title: str


_REASONS = {
    "empty": "空白",
    "no words": "没有文字",
    "no known words": "没有认识的词",
    "no such cell": "缺少单元格",
    "below minimum confidence": "置信度不足",
    "taught": "按所教",
}

LANGUAGES: Mapping[str, Language] = {
    "en": Language(
        labels=("marketing", "sales", "both", "neither"),
        reasons={reason: reason for reason in _REASONS},
        truth=("false", "true"),
        open_title="open",
    ),
    "zh": Language(
        labels=("市场营销", "销售", "营销+销售", "都不是"),
        reasons=_REASONS,
        truth=("否", "是"),
        open_title="看不出",
    ),
}
