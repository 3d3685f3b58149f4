"""What the tests of the service ask, and how they read its answers."""

from typing import Any

import httpx

SALES = "负责拜访客户，完成季度销售指标"
POSTING = "岗位职责：1、拜访客户；2、签订合同，催收货款。\n任职要求：本科"
TEXTS = [SALES, "", "！？", "<script>alert(1)</script>", "=1+1", "\x00\x1b[31m", "策劃品牌傳播活動", "销售" * 5000]
JSON = {"Content-Type": "application/json"}
HEAD = b"POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


def answered(response: httpx.Response) -> Any:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    return response.json()


def refused(response: httpx.Response) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/json"
    content = response.json()
    assert list(content) == ["error"]
    assert list(content["error"]) == ["code", "message"]
    assert content["error"]["message"]
    return response.status_code, content["error"]["code"]
