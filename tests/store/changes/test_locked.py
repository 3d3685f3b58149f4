"""One change at a time, and a store that cannot be written."""

import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import mvs_classifier as mvs
from mvs_classifier.errors import OutputError
from mvs_classifier.model.file import read_model
from mvs_classifier.shipped import shipped_model
from mvs_classifier.store import changes as versions
from mvs_classifier.store.places import HOME
from tests.small_world import contents
from tests.store.changes.models import A, B, install


def test_another_waits_until_the_first_is_done(store: Path) -> None:
    asked, done = threading.Event(), []

    def second() -> None:
        with versions.exclusive(asked.set):
            done.append("second")

    other = threading.Thread(target=second)
    with versions.exclusive():
        other.start()
        assert asked.wait(60)
        done.append("first")
    other.join()
    assert done == ["first", "second"]


def test_who_is_alone_does_not_wait_and_an_error_frees_the_store(store: Path) -> None:
    waited: list[str] = []
    with pytest.raises(ZeroDivisionError), versions.exclusive(lambda: waited.append("first")):
        raise ZeroDivisionError
    with versions.exclusive(lambda: waited.append("second")):
        assert not waited


@pytest.fixture
def read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A store with two models on a disk that may only be read."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root mounts")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", disk], capture_output=True, check=False)  # noqa: S607
    if mounted.returncode:
        pytest.skip("nothing can be mounted here")
    try:
        monkeypatch.setenv(HOME, str(disk / "store"))
        install(0, 1)
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)  # noqa: S607
        yield disk / "store"
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)  # noqa: S607


def test_a_store_that_may_only_be_read_is_read_and_not_changed(read_only: Path) -> None:
    before = contents(read_only)
    assert mvs.load().fingerprint == B
    for change in (lambda: install(2), lambda: versions.use(A), versions.rollback, lambda: versions.remove(A)):
        with pytest.raises(OutputError, match=f"cannot write .*Read-only file system; .*{HOME}"):
            change()
    assert contents(read_only) == before


@pytest.mark.parametrize("what", ["lock", "models", "examples"])
def test_something_else_where_the_store_has_its_own_is_an_error(what: str, store: Path) -> None:
    store.mkdir()
    if what == "lock":
        (store / what).mkdir()
    else:
        (store / what).write_text("mine")
    before = contents(store)
    with pytest.raises(OutputError, match="cannot write the store of models"):
        install(0)
    assert contents(store) == before


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="there is no /proc")
def test_no_store_can_be_made_where_nothing_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME, "/proc/self/store")
    with pytest.raises(OutputError, match="cannot write the store of models /proc/self/store"):
        install(0)
    assert mvs.load().fingerprint == read_model(shipped_model()).info.fingerprint
