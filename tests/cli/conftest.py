"""What the tests of the command line share."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import mvs_classifier.page
from mvs_classifier.cli import main
from mvs_classifier.store.state import read_state

Process = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Process:
    """Run the command in an empty folder, in this process: one of its own takes a second only to import everything."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | bytes, stdin: bytes = b"") -> "subprocess.CompletedProcess[str]":
        written = io.BytesIO(), io.BytesIO()
        out, err = (io.TextIOWrapper(file, encoding="utf-8", newline="\n", write_through=True) for file in written)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            try:
                code = main([os.fsdecode(argument) for argument in arguments])
            except SystemExit as ended:
                code = int(ended.code or 0)
        return subprocess.CompletedProcess(arguments, code, *(file.getvalue().decode() for file in written))

    return run


@pytest.fixture
def process(tmp_path: Path) -> Process:
    """Run the command in a process of its own, in an empty folder."""

    def run(*arguments: str | bytes, stdin: bytes = b"", **options: object) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "mvs_classifier", *arguments]
        done = subprocess.run(command, input=stdin, capture_output=True, cwd=tmp_path, check=False, **options)  # type: ignore[call-overload]
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def without_framework(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the page is imported, and what it imports is not installed."""
    monkeypatch.setattr(mvs_classifier, "page", mvs_classifier.page)  # or the package would keep the one imported next
    for name in [name for name in sys.modules if name.startswith("mvs_classifier.page")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "starlette", None)
    monkeypatch.setitem(sys.modules, "uvicorn", None)


@pytest.fixture
def three(taught: Path) -> list[str]:
    """The names of three models that were installed one after another, each taught two more examples."""
    return list(read_state().versions)


@pytest.fixture
def in_small_world(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder to work in, in the world where little data ships."""
    monkeypatch.chdir(tmp_path)
