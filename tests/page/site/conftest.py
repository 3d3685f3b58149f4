"""What the tests of the page share."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.page.files import Files
from mvs_classifier.page.keys import Keys
from mvs_classifier.page.site import site
from tests.page.running import client_of, running
from tests.page.site.asking import Page


@pytest.fixture(scope="package")
def served(classifier: Classifier) -> Iterator[Page]:
    keys = Keys()
    with (
        closing(Files()) as files,
        running(site(classifier, keys, files)) as url,
        client_of(url, headers={"Origin": url}, follow_redirects=True) as browser,
        client_of(url, headers={"Origin": url}) as stranger,
    ):
        browser.get("/enter", params={"key": keys.printed})
        yield Page(url, keys, browser, stranger)


@pytest.fixture
def page(served: Page, store: Path) -> Page:
    """A page on an empty store, in English."""
    cookies = served.browser.cookies
    if cookies.get("mvs_language"):
        cookies.delete("mvs_language")
    return served
