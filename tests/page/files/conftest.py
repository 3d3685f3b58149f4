"""What the tests of files share."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from mvs_classifier.model.classifier import Classifier
from tests.page.site.asking import back_to_english, opened


@pytest.fixture(scope="package")
def served(classifier: Classifier) -> Iterator[httpx.Client]:
    with opened(classifier) as page:
        yield page.browser


@pytest.fixture
def browser(served: httpx.Client, store: Path) -> httpx.Client:
    """A browser in English on an empty store."""
    back_to_english(served)
    return served
