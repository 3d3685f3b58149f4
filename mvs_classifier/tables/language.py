"""How labels, reasons and columns are called in a table, in English and in Chinese."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Language(NamedTuple):
    """The names of one language.

    Attributes:
        labels: in the order of ``Label``.
        reasons: for each reason why there is no verdict, and for none.
        columns: for each column that is added.
        truth: for no and yes.
    """

    labels: Sequence[str]
    reasons: Mapping[str, str]
    columns: Mapping[str, str]
    truth: Sequence[str]


_REASONS = {
    "": "",
    "empty": "空白",
    "no words": "没有文字",
    "no known words": "没有认识的词",
    "no such cell": "缺少单元格",
    "below minimum confidence": "置信度不足",
}
_COLUMNS = {
    "mvs_label": "类别",
    "mvs_confidence": "置信度",
    "mvs_reason": "说明",
    "mvs_model": "模型",
    "mvs_words": "依据词",
    "mvs_marketing_share": "市场营销占比",
    "mvs_sales_share": "销售占比",
    "mvs_title_agrees": "标题相符",
}

LANGUAGES: Mapping[str, Language] = {
    "en": Language(
        labels=("marketing", "sales", "both", "neither"),
        reasons={reason: reason for reason in _REASONS},
        columns={name: name for name in _COLUMNS},
        truth=("false", "true"),
    ),
    "zh": Language(
        labels=("市场营销", "销售", "营销+销售", "都不是"),
        reasons=_REASONS,
        columns=_COLUMNS,
        truth=("否", "是"),
    ),
}
