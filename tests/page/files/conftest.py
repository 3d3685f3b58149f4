"""What the tests of files share."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.page.files import Files
from mvs_classifier.page.keys import Keys
from mvs_classifier.page.site import site
from tests.page.running import client_of, running


@pytest.fixture(scope="package")
def served(classifier: Classifier) -> Iterator[httpx.Client]:
    keys = Keys()
    with (
        closing(Files()) as files,
        running(site(classifier, keys, files)) as url,
        client_of(url, headers={"Origin": url}, follow_redirects=True) as browser,
    ):
        browser.get("/enter", params={"key": keys.printed})
        yield browser


@pytest.fixture
def browser(served: httpx.Client, store: Path) -> httpx.Client:
    """A browser in English on an empty store."""
    if served.cookies.get("mvs_language"):
        served.cookies.delete("mvs_language")
    return served
