"""A browser and a page that all tests here share: each takes a second to start."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mvs_classifier.store.places import HOME
from tests.page.running import started


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    from tests.page.browser.browsing import CHROMIUM, PATIENCE, sync_api

    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        sync_api.expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of the page in a process of its own, and its store."""
    home = tmp_path_factory.mktemp("page") / "store"
    with started("page", "--no-browser", **{HOME: str(home)}) as (_, url):
        yield url, home


@pytest.fixture
def url(served: tuple[str, Path], store: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a page on an empty store, which is this process' store too."""
    address, home = served
    shutil.rmtree(home, ignore_errors=True)
    monkeypatch.setenv(HOME, str(home))
    return address
