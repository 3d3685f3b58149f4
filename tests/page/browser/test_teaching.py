"""Corrections are taught in a real browser, and there is a way back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mvs_classifier.i18n import _, speaking
from mvs_classifier.store.corrections import read_corrections
from tests.page.browser.browsing import in_browser, judge, opened, require_fit, sync_api
from tests.page.running import started

pytestmark = in_browser

_SMALL = """
import sys
from functools import partial
from pathlib import Path
import pytest
from mvs_classifier.cli import main
from mvs_classifier.page import teaching
from tests import small_world
from tests.page import small_pupil
root = Path(sys.argv[1])
small_world.enter(pytest.MonkeyPatch(), root)
teaching.PUPIL = partial({pupil})
sys.exit(main(sys.argv[2:]))
"""
_TRAINS = "small_pupil.run, root"
_ASKS = {
    "slip": "small_pupil.asks, suspected={'slipped': '催收货款'}",
    "house rule": "small_pupil.asks",
    "worse": "small_pupil.asks, reasons=['macro_f1 on the holdout falls from 0.812 to 0.744, by more than 0.01']",
}


@contextmanager
def small_page(root: Path, pupil: str) -> Iterator[str]:
    """Start the page in the small world; yield its address."""
    with started("page", "--no-browser", by=("-c", _SMALL.format(pupil=pupil), str(root))) as (_process, url):
        yield url


@pytest.mark.parametrize(("width", "language"), [pytest.param(1280, "en", marks=pytest.mark.slow), (360, "zh")])
def test_paste_correct_teach_and_roll_back(
    chromium: Any, store: Path, small_root: Path, width: int, language: str
) -> None:
    with speaking(language):
        neither, taught, confirmed = _("neither"), _("already taught"), _("confirmed by you")
        expected = _("corrected by you; the model said {label}", label=neither)

    def said() -> str:
        judge(page, "1、给绿植浇水，修剪枝叶；\n2、更换花盆，记录长势；", "")
        return str(page.inner_text(".answer p"))

    with small_page(small_root, _TRAINS) as url, opened(chromium, url, width, language) as page:
        said()
        page.click("#job-sales")
        page.wait_for_selector("#job-back")
        page.click("#line-1-marketing")
        page.wait_for_selector("#line-1-back")
        corrected = said()
        assert corrected == expected
        page.click("nav a[href='/teach']")
        page.click("form[action='/teach/begin'] .main")
        page.wait_for_selector("#install")
        require_fit(page, width, f"teach-tried-{width}-{language}")
        page.click("#install")
        page.wait_for_selector("#rollback")
        require_fit(page, width, f"teach-done-{width}-{language}")
        assert page.locator(".lines em").all_inner_texts() == [taught] * 2
        page.click("nav a[href='/']")
        assert said() == confirmed
        page.click("nav a[href='/teach']")
        page.click("#rollback")
        page.wait_for_selector("#rollback", state="detached")
        assert page.locator(".lines em").count() == 0
        page.click("nav a[href='/']")
        assert said() == corrected
    assert len(read_corrections().latest) == 2


def quick_and_slow() -> Iterator[object]:
    """Each case on one of the screens, and on the other one in a full run."""
    quick = {("slip", 360), ("house rule", 1280), ("worse", 360)}
    for case in _ASKS:
        for width, language in ((1280, "en"), (360, "zh")):
            slow = (case, width) not in quick
            yield pytest.param(case, width, language, marks=[pytest.mark.slow] if slow else [])


@pytest.mark.parametrize(("case", "width", "language"), list(quick_and_slow()))
def test_what_is_asked_and_refused_is_fit_for_everyone(  # noqa: PLR0913, PLR0917
    chromium: Any, store: Path, small_root: Path, width: int, language: str, case: str
) -> None:
    with small_page(small_root, _ASKS[case]) as url, opened(chromium, url, width, language) as page:
        judge(page, "1、给绿植浇水，修剪枝叶；\n2、更换花盆，记录长势；", "")
        page.click("#job-sales")
        page.wait_for_selector("#job-back")
        page.click("nav a[href='/teach']")
        page.click("form[action='/teach/begin'] .main")
        page.wait_for_selector("#came")
        if case == "worse":
            assert not page.is_visible("#force")
            page.click(".anyway summary")
            assert page.is_visible("#force")
        require_fit(page, width, f"{case}-{width}-{language}")
        page.click(".answer .main")
        page.wait_for_selector("#came", state="detached")
        sync_api.expect(page.locator("form[action='/teach/begin'] .main")).to_have_count(1)
