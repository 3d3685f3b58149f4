"""Whatever moment the work is ended at, nothing is lost, and it goes on from there."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.tables.runs import MIDST, Moment, content, interrupt, leftovers, run, start, texts, write_table

_OLD = b"an older output"
_HITS = 8
_JOBS = [
    ("in.csv", "out.csv", 15_000),
    ("in.tsv", "out.tsv", 15_000),
    ("in.jsonl", "out.jsonl", 20_000),
    ("in.parquet", "out.parquet", 20_000),
    ("in.xlsx", "out.xlsx", 3_000),
    ("in.xls", "out.xlsx", 3_000),
    ("in.csv", "out.xlsx", 3_000),
]
_ids = [f"{source}-to-{target}" for source, target, _ in _JOBS]
_hits: list[str] = []


def _most_are_slow(jobs: list[tuple[str, str, int]]) -> list[object]:
    """Parameters of which the first is tried in a quick run too."""
    return [pytest.param(*job, marks=[pytest.mark.slow] if number else []) for number, job in enumerate(jobs)]


class Job:
    """One table to label, with an older output that must not be lost, and what it comes to undisturbed."""

    def __init__(self, folder: Path, source: str, target: str, rows: int) -> None:
        """Use the model that is in the folder."""
        self.folder, self.source, self.target = folder, folder / source, folder / target
        self.command = ["label", source, "-o", target, "--column", "任务", "--model", "model", "--resume", "--force"]
        write_table(self.source, texts(rows))
        self.input = self.source.read_bytes()
        began = time.monotonic()
        assert run(folder, *self.command).returncode == 0
        self.seconds = time.monotonic() - began
        self.expected = content(self.target)
        self.target.write_bytes(_OLD)

    def assert_nothing_is_lost(self) -> None:
        assert self.source.read_bytes() == self.input
        assert self.target.read_bytes() == _OLD or content(self.target) == self.expected

    def finish(self) -> None:
        done = run(self.folder, *self.command)
        assert done.returncode == 0, done.stderr.decode()
        self.assert_is_done()

    def assert_is_done(self) -> None:
        assert self.source.read_bytes() == self.input
        assert content(self.target) == self.expected
        assert leftovers(self.folder) == set()


@pytest.fixture
def make(tmp_path: Path, pinned_model: Path) -> Callable[..., Job]:
    return lambda source, target, rows: Job(tmp_path, source, target, rows)


def _moments(seconds: float) -> Iterator[float]:
    """Moments all over a run, in no order."""
    chance = random.Random(seconds)  # noqa: S311
    for number in count():
        yield seconds * ((number * 0.618) % 1 * 0.9 + chance.random() * 0.1)


@pytest.mark.parametrize(("source", "target", "rows"), _JOBS, ids=_ids)
@pytest.mark.slow
def test_kill_9_at_any_moment_loses_nothing(source: str, target: str, rows: int, make: Callable[..., Job]) -> None:
    _kill_again_and_again(make(source, target, rows), _HITS)


def test_a_few_kills_lose_nothing(make: Callable[..., Job]) -> None:
    source, target, rows = _JOBS[0]
    _kill_again_and_again(make(source, target, rows // 2), 2)


def test_an_output_with_the_longest_name_is_killed_and_goes_on(make: Callable[..., Job]) -> None:
    job = make("in.csv", "职" * 83 + "xx.csv", 3_000)
    assert len(os.fsencode(job.target.name)) == 255
    process = start(job.folder, *job.command, stop=MIDST)
    process.kill()
    process.communicate()
    job.assert_nothing_is_lost()
    assert {name.rpartition(".")[2] for name in leftovers(job.folder)} >= {"mvs-part", "mvs-job"}
    resumed = run(job.folder, *job.command)
    assert b"by the interrupted run" in resumed.stderr
    job.assert_is_done()


def _kill_again_and_again(job: Job, wanted: int) -> None:
    hits = 0
    for moment in _moments(job.seconds):
        process = start(job.folder, *job.command)
        try:
            process.communicate(timeout=moment)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        if process.returncode == -signal.SIGKILL:
            hits += 1
            job.assert_nothing_is_lost()
        else:
            assert process.returncode == 0
            job.assert_is_done()
            job.target.write_bytes(_OLD)
        if hits == wanted:
            break
    job.finish()
    _hits.extend([job.target.name] * hits)


@pytest.mark.parametrize(("source", "target", "rows"), _most_are_slow(_JOBS[3:]), ids=_ids[3:])
def test_kill_9_while_the_output_is_put_together(source: str, target: str, rows: int, make: Callable[..., Job]) -> None:
    job = make(source, target, rows // 10)
    for moment in (Moment("open", ".mvs-whole"), Moment("os.rename", f"/{target}")):
        process = start(job.folder, *job.command, stop=moment)
        process.kill()
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        assert job.target.read_bytes() == _OLD
        job.assert_nothing_is_lost()
        _hits.append(target)
    job.finish()


@pytest.mark.slow
def test_at_least_fifty_kills_hit_a_running_process() -> None:
    if len(_hits) < _HITS * len(_JOBS):
        pytest.skip("counts the kills of all tests above, and they were not all run")
    print(f"{len(_hits)} kills")  # noqa: T201
    assert len(_hits) >= 50


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("source", "target", "rows"), _most_are_slow([_JOBS[0], _JOBS[4]]), ids=[_ids[0], _ids[4]])
def test_an_interrupted_run_ends_with_130_and_goes_on(
    source: str, target: str, rows: int, number: signal.Signals, make: Callable[..., Job]
) -> None:
    job = make(source, target, rows // 4)
    process = start(job.folder, *job.command, stop=MIDST)
    interrupt(process, number)
    told = process.communicate()[1].decode()
    assert (process.returncode, "--resume continues the run" in told) == (130, True), told
    assert job.target.read_bytes() == _OLD
    job.finish()


@pytest.mark.parametrize("share", [0.5, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("source", "target", "rows"), _most_are_slow(_JOBS[:5]), ids=_ids[:5])
def test_a_full_disk_loses_nothing(source: str, target: str, rows: int, share: float, make: Callable[..., Job]) -> None:
    job = make(source, target, rows // 20)
    job.finish()
    size = job.target.stat().st_size
    job.target.write_bytes(_OLD)
    done = run(job.folder, *job.command, largest_file=max(2000, int(share * size) - 1))
    told = done.stderr.decode()
    assert (done.returncode, f"cannot write {target}: File too large; nothing is lost" in told) == (73, True), told
    assert "Traceback" not in told
    assert "Exception ignored" not in told
    assert job.target.read_bytes() == _OLD
    job.finish()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root mounts")
@pytest.mark.parametrize(
    ("source", "target", "rows"), _most_are_slow([_JOBS[0], _JOBS[3], _JOBS[4]]), ids=[_ids[0], _ids[3], _ids[4]]
)
def test_a_small_disk_that_is_full_loses_nothing(
    source: str, target: str, rows: int, make: Callable[..., Job], tmp_path: Path
) -> None:
    job = make(source, target, rows)
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96k", "none", disk], capture_output=True, check=False)  # noqa: S607
    if mounted.returncode:
        pytest.skip("nothing can be mounted here")
    command = [*job.command[:3], f"disk/{target}", *job.command[4:]]
    try:
        done = run(job.folder, *command)
        assert (done.returncode, b"No space left on device; nothing is lost" in done.stderr) == (73, True)
        assert not (disk / target).exists()
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)  # noqa: S607
        assert run(job.folder, *command).returncode == 0
        assert content(disk / target) == job.expected
        assert leftovers(disk) == set()
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)  # noqa: S607
