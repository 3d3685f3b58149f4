"""The page speaks the language of its reader."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import httpx
import pytest

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.page.files import Files
from mvs_classifier.page.inuse import InUse
from mvs_classifier.page.keys import Keys
from mvs_classifier.page.site import site
from tests.page.running import running
from tests.page.site.asking import Page


def test_the_language_is_chosen_and_remembered(page: Page) -> None:
    address = page.paste().url.path
    assert "这份工作是销售" in page.browser.get(f"{address}?lang=zh").text
    assert "职位名称写的是市场营销，职责却是销售。" in page.browser.get(address).text
    assert "This is sales work" in page.browser.get(f"{address}?lang=en").text
    assert "This is sales work" in page.browser.get(f"{address}?lang=xx").text


@pytest.mark.parametrize(
    ("usual", "accepted", "chinese"),
    [
        (None, None, False),
        (None, "zh-CN,zh;q=0.9", True),
        (None, "en-GB, zh;q=0.5", False),
        (None, "de, fr;q=0.8", False),
        (None, "en;q=0, zh;q=x, *", False),
        ("en", "zh", False),
        ("zh", "en", True),
    ],
)
def test_the_language_is_the_usual_one_or_that_of_the_browser(
    classifier: Classifier,
    usual: str | None,
    accepted: str | None,
    chinese: bool,  # noqa: FBT001
) -> None:
    headers = {"Accept-Language": accepted} if accepted else {}
    with (
        closing(Files()) as files,
        running(site(InUse(lambda: classifier), Keys(), files, usual)) as url,
        httpx.Client(base_url=url, headers=headers) as browser,
    ):
        refused = browser.get("/").text
        assert ("只有启动程序的人" in refused) is chinese
        assert ('lang="zh-Hans"' in refused) is chinese
        assert ("这个网址没有内容" in browser.get("/nothing").text) is chinese
        assert "这个网址没有内容" in browser.get("/nothing", params={"lang": "zh"}).text


def test_a_failure_is_said_in_the_language_of_the_request(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    page.browser.get("/", params={"lang": "zh"})
    monkeypatch.setattr("mvs_classifier.page.site.shown", lambda *_: 1 / 0)
    assert "程序出错了" in page.paste().text


def test_two_readers_at_once_are_answered_each_in_their_language(page: Page) -> None:
    def read(language: str) -> list[str]:
        cookies = {**page.browser.cookies, "mvs_language": language}
        return [httpx.get(f"{page.url}/teach", cookies=cookies).text for _ in range(20)]

    with ThreadPoolExecutor(2) as pool:
        english, chinese = pool.map(read, ("en", "zh"))
    assert all('<html lang="en">' in text and "模型" not in text for text in english)
    assert all('<html lang="zh-Hans">' in text and "Models" not in text for text in chinese)
