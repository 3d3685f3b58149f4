"""Every step of the page is fit for everyone, in both languages, on a screen and on a phone."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.page.browser.browsing import in_browser, judge, open_step, opened, require_fit
from tests.page.postings import ROWS, csv_of

pytestmark = in_browser


@pytest.mark.parametrize(
    ("width", "language"),
    [(1280, "en"), (360, "zh"), *(pytest.param(*one, marks=pytest.mark.slow) for one in ((1280, "zh"), (360, "en")))],
)
def test_it_is_fit_for_everyone(chromium: Any, url: str, width: int, language: str, tmp_path: Path) -> None:
    with opened(chromium, url, width, language) as page:
        source = tmp_path / "招聘信息.csv"
        source.write_bytes(csv_of(ROWS * 20))
        for step in ("empty", "judged", "teach", "file", "plan", "rows"):
            if step in {"file", "plan", "rows"}:
                open_step(page, step, source)
            elif step == "judged":
                judge(page)
                page.click("#line-2-both")
                page.wait_for_selector("#line-2-back")
            elif step == "teach":
                page.goto(re.sub("/job/.*", "/teach", page.url))
            require_fit(page, width, f"{step}-{width}-{language}")
