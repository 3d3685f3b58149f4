"""Whoever starts the program may have closed standard input, output or error."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mvs_classifier.cli import main
from tests.small_world import GOOD, table

Run = Callable[..., "subprocess.CompletedProcess[str]"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the shell closes the stream")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the command in a process of its own, without one of its streams."""
    (tmp_path / "in.csv").write_text("任务\n拜访客户，签订合同\n", encoding="utf-8")

    def run(closed: int, *arguments: str) -> "subprocess.CompletedProcess[str]":
        shell = ["sh", "-c", f'exec "$@" {closed}>&-', "sh"]
        command = [*shell, sys.executable, "-m", "mvs_classifier", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)

    return run


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_a_file_is_labelled_whatever_is_closed(closed: int, run: Run, tmp_path: Path) -> None:
    done = run(closed, "label", "in.csv", "-o", "out.csv", "--workers", "2")
    assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (0, "", False), done.stderr
    assert "拜访客户，签订合同,sales" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["label", "in.csv", "-o", "-"], "standard output is closed; name a file with -o"),
        (["classify", "拜访客户"], "standard output is closed, so the result cannot be printed; redirect it to a file"),
    ],
)
def test_a_result_that_cannot_be_printed_is_one_sentence(arguments: list[str], told: str, run: Run) -> None:
    done = run(1, *arguments)
    assert (done.returncode, done.stderr) == (73, f"mvs-classifier: {told}\n")


def test_a_mistake_without_standard_error_is_not_printed_elsewhere(run: Run) -> None:
    done = run(2, "label", "in.csv")
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["train", "--dry-run", "--add", "good.csv"], "nothing was installed or written"),
        (["check", "good.csv", "-o", "doubts.csv"], "rows written to doubts.csv"),
    ],
)
@pytest.mark.usefixtures("in_small_world")
def test_what_was_done_is_told_even_if_the_report_cannot_be_printed(
    arguments: list[str], told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table(Path("good.csv"), GOOD)
    monkeypatch.setattr(sys, "stdout", None)
    assert main(arguments) == 73
    *_, done, error = capsys.readouterr().err.splitlines()
    assert told in done
    assert error.startswith("mvs-classifier: standard output is closed")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(("name", "code"), [("in.csv", 0), ("nosuch.csv", 66)])
def test_messages_that_cannot_be_written_do_not_change_the_exit_code(
    name: str, code: int, run: Run, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "mvs_classifier", "label", name, "-o", "out.csv"]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        assert subprocess.run(command, cwd=tmp_path, stderr=full, check=False).returncode == code
    assert (tmp_path / "out.csv").exists() == (code == 0)
