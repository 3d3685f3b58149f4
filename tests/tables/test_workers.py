import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tables.runs import command, leftovers, run, texts, write_table

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for worker processes in /proc")
_JOB = ["label", "in.csv", "-o", "out.csv", "--column", "任务", "--model", "model"]


def _children(parent: int) -> list[int]:
    """The worker processes of a process."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    return [int(child) for child in children if b"popen_loky" in Path(f"/proc/{child}/cmdline").read_bytes()]


def _size(path: Path) -> int:
    """How large a file is, 0 where there is none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _wait(process: "subprocess.Popen[bytes]", ready: Callable[[], bool]) -> None:
    """Wait until it is ready, and fail if the process ends before."""
    while not ready():
        assert process.poll() is None
        time.sleep(0.001)


def test_a_killed_worker_is_told_and_the_work_goes_on(tmp_path: Path, pinned_model: Path) -> None:
    write_table(tmp_path / "in.csv", texts(40_000))
    assert run(tmp_path, *_JOB).returncode == 0
    expected = (tmp_path / "out.csv").read_bytes()
    (tmp_path / "out.csv").unlink()
    process = subprocess.Popen(command(*_JOB, "--workers", "2"), cwd=tmp_path, stderr=subprocess.PIPE)
    part = tmp_path / ".out.csv.mvs-part"
    _wait(process, lambda: _size(part) > 100_000)
    os.kill(_children(process.pid)[0], signal.SIGKILL)
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
@pytest.mark.parametrize("written", [1000, 30_000, 200_000, 600_000, 1_000_000, 1_500_000])
def test_a_worker_killed_at_any_moment_is_noticed(written: int, tmp_path: Path, pinned_model: Path) -> None:
    """Also in the midst of handing over what it has done, which must not leave the main process waiting."""
    write_table(tmp_path / "in.csv", texts(40_000))
    process = subprocess.Popen(command(*_JOB, "--workers", "2"), cwd=tmp_path, stderr=subprocess.PIPE)
    part = tmp_path / ".out.csv.mvs-part"
    while not (part.exists() and part.stat().st_size > written):
        assert process.poll() is None
    os.kill(_children(process.pid)[written % 2], signal.SIGKILL)
    _, told = process.communicate(timeout=120)
    assert (process.returncode, "a worker process was killed" in told.decode()) == (1, True)


def test_no_worker_outlives_a_main_process_that_is_killed(tmp_path: Path, pinned_model: Path) -> None:
    write_table(tmp_path / "in.csv", texts(40_000))
    process = subprocess.Popen(command(*_JOB, "--workers", "2"), cwd=tmp_path, stderr=subprocess.DEVNULL)
    _wait(process, (tmp_path / ".out.csv.mvs-part").exists)
    workers = _children(process.pid)
    process.kill()
    process.wait()
    assert len(workers) == 2
    deadline = time.monotonic() + 60
    while any(_runs(worker) for worker in workers):
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.parametrize("begun", [pytest.param(False, marks=pytest.mark.slow), True])
def test_ctrl_c_is_told_once(begun: bool, tmp_path: Path, pinned_model: Path) -> None:  # noqa: FBT001
    write_table(tmp_path / "in.csv", texts(200_000))
    started = command(*_JOB, "--workers", "2")
    process = subprocess.Popen(started, cwd=tmp_path, stderr=subprocess.PIPE, start_new_session=True)
    part = tmp_path / ".out.csv.mvs-part"
    _wait(process, lambda: bool(_children(process.pid)) and (not begun or _size(part) > 1000))
    os.killpg(process.pid, signal.SIGINT)
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


def test_an_error_in_a_worker_is_told_as_in_this_process(tmp_path: Path) -> None:
    with (tmp_path / "in.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["任务"], *([f"拜访{number}"] for number in range(20_000))])
        file.write('"open')
    done = run(tmp_path, *_JOB[:4], "--workers", "2")
    assert (done.returncode, "the row of line 20,002 is never closed" in done.stderr.decode()) == (65, True)
    assert leftovers(tmp_path) == set()
