"""The page as a browser shows it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

sync_api: Any = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
CHROMIUM = shutil.which("chromium")
PATIENCE = 120_000  # milliseconds
in_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    # Playwright's own; it says so when its loop ends
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
"""The marks of each test here."""

TITLE = "市场专员"
POSTING = """岗位职责：
1、负责区域内客户的开发与拜访，完成季度销售指标；
2、与客户洽谈合作方案，签订合同，催收货款；
3、整理客户资料，每周提交报表。
任职要求：大专以上，<script>document.title = "broken"</script><img src=x onerror="document.title='broken'">沟通能力强
=HYPERLINK("http://example.com")"""
FIRST = "负责区域内客户的开发与拜访，完成季度销售指标；"


def new_context(chromium: Any, **options: Any) -> Any:
    """A context that waits as long as a machine with much else to do may take."""
    context = chromium.new_context(**options)
    context.set_default_timeout(PATIENCE)
    return context


@contextmanager
def entered(chromium: Any, url: str, **options: Any) -> Iterator[Any]:
    """Open the page at an address in a context of its own."""
    context = new_context(chromium, **options)
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector("#description")
    yield page
    context.close()


@contextmanager
def opened(chromium: Any, url: str, width: int = 1280, language: str = "en") -> Iterator[Any]:
    """Open the page, and hold that the browser complains about nothing and asks no other machine."""
    context = new_context(chromium, viewport={"width": width, "height": 900})
    asked: list[str] = []
    complaints: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector("#description")
    page.goto(f"{page.url}?lang={language}")
    yield page
    context.close()
    assert [one for one in asked if not one.startswith(url.partition("/enter")[0])] == []
    assert len(asked) > 4
    assert complaints == []


def go_to_files(page: Any) -> None:
    """Open the page for files; what is dropped before its script runs is not noticed."""
    page.click("nav a[href='/file']")
    page.wait_for_url("**/file", wait_until="load")


def open_step(page: Any, step: str, source: Path) -> None:
    """Go on to a step of labelling a file: from "file" to "plan", from "plan" to "rows"."""
    if step == "file":
        go_to_files(page)
    elif step == "plan":
        page.set_input_files("#upload", source)
        page.wait_for_selector("#column")
    else:
        page.click(".plan .main")
        page.wait_for_url("**/rows")


def judge(page: Any, posting: str = POSTING, title: str = TITLE) -> None:
    page.fill("#title", title)
    page.fill("#description", posting)
    page.click(".paste button")
    page.wait_for_selector("#answer")


def require_fit(page: Any, width: int, name: str) -> None:
    """Hold that everyone can use what is shown, and that it is as wide as the window."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found] == [], name
    assert page.evaluate("document.documentElement.scrollWidth") == width
    if folder := os.environ.get("MVS_SCREENSHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
