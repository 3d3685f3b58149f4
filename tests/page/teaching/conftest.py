"""What the tests of teaching share."""

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import httpx
import pytest

from mvs_classifier.page import teaching
from mvs_classifier.page.files import Files
from mvs_classifier.page.keys import Keys
from mvs_classifier.page.site import site
from mvs_classifier.store.current import current_classifier
from tests.page import small_pupil
from tests.page.running import client_of, running


@pytest.fixture
def browser(small: Path, small_root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    """A browser on a page in the small world."""
    monkeypatch.setattr(teaching, "PUPIL", partial(small_pupil.run, small_root))
    keys = Keys()
    with (
        closing(Files()) as files,
        running(site(current_classifier(), keys, files)) as url,
        client_of(url, headers={"Origin": url}, follow_redirects=True) as browser,
    ):
        browser.get("/enter", params={"key": keys.printed})
        yield browser
