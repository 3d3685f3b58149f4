"""A real Spark on two executors."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.fixture(scope="package")
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
