"""A real Spark on two executors: what it gives is what one process gives, also where processes are killed."""

import builtins
import csv
import doctest
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mvs_classifier import Classifier, ColumnError, MvsError
from mvs_classifier.errors import MissingExtraError
from mvs_classifier.model.file import ModelFile
from mvs_classifier.shipped import shipped_data
from mvs_classifier.spark import label
from mvs_classifier.tables.arrow import label_batches
from mvs_classifier.tables.options import Request

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:distutils Version classes:DeprecationWarning"),  # Spark 3.5
]

ROWS = 1_000_000
PARTITIONS = 40
SECONDS = 300
WRITTEN_BEFORE_THE_KILL = 3
EXECUTOR = "org.apache.spark.executor.CoarseGrainedExecutorBackend"
PYTHON_WORKER = "pyspark.daemon"


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator["SparkSession"]:
    pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed")
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("Spark needs Java, and there is no java on the PATH and no JAVA_HOME")
    folder = tmp_path_factory.mktemp("spark")
    for part in Path(pyspark.__file__).parent.iterdir():  # executors write into the home, and that may be read-only
        (folder / part.name).symlink_to(part)
    (folder / "tmp").mkdir()
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "768m",
        "spark.executor.memory": "768m",
        "spark.driver.extraJavaOptions": f"-Djava.io.tmpdir={folder / 'tmp'}",
        "spark.executor.extraJavaOptions": f"-Djava.io.tmpdir={folder / 'tmp'}",
        "spark.local.dir": str(folder / "local"),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.locality.wait": "0s",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.files.openCostInBytes": "128m",  # so that each file is a partition
    }
    builder = pyspark.sql.SparkSession.builder.master("local-cluster[2,1,1024]").appName("tests of mvs_classifier")
    for name, value in settings.items():
        builder = builder.config(name, value)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("SPARK_HOME", str(folder))
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


def read(folder: Path) -> "pa.Table":
    from pyarrow import parquet

    return parquet.read_table(folder).sort_by("id")


def written(df: "DataFrame", folder: Path) -> "pa.Table":
    df.write.parquet(str(folder))
    return read(folder)


def lines() -> list[str]:
    with open(shipped_data("tasks.csv"), encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)]


# Same answers.


def test_labels_as_one_process_does(spark: "SparkSession", tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    texts: list[str | None] = [*lines()[:4000], None, "", "！？", "Ṽṽ", "拜访客户" * 2000]
    table = pa.table({"id": range(len(texts)), "任务": texts})
    parquet.write_table(table, tmp_path / "in.parquet")
    (expected,) = label_batches(table.combine_chunks().to_batches(), "任务")
    df = spark.read.parquet(str(tmp_path / "in.parquet")).repartition(7)
    found = written(label(df, "任务"), tmp_path / "out")
    assert found.column_names == ["id", "任务", "mvs_label", "mvs_confidence", "mvs_reason", "mvs_model"]
    assert found.to_pylist() == expected.to_pylist()
    assert found.column("mvs_label").null_count == 2


def test_says_its_schema_before_any_work(spark: "SparkSession") -> None:
    df = spark.createDataFrame([], "id long not null, task string")
    added = label(df, "task", request=Request(job=True)).schema.fields[2:]
    assert [(field.name, field.dataType.simpleString(), field.nullable) for field in added] == [
        ("mvs_label", "string", True),
        ("mvs_confidence", "double", True),
        ("mvs_reason", "string", True),
        ("mvs_model", "string", True),
        ("mvs_marketing_share", "double", True),
        ("mvs_sales_share", "double", True),
        ("mvs_craft_part", "double", True),
    ]
    assert label(df, "task").count() == 0


def test_columns_of_every_type_stay_as_they_are(spark: "SparkSession") -> None:
    row = (
        7,
        "拜访客户",
        date(2024, 2, 29),
        datetime(2024, 2, 29, 12, 30, 1, 5, tzinfo=UTC),
        Decimal("1.10"),
        ["a", None],
        {"k": 1},
        (1, "x"),
        b"\x00\xff",
        None,
        True,
    )
    types = (
        "id int not null, task string, day date, moment timestamp, price decimal(9,2), tags array<string>, "
        "map map<string,int>, both struct<n:int,s:string>, bytes binary, nothing double, flag boolean"
    )
    df = spark.createDataFrame([row], types)
    found = label(df, "task")
    assert found.schema.fields[: len(row)] == df.schema.fields
    assert found.drop(*found.columns[len(row) :]).collect() == df.collect()


def test_labels_jobs_and_holds_titles_against_them(spark: "SparkSession") -> None:
    jobs = [("市场专员", "1、拜访客户；\n2、签订合同；3、催收货款"), ("销售", "1、拜访客户；2、签约"), (None, None)]
    df = spark.createDataFrame(jobs, "title string, job string")
    first, second, empty = label(df, "job", title_column="title", request=Request(job=True)).collect()
    assert (first.mvs_label, first.mvs_title_says, first.mvs_title_agrees) == ("sales", "marketing", "false")
    assert first.mvs_marketing_share + first.mvs_sales_share == pytest.approx(1, abs=1e-3)
    assert second.mvs_title_agrees == "true"
    assert (empty.mvs_label, empty.mvs_reason, empty.mvs_title_agrees) == (None, "empty", None)


def test_answers_in_chinese(spark: "SparkSession") -> None:
    df = spark.createDataFrame([("拜访客户并签约",)], "`任务` string")
    assert label(df, "任务", request=Request(language="zh")).first().asDict()["类别"] == "销售"


def test_the_workers_use_the_model_that_the_driver_holds(spark: "SparkSession", classifier: Classifier) -> None:
    _, (model,) = classifier.__reduce__()
    model = model.whole
    parameters = model.parameters._replace(intercept=[0, 0, 0, 1 << 20])
    other = Classifier(ModelFile(parameters, model.info._replace(fingerprint="another")))
    df = spark.createDataFrame([("拜访客户并签约",)] * 10, "task string").repartition(4)
    for chosen, said in ((classifier, "sales"), (other, "neither"), (classifier, "sales")):
        found = label(df, "task", classifier=chosen).select("mvs_label", "mvs_model").distinct().collect()
        assert [tuple(row) for row in found] == [(said, chosen.fingerprint)]


def test_an_unknown_or_taken_column_is_an_error_on_the_driver(spark: "SparkSession") -> None:
    df = spark.createDataFrame([("x", "y")], "task string, mvs_label string")
    with pytest.raises(ColumnError, match="there is already a column 'mvs_label'"):
        label(df, "task")
    df = df.withColumnRenamed("mvs_label", "mine")
    with pytest.raises(ColumnError, match=r"there is no column 'text'; .*The columns are: 1 'task', 2 'mine'"):
        label(df, "text")
    with pytest.raises(ColumnError, match="there is no column 'title'"):
        label(df, "task", title_column="title", request=Request(job=True))
    with pytest.raises(ColumnError, match="there are 2 columns 'task'"):
        label(df.select("task", "task"), "task")


def test_the_example_of_the_docstring_runs(spark: "SparkSession", capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {"spark": spark}
    for example in doctest.DocTestParser().get_examples(label.__doc__ or ""):
        exec(example.source, names)  # noqa: S102
        assert capsys.readouterr().out == example.want.replace("<BLANKLINE>", "")


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Make a package one that is not installed."""
    really = builtins.__import__

    def hide(package: str) -> None:
        def imported(name: str, *rest: Any) -> Any:
            if name.partition(".")[0] == package:
                raise ModuleNotFoundError(name)
            return really(name, *rest)

        monkeypatch.setattr(builtins, "__import__", imported)

    return hide


@pytest.mark.parametrize("package", ["pyspark", "pyarrow"])
def test_names_the_extra_where_a_package_is_missing(package: str, without: Callable[[str], None]) -> None:
    without(package)
    with pytest.raises(MissingExtraError, match=r"pip install 'mvs-classifier\[spark\]'") as caught:
        label(None, "task")
    assert isinstance(caught.value, MvsError)


def test_names_the_extra_where_spark_lacks_pandas(spark: "SparkSession", without: Callable[[str], None]) -> None:
    df = spark.createDataFrame([], "task string")
    without("pandas")
    with pytest.raises(MissingExtraError, match=r"pip install 'mvs-classifier\[spark\]'"):
        label(df, "task")


# Killed processes.


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of as many files as there are partitions, together a million distinct texts."""
    import pyarrow as pa
    from pyarrow import compute, parquet

    folder = tmp_path_factory.mktemp("million") / "in"
    folder.mkdir()
    tasks = lines()
    texts = pa.array(f"{tasks[n % len(tasks)]}；{tasks[(n + 1 + n // len(tasks)) % len(tasks)]}" for n in range(ROWS))
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
