"""What a killed page has left is removed when the next one begins, and nothing else is."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from mvs_classifier.page.folder import Folder

PAGE = """
import sys
from mvs_classifier.page.files import Files
files = Files()
print(files.folder, flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, of this process and of those that it starts."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@contextmanager
def page() -> Iterator[tuple["subprocess.Popen[str]", Path]]:
    """A page of another process, and its folder, as if it had begun long ago."""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", PAGE], stdin=pipe, stdout=pipe, encoding="utf-8") as process:
        assert process.stdout
        folder = Path(process.stdout.readline().strip())
        grown_old(folder)
        try:
            yield process, folder
        finally:
            process.kill()


def grown_old(folder: Path) -> Path:
    os.utime(folder, (10**9, 10**9))
    return folder


def begin() -> None:
    with closing(Folder()):
        pass


def test_the_folder_of_a_killed_page_goes_with_its_files() -> None:
    with page() as (process, folder):
        (folder / "input.csv").write_text("拜访客户")
        grown_old(folder)
        process.kill()
        process.wait()
        begin()
        assert not folder.exists()


def test_the_folder_of_a_living_page_stays() -> None:
    with page() as (_process, folder):
        begin()
        assert folder.exists()


def test_the_folder_of_another_user_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    with page() as (process, folder):
        process.kill()
        process.wait()
        monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
        begin()
        assert folder.exists()


def test_without_a_lock_only_an_empty_folder_goes(temporary: Path) -> None:
    empty, full = temporary / "mvs-classifier-page-empty", temporary / "mvs-classifier-page-full"
    for folder in (empty, full):
        folder.mkdir()
    (full / "mine.txt").write_text("keep me")
    grown_old(empty), grown_old(full)
    begin()
    assert list(temporary.iterdir()) == [full]


def test_what_has_just_begun_and_what_is_no_folder_of_a_page_stay(temporary: Path) -> None:
    (temporary / "mvs-classifier-page-new").mkdir()
    (temporary / "mvs-classifier-page-file").write_text("")
    grown_old(temporary / "mvs-classifier-page-file")
    (temporary / "another").mkdir()
    grown_old(temporary / "another")
    (temporary / "mvs-classifier-page-link").symlink_to(temporary / "another")
    before = sorted(temporary.iterdir())
    begin()
    assert sorted(temporary.iterdir()) == before
