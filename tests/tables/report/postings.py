"""The table that the tests report on."""

import csv
import io
from collections.abc import Sequence

from mvs_classifier.tables.options import Request
from tests.html_reader import Page

SALES = "岗位职责：\n1、负责拜访客户，完成季度销售指标；\n2、维护老客户，催收货款；\n3、签订销售合同。"
MARKETING = "岗位职责：\n1、策划品牌传播活动；\n2、撰写推广文案，运营公众号；\n3、投放广告。"
HEADER = ["公司", "城市", "职位名称", "职位描述"]
ROWS = [
    ["甲公司", "上海", "市场专员", SALES],
    ["甲公司", "北京", "销售代表", SALES],
    ["乙公司", "上海", "品牌专员", MARKETING],
    ["乙公司", "上海", "储备干部", MARKETING],
    ["", "", "", ""],
]
JOBS = Request(job=True)


def as_csv(rows: Sequence[Sequence[str]], header: Sequence[str] | None = HEADER) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([*([header] if header else []), *rows])
    return text.getvalue()


def groups(page: Page, number: int) -> dict[str, list[str]]:
    """A table of groups: for each value its number of rows and what is said of the labels."""
    return {row[0]: row[1:] for row in page.table(2 + number)}
