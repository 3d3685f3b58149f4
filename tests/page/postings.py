"""A table of postings that is dropped on the page."""

import csv
import io
from typing import Any

REQUIRED = "任职要求：大专以上学历，能吃苦耐劳，沟通能力强，能适应出差，有相关行业经验者优先。"
SALES = (
    f"岗位职责：1、拜访客户，洽谈合作；2、签订合同，催收货款；3、完成季度销售指标；4、电话回访，协助回款；{REQUIRED}"
)
MARKETING = f"岗位职责：1、策划品牌传播活动；2、撰写公众号推文；3、分析市场数据；4、投放广告；{REQUIRED}"
ROWS = [
    ("007", "市场专员", SALES),
    ("008", "市场专员", MARKETING),
    ("009", "销售代表", ""),
    ("010", "=1+1", "<script>alert(1)</script>" + SALES),
]
HEADER = ("编号", "职位名称", "职位描述")


def csv_of(rows: Any, header: tuple[str, ...] = HEADER, encoding: str = "gb18030") -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([header, *rows])
    return file.getvalue().encode(encoding)
