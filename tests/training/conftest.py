"""What the tests of training share: examples to teach, and stores where some were taught."""

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests import small_world
from tests.conftest import once
from tests.small_world import GOOD, MORE, contents, table, wrong


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return table(tmp_path / "good.csv", GOOD)


@pytest.fixture
def more(tmp_path: Path) -> Path:
    return table(tmp_path / "more.csv", MORE)


@pytest.fixture(scope="session")
def good_once(small_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "good", partial(small_world.teach, small_root, {"good.csv": GOOD})) / "store"


@pytest.fixture
def learned(small: Path, good_once: Path) -> Path:
    """A store in the small world where ``good.csv`` was taught."""
    shutil.copytree(good_once, small)
    return small


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    return table(tmp_path / "bad.csv", wrong())


@pytest.fixture
def untouched(taught: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A store in which something was taught, and of which not a byte may change; its folder is where we are."""
    monkeypatch.chdir(tmp_path)
    before = contents(taught)
    yield taught
    assert contents(taught) == before
