"""What labelling costs in Spark: python -m benchmarks.spark [MILLIONS]

A table of so many million rows (4 without a number) with ids and distinct short texts, in Parquet, is copied by a local
Spark, and labelled by it, on one core and on all: rows a second from Parquet to Parquet, with the workers' start.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet
from pyspark.sql import DataFrame, SparkSession

import mvs_classifier as mvs
from mvs_classifier.shipped import shipped_data, shipped_model
from mvs_classifier.spark import label
from mvs_classifier.training.examples import read_examples

MILLION = 1_000_000
PARTS = 16


def main() -> None:
    rows = int(float(sys.argv[1] if sys.argv[1:] else 4) * MILLION)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    classifier = mvs.load(shipped_model())
    print(f"{rows:,} rows, Parquet to Parquet\n\n| | seconds | rows a second | a core |\n| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder, "in"), rows)
        for cores in (1, os.cpu_count() or 1):
            for name, work in works(classifier):
                seconds = timed(cores, Path(folder), work)
                print(f"| {name}, {cores} | {seconds:.1f} | {rows / seconds:,.0f} | {rows / seconds / cores:,.0f} |")


def works(classifier: mvs.Classifier) -> Iterator[tuple[str, Callable[[DataFrame], DataFrame]]]:
    yield "copied", lambda df: df
    yield "labelled", lambda df: label(df, "text", classifier=classifier)


def timed(cores: int, folder: Path, work: Callable[[DataFrame], DataFrame]) -> float:
    builder = SparkSession.builder.master(f"local[{cores},4]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.driver.memory", "2g").config("spark.local.dir", str(folder / "local")).getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    start = time.perf_counter()
    work(spark.read.parquet(str(folder / "in"))).write.mode("overwrite").parquet(str(folder / "out"))
    seconds = time.perf_counter() - start
    spark.stop()
    return seconds


def write(folder: Path, rows: int) -> None:
    """Distinct texts: lines of tasks.csv, each time with another number of a firm behind."""
    folder.mkdir()
    texts = [example.text for example in read_examples([shipped_data("tasks.csv")])]
    for part in range(PARTS):
        ids = range(part, rows, PARTS)
        lines = [f"{texts[number % len(texts)]}（{number // len(texts)}）" for number in ids]
        parquet.write_table(pa.table({"id": list(ids), "text": lines}), folder / f"{part:02d}.parquet")


if __name__ == "__main__":
    main()
