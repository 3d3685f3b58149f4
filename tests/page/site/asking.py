"""How the tests ask the page."""

import re
from html import unescape
from typing import NamedTuple

import httpx

from mvs_classifier.page.keys import Keys
from mvs_classifier.store.corrections import Correction

POSTING = "岗位职责：\n1、负责客户拜访，完成销售指标；\n2、签订合同，催收货款；\n3、整理客户资料，完成回款。"
HTMX = {"HX-Request": "true"}


class Page(NamedTuple):
    """A running page: a browser that may use it, and one that has not entered."""

    url: str
    keys: Keys
    browser: httpx.Client
    stranger: httpx.Client

    def paste(self, description: str = POSTING, title: str = "市场专员", **headers: str) -> httpx.Response:
        return self.browser.post("/try", data={"title": title, "description": description}, headers=headers)

    def correct(self, address: str, line: str, label: str) -> httpx.Response:
        return self.browser.post(f"{address}/correct", data={"line": line, "label": label})


def text_of(html: str) -> str:
    """The words of some HTML."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", re.sub("</?mark>", "", html))).split())


def lines(response: httpx.Response) -> list[str]:
    """The text of each line with its tag."""
    return [text_of(part) for part in re.findall(r"<li class=.*?(?:<form|</li)", response.text, re.DOTALL)]


def name_of(text: str, *, is_job: bool) -> str:
    """What the page calls the correction of a text."""
    return f"{'job' if is_job else 'line'}-{Correction(text, None, is_job).key[1]}"
