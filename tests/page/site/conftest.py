"""What the tests of the page share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mvs_classifier.model.classifier import Classifier
from tests.page.site.asking import Page, back_to_english, opened


@pytest.fixture(scope="package")
def served(classifier: Classifier) -> Iterator[Page]:
    with opened(classifier) as page:
        yield page


@pytest.fixture
def page(served: Page, store: Path) -> Page:
    """A page on an empty store, in English."""
    back_to_english(served.browser)
    return served
