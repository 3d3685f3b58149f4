"""How the tests begin a training on the page."""

import time
from typing import Any

import httpx

from mvs_classifier.model.labels import Label
from mvs_classifier.store.corrections import Correction, keep
from tests.page.running import PATIENCE
from tests.page.site.asking import HTMX, text_of


def correct_all(rows: Any) -> None:
    for text, label in rows:
        keep(Correction(text, Label(label), said=Label.NEITHER))


def begin(browser: httpx.Client, **form: str) -> str:
    """Begin a training, wait until it has ended, and return what the page says then."""
    browser.post("/teach/begin", data={"x": "", **form})
    deadline = time.monotonic() + PATIENCE
    while "HX-Redirect" not in browser.get("/teach/progress", headers=HTMX).headers:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return text_of(browser.get("/teach").text)
