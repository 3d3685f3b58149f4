"""What the tests of the page and the service share."""

from collections.abc import Iterator

import httpx
import pytest

from mvs_classifier.page.service import service
from mvs_classifier.store.current import current_classifier
from tests.page.running import client_of, running


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """A client of a service without a token."""
    with running(service(current_classifier)) as url, client_of(url) as asking:
        yield asking
