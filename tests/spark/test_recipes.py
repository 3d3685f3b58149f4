"""The recipes for Dask and Ray give what one process gives."""

import csv
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mvs_classifier import Classifier
from mvs_classifier.shipped import shipped_data
from mvs_classifier.tables.arrow import label_batches

if TYPE_CHECKING:
    import pyarrow as pa

pytestmark = pytest.mark.filterwarnings("ignore")  # Dask and Ray use what their own dependencies deprecate

PARTS = 5


@pytest.fixture
def table() -> "pa.Table":
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    with open(shipped_data("tasks.csv"), encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)][:3000]
    return pa.table({"id": range(len(texts) + 3), "text": [*texts, None, "", "！？"]})


@pytest.fixture
def folder(table: "pa.Table", tmp_path: Path) -> Path:
    """The table as several Parquet files."""
    from pyarrow import parquet

    (tmp_path / "in").mkdir()
    size = -(-table.num_rows // PARTS)
    for part in range(PARTS):
        parquet.write_table(table.slice(part * size, size), tmp_path / "in" / f"{part}.parquet")
    return tmp_path / "in"


@pytest.fixture
def expected(table: "pa.Table") -> list[dict[str, Any]]:
    (labelled,) = label_batches(table.combine_chunks().to_batches(), "text")
    return labelled.to_pylist()


def rows(folder: Path) -> list[dict[str, Any]]:
    from pyarrow import parquet

    return parquet.read_table(folder).sort_by("id").to_pylist()


@pytest.mark.parametrize("scheduler", ["threads", "processes"])
def test_dask(
    scheduler: str, folder: Path, expected: list[dict[str, Any]], classifier: Classifier, tmp_path: Path
) -> None:
    dask = pytest.importorskip("dask", reason="Dask is not installed")
    dd = pytest.importorskip("dask.dataframe", reason="Dask is installed without dask[dataframe]")
    import pyarrow as pa

    def labelled(frame: Any) -> Any:
        batches = pa.Table.from_pandas(frame).to_batches()
        return pa.Table.from_batches(label_batches(batches, "text", classifier=classifier)).to_pandas()

    with dask.config.set(scheduler=scheduler):
        dd.read_parquet(folder).map_partitions(labelled).to_parquet(tmp_path / "out", write_index=False)
    assert len(list((tmp_path / "out").glob("*.parquet"))) == PARTS
    assert rows(tmp_path / "out") == expected


@pytest.fixture
def ray(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    pytest.importorskip("ray.data", reason="Ray is not installed, or without pyarrow")
    import ray

    before = signal.getsignal(signal.SIGTERM)
    with tempfile.TemporaryDirectory(prefix="ray", ignore_cleanup_errors=True) as short:  # sockets need short paths
        ray.init(
            num_cpus=2,
            include_dashboard=False,
            object_store_memory=200 << 20,
            _node_ip_address="127.0.0.1",
            _temp_dir=short,
            logging_level="ERROR",
        )
        yield ray
        ray.shutdown()
    signal.signal(signal.SIGTERM, before)  # Ray takes it, and does not give it back


def test_ray(ray: Any, folder: Path, expected: list[dict[str, Any]], classifier: Classifier, tmp_path: Path) -> None:
    import pyarrow as pa

    def labelled(table: "pa.Table") -> "pa.Table":
        return pa.Table.from_batches(label_batches(table.to_batches(), "text", classifier=classifier))

    two = ray.data.TaskPoolStrategy(size=2)
    data = ray.data.read_parquet(str(folder)).map_batches(labelled, batch_format="pyarrow", compute=two)
    data.write_parquet(str(tmp_path / "out"))
    assert rows(tmp_path / "out") == expected
