import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mvs_classifier import Options, label_file, load
from mvs_classifier.tables.workers import worthwhile
from tests.tables.runs import MIDST, command, interrupt, leftovers, run, start, texts, write_table

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for worker processes in /proc")
_JOB = ["label", "in.csv", "-o", "out.csv", "--column", "任务", "--model", "model"]


def _children(parent: int) -> list[int]:
    """The processes that work beside a process."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    return [int(child) for child in children if b"popen_loky" in Path(f"/proc/{child}/cmdline").read_bytes()]


def _wait(process: "subprocess.Popen[bytes]", ready: Callable[[], bool]) -> None:
    """Wait until it is ready, and fail if the process ends before."""
    while not ready():
        assert process.poll() is None
        time.sleep(0.001)


def test_a_killed_worker_is_told_and_the_work_goes_on(tmp_path: Path, pinned_model: Path) -> None:
    write_table(tmp_path / "in.csv", texts(100_000))
    label_file(load(tmp_path / "model"), tmp_path / "in.csv", tmp_path / "out.csv", Options(("任务",)))
    expected = (tmp_path / "out.csv").read_bytes()
    (tmp_path / "out.csv").unlink()
    process = start(tmp_path, *_JOB, "--workers", "2", stop=MIDST)
    _wait(process, lambda: bool(_children(process.pid)))
    os.kill(_children(process.pid)[0], signal.SIGKILL)
    os.kill(process.pid, signal.SIGCONT)
    _, told = process.communicate()
    assert process.returncode == 1
    assert "a worker process was killed" in told.decode()
    assert "--resume" in told.decode()
    assert "Traceback" not in told.decode()
    assert not (tmp_path / "out.csv").exists()
    done = run(tmp_path, *_JOB, "--workers", "2", "--resume")
    assert (done.returncode, "of them by the interrupted run" in done.stderr.decode()) == (0, True)
    assert (tmp_path / "out.csv").read_bytes() == expected
    assert leftovers(tmp_path) == set()


@pytest.mark.slow
@pytest.mark.parametrize("written", [1000, 300_000, 2_000_000, 6_000_000, 10_000_000, 15_000_000])
def test_a_worker_killed_at_any_moment_is_noticed(written: int, tmp_path: Path, pinned_model: Path) -> None:
    """Also in the midst of handing over what it has done, which must not leave the main process waiting."""
    write_table(tmp_path / "in.csv", texts(400_000))
    process = subprocess.Popen(command(*_JOB, "--workers", "3"), cwd=tmp_path, stderr=subprocess.PIPE)
    part = tmp_path / ".out.csv.mvs-part"
    while not (part.exists() and part.stat().st_size > written):
        assert process.poll() is None
    os.kill(_children(process.pid)[written % 2], signal.SIGKILL)
    _, told = process.communicate(timeout=120)
    assert (process.returncode, "a worker process was killed" in told.decode()) == (1, True)


def test_no_worker_outlives_a_main_process_that_is_killed(tmp_path: Path, pinned_model: Path) -> None:
    write_table(tmp_path / "in.csv", texts(10_000))
    process = start(tmp_path, *_JOB, "--workers", "3", stop=MIDST)
    _wait(process, lambda: len(_children(process.pid)) == 2)
    workers = _children(process.pid)
    process.kill()
    while any(_runs(worker) for worker in workers):
        time.sleep(0.1)
    process.communicate()  # its pipe ends with the last of its processes


@pytest.mark.parametrize("source", ["in.csv", "-"])
def test_nothing_is_left_of_a_main_process_that_is_killed(
    source: str, tmp_path: Path, pinned_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_table(tmp_path / "in.csv", texts(10_000))
    scratch = tmp_path / "scratch"
    (scratch / "of another").mkdir(parents=True)
    monkeypatch.setenv("TMPDIR", str(scratch))
    with (tmp_path / "in.csv").open("rb") as table:
        process = start(tmp_path, "label", source, *_JOB[2:], "--workers", "3", stop=MIDST, stdin=table)
    _wait(process, lambda: len(_children(process.pid)) == 2)
    workers = _children(process.pid)
    assert len(list(scratch.iterdir())) > 1
    process.kill()
    until = time.monotonic() + 60
    while any(map(_runs, workers)) or len(list(scratch.iterdir())) > 1:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert [path.name for path in scratch.iterdir()] == ["of another"]
    assert process.communicate()[1] == b""


@pytest.mark.parametrize("begun", [pytest.param(False, marks=pytest.mark.slow), True])
def test_ctrl_c_is_told_once(begun: bool, tmp_path: Path, pinned_model: Path) -> None:  # noqa: FBT001
    write_table(tmp_path / "in.csv", texts(8_000 if begun else 200_000))
    process = start(tmp_path, *_JOB, "--workers", "2", stop=MIDST if begun else None)
    _wait(process, lambda: bool(_children(process.pid)))
    interrupt(process)
    _, told = process.communicate()
    assert process.returncode == 130
    assert told.decode().strip().splitlines() == [
        "mvs-classifier: interrupted; no output was left incomplete; --resume continues the run"
    ]


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_postings_take_longer_so_processes_pay_off_for_smaller_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert [worthwhile(size << 20, job=False) for size in (0, 8, 64)] == [1, 1, 2]
    assert [worthwhile(size << 20, job=True) for size in (0, 8, 64)] == [1, 2, 2]


def test_an_error_in_a_worker_is_told_as_in_this_process(tmp_path: Path) -> None:
    with (tmp_path / "in.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["任务"], *([f"拜访{number}"] for number in range(8_000))])
        file.write('"open')
    done = run(tmp_path, *_JOB[:4], "--workers", "2")
    assert (done.returncode, "the row of line 8,002 is never closed" in done.stderr.decode()) == (65, True)
    assert leftovers(tmp_path) == set()
