"""How the tests ask the page."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from html import unescape
from typing import NamedTuple

import httpx

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.page.files import Files
from mvs_classifier.page.inuse import InUse
from mvs_classifier.page.keys import Keys
from mvs_classifier.page.site import site
from mvs_classifier.store.corrections import Correction
from tests.page.running import client_of, running

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


@contextmanager
def opened(classifier: Classifier) -> Iterator[Page]:
    """A page that runs, with a browser that has entered."""
    keys = Keys()
    with (
        closing(Files()) as files,
        running(site(InUse(lambda: classifier), keys, files)) as url,
        client_of(url, headers={"Origin": url}, follow_redirects=True) as browser,
        client_of(url, headers={"Origin": url}) as stranger,
    ):
        browser.get("/enter", params={"key": keys.printed})
        yield Page(url, keys, browser, stranger)


def back_to_english(browser: httpx.Client) -> None:
    """Forget the language that an earlier test has chosen."""
    if browser.cookies.get("mvs_language"):
        browser.cookies.delete("mvs_language")


def text_of(html: str) -> str:
    """The words of some HTML."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", re.sub("</?mark>", "", html))).split())


def lines(response: httpx.Response) -> list[str]:
    """The text of each line with its tag."""
    return [text_of(part) for part in re.findall(r"<li class=.*?(?:<form|</li)", response.text, re.DOTALL)]


def name_of(text: str, *, is_job: bool) -> str:
    """What the page calls the correction of a text."""
    return f"{'job' if is_job else 'line'}-{Correction(text, None, is_job).key[1]}"
