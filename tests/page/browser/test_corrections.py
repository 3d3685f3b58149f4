"""A posting is judged and corrected in a real browser, by mouse and by keyboard."""

import signal
from pathlib import Path
from typing import Any

from mvs_classifier.model.labels import Label
from mvs_classifier.store.corrections import read_corrections
from tests.page.browser.browsing import FIRST, POSTING, TITLE, entered, in_browser, judge, opened, sync_api
from tests.page.running import started

pytestmark = in_browser


def test_paste_read_correct_by_mouse_and_reload(chromium: Any, url: str) -> None:
    with opened(chromium, url) as page:
        judge(page)
        assert page.inner_text("#answer") == "This is sales work"
        assert page.inner_text(".of-title") == "The title promises marketing, the duties are sales."
        assert page.title() == "Marketing or sales?"
        assert page.locator(".lines img, .lines script").count() == 0
        page.click("#line-2-both")
        page.wait_for_selector("#line-2-back")
        assert read_corrections().label(FIRST) is Label.BOTH
        assert page.inner_text("#said") == "Saved: marketing + sales"
        page.reload()
        assert "corrected by you; the model said sales" in page.inner_text(".lines")
        page.click("#line-2-back")
        page.wait_for_selector("#line-2-back", state="detached")
        assert read_corrections().latest == {}


def test_everything_works_by_the_keyboard(chromium: Any, url: str) -> None:
    with opened(chromium, url) as page:
        page.focus("#title")
        page.keyboard.type(TITLE)
        page.keyboard.press("Tab")
        page.keyboard.insert_text(POSTING)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector("#answer")
        page.keyboard.press("Tab")  # to the answers for the whole job
        assert page.evaluate("document.activeElement.id") == "job-marketing"
        for _ in range(2):
            page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.closest('li') !== null")
        page.keyboard.press("4")
        page.wait_for_selector("#line-2-back")
        assert page.evaluate("document.activeElement.id") == "line-2-neither"
        assert read_corrections().label(FIRST) is Label.NEITHER
        page.focus("#line-2-back")
        page.keyboard.press("Enter")
        page.wait_for_selector("#line-2-back", state="detached")
        assert page.evaluate("document.activeElement.id") == "line-2-sales"


def test_a_kill_loses_no_correction(chromium: Any, store: Path) -> None:
    with started("page", "--no-browser") as (process, url), entered(chromium, url) as page:
        judge(page)
        page.click("#line-2-both")
        page.wait_for_selector("#line-2-back")
        process.send_signal(signal.SIGKILL)
        process.wait()
        page.click("#line-3-neither")
        sync_api.expect(page.locator("#said")).to_contain_text("does not answer")
        assert page.locator("#line-3-back").count() == 0
    with started("page", "--no-browser") as (_, url), opened(chromium, url) as page:
        judge(page)
        assert page.locator("#line-2-back").count() == 1
        assert page.locator("#line-3-back").count() == 0


def test_two_tabs_keep_each_others_corrections(chromium: Any, url: str) -> None:
    with opened(chromium, url) as page:
        judge(page)
        other = page.context.new_page()
        other.goto(page.url)
        page.click("#line-2-both")
        page.wait_for_selector("#line-2-back")
        other.click("#line-3-neither")
        other.wait_for_selector("#line-3-back")
        other.reload()
        assert other.locator("#line-2-back").count() == other.locator("#line-3-back").count() == 1
        assert len(read_corrections().latest) == 2


def test_many_corrections_one_after_another_are_all_kept_and_shown(chromium: Any, url: str) -> None:
    with opened(chromium, url) as page:
        judge(page)
        numbers = range(1, page.locator(".lines li").count() + 1)
        for label in ("sales", "both"):
            for number in numbers:
                page.click(f"#line-{number}-{label}")
        sync_api.expect(page.locator(".lines button[value=both][aria-pressed=true]")).to_have_count(len(numbers))
        assert {one.label for one in read_corrections().latest.values()} == {Label.BOTH}


def test_a_posting_that_is_too_long_is_refused_and_kept_in_the_field(chromium: Any, url: str) -> None:
    with entered(chromium, url) as page:
        page.fill("#description", "拜访客户" * 6000)
        page.click(".paste button")
        sync_api.expect(page.locator("#said")).to_contain_text("too long")
        assert len(page.input_value("#description")) == 24_000


def test_it_works_without_script(chromium: Any, url: str) -> None:
    with entered(chromium, url, java_script_enabled=False) as page:
        judge(page)
        page.click("#line-2-both")
        page.wait_for_selector("#line-2-back")
    assert read_corrections().label(FIRST) is Label.BOTH
