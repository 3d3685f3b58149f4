"""Nothing is lost or doubled where Spark's processes are killed."""

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mvs_classifier.spark import label
from mvs_classifier.tables.arrow import label_batches
from tests.spark.frames import MARKS, read, tasks

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import SparkSession

pytestmark = MARKS

ROWS = 1_000_000
PARTITIONS = 40
SECONDS = 300
WRITTEN_BEFORE_THE_KILL = 3
EXECUTOR = "org.apache.spark.executor.CoarseGrainedExecutorBackend"
PYTHON_WORKER = "pyspark.daemon"


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of as many files as there are partitions, together a million distinct texts."""
    import pyarrow as pa
    from pyarrow import compute, parquet

    folder = tmp_path_factory.mktemp("million") / "in"
    folder.mkdir()
    known = tasks()
    texts = pa.array(f"{known[n % len(known)]}；{known[(n + 1 + n // len(known)) % len(known)]}" for n in range(ROWS))
    assert compute.count_distinct(texts).as_py() == ROWS
    table = pa.table({"id": range(ROWS), "text": texts})
    size = ROWS // PARTITIONS
    for number in range(PARTITIONS):
        parquet.write_table(table.slice(number * size, size), folder / f"{number:02}.parquet")
    return folder


@pytest.fixture(scope="module")
def expected(million: Path) -> "pa.Table":
    """What one process says of the million."""
    import pyarrow as pa
    from pyarrow import dataset

    return pa.Table.from_batches(label_batches(dataset.dataset(million).to_batches(), "text")).sort_by("id")


def processes_below(parent: int) -> dict[int, tuple[int, str]]:
    """The parent and the command line of each process that comes from one."""
    known = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                above = int((entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[1])
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:  # it has ended
                continue
            known[int(entry.name)] = (above, command)
    found = {parent}
    while grown := {number for number, (above, _) in known.items() if above in found} - found:
        found |= grown
    return {number: known[number] for number in found - {parent}}


def executors() -> set[int]:
    return {number for number, (_, command) in processes_below(os.getpid()).items() if EXECUTOR in command}


def python_workers() -> set[int]:
    """The processes that Spark's Python daemons have forked."""
    below = processes_below(os.getpid())
    daemons = {number for number, (_, command) in below.items() if PYTHON_WORKER in command}
    return {number for number in daemons if below[number][0] in daemons}


def until(wanted: Callable[[], Any], job: "Future[None]", seconds: float = SECONDS) -> Any:
    """What is wanted, as soon as it is there, or nothing where the job ends or the time is over first."""
    end = time.monotonic() + seconds
    while not (found := wanted()) and not job.done() and time.monotonic() < end:
        time.sleep(0.02)
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the processes to kill are found in /proc")
@pytest.mark.parametrize("victims", [python_workers, executors])
def test_nothing_is_lost_or_doubled_where_a_process_is_killed(
    victims: Callable[[], set[int]], spark: "SparkSession", million: Path, expected: "pa.Table", tmp_path: Path
) -> None:
    out = tmp_path / "out"
    df = spark.read.parquet(str(million))
    assert df.rdd.getNumPartitions() == PARTITIONS
    tracker = spark.sparkContext.statusTracker()

    def parts_written() -> bool:
        return len(list(out.glob("_temporary/0/task_*"))) >= WRITTEN_BEFORE_THE_KILL

    def failures() -> int:
        return tracker.getStageInfo(stage).numFailedTasks

    with ThreadPoolExecutor(1) as thread:
        job = thread.submit(label(df, "text").write.parquet, str(out))
        try:
            assert until(parts_written, job)
            (stage,) = tracker.getActiveStageIds()
            killed: set[int] = set()
            while not failures():  # a process may be killed between two tasks, and then none fails
                victim = until(lambda: victims() - killed, job).pop()
                os.kill(victim, signal.SIGKILL)
                killed.add(victim)
                until(failures, job, seconds=2)
                assert not job.done()
            assert failures() >= 1
            assert not (out / "_SUCCESS").exists()
            job.result(SECONDS)
        finally:
            spark.sparkContext.cancelAllJobs()
    assert not killed & victims()
    assert (out / "_SUCCESS").exists()
    found = read(out)
    assert found.num_rows == ROWS
    assert found.column("id").equals(expected.column("id"))
    assert found.equals(expected)
