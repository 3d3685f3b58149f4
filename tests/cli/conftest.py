"""What the tests of the command line share."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mvs_classifier.store.state import read_state

Process = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def process(tmp_path: Path) -> Process:
    """Run the command in a process of its own, in an empty folder."""

    def run(*arguments: str | bytes, stdin: bytes = b"", **options: object) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "mvs_classifier", *arguments]
        done = subprocess.run(command, input=stdin, capture_output=True, cwd=tmp_path, check=False, **options)  # type: ignore[call-overload]
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def three(taught: Path) -> list[str]:
    """The names of three models that were installed one after another, each taught two more examples."""
    return list(read_state().versions)


@pytest.fixture
def in_small_world(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder to work in, in the world where little data ships."""
    monkeypatch.chdir(tmp_path)
