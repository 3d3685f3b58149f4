"""What the tests of teaching share."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from mvs_classifier.page import teaching
from mvs_classifier.store.current import current_classifier
from tests.page import small_pupil
from tests.page.site.asking import opened


@pytest.fixture
def browser(small: Path, small_root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    """A browser on a page in the small world."""
    monkeypatch.setattr(teaching, "PUPIL", partial(small_pupil.run, small_root))
    with opened(current_classifier()) as page:
        yield page.browser
