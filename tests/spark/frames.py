"""What the tests of Spark read and write."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mvs_classifier.shipped import shipped_data

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

MARKS = [
    pytest.mark.slow,
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:distutils Version classes:DeprecationWarning"),  # Spark 3.5
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),  # Spark 4.3
]


def read(folder: Path) -> "pa.Table":
    from pyarrow import parquet

    return parquet.read_table(folder).sort_by("id")


def written(df: "DataFrame", folder: Path) -> "pa.Table":
    df.write.parquet(str(folder))
    return read(folder)


def tasks() -> list[str]:
    with open(shipped_data("tasks.csv"), encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)]
