from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mvs_classifier import Classifier, ColumnError, DataError
from mvs_classifier.formats.options import Sizes
from mvs_classifier.tables.label import label_file
from mvs_classifier.tables.options import Options

Label = Callable[..., pa.Table]


@pytest.fixture
def label(classifier: Classifier, tmp_path: Path) -> Label:
    """Write a table to a file, label it, and return the output."""

    def labelled(table: pa.Table, rows_a_group: int = 1000, **options: Any) -> pa.Table:
        pq.write_table(table, tmp_path / "in.parquet", row_group_size=rows_a_group)
        label_file(classifier, tmp_path / "in.parquet", tmp_path / "out.parquet", Options(force=True, **options))
        return pq.ParquetFile(tmp_path / "out.parquet").read()

    return labelled


def _every_type(count: int) -> pa.Table:
    numbers = range(count)
    return pa.table(
        {
            "id": pa.array([f"{number:03}" for number in numbers]),
            "phone": pa.array([13800138000 + number for number in numbers], pa.int64()),
            "kind": pa.array([f"k{number % 3}" for number in numbers]).dictionary_encode(),
            "任务": pa.array([[f"第{number}次拜访客户", None, "策划活动"][number % 3] for number in numbers]),
            "任务.长": pa.array([1.5] * count),
            "time": pa.array([1_704_412_800_000_000_001] * count, pa.timestamp("ns")),
            "day": pa.array([19_000] * count, pa.date32()),
            "yes": pa.array([number % 2 == 0 for number in numbers]),
            "list": pa.array([[number, None] for number in numbers]),
            "nested": pa.array([{"任务": "x", "b": number} for number in numbers]),
        }
    )


def test_columns_keep_types_order_and_values(label: Label) -> None:
    table = _every_type(10)
    found = label(table)
    assert found.select(range(len(table.schema))) == table
    assert found.schema.names[10:] == ["mvs_label", "mvs_confidence", "mvs_reason", "mvs_model"]
    assert found["mvs_label"].to_pylist()[:3] == ["sales", None, "marketing"]
    assert found["mvs_reason"].to_pylist()[:2] == [None, "empty"]
    assert found.schema.field("mvs_confidence").type == pa.float64()


@pytest.mark.parametrize(
    ("workers", "rows_a_group"),
    [(1, 7), (1, 16), (1, 1000), (2, 7), *(pytest.param(2, rows, marks=pytest.mark.slow) for rows in (16, 1000))],
)
def test_verdicts_stand_beside_their_rows_whatever_the_pieces(rows_a_group: int, workers: int, label: Label) -> None:
    table = _every_type(100)
    found = label(table, rows_a_group, workers=workers, sizes=Sizes(rows=16))
    assert found.select(range(len(table.schema))) == table
    assert found["mvs_label"].to_pylist() == ([*["sales", None, "marketing"] * 33, "sales"])


def test_no_rows_give_no_rows(label: Label) -> None:
    found = label(_every_type(3).slice(0, 0))
    assert (found.num_rows, found.num_columns) == (0, 14)


def test_a_name_that_stands_twice_is_read_by_its_number(label: Label) -> None:
    table = pa.Table.from_arrays([pa.array(["拜访客户"]), pa.array(["策划活动"])], names=["a", "a"])
    assert label(table, columns=("2",))["mvs_label"].to_pylist() == ["marketing"]
    with pytest.raises(ColumnError, match="there are 2 columns 'a'; name one by its number: 1, 2"):
        label(table, columns=("a",))


def test_an_earlier_verdict_is_replaced(label: Label) -> None:
    found = label(pa.table({"text": ["拜访客户"], "mvs_label": ["y"], "mvs_words": ["z"], "id": [1]}))
    assert found.schema.names == ["text", "id", "mvs_label", "mvs_confidence", "mvs_reason", "mvs_model"]
    assert found["mvs_label"].to_pylist() == ["sales"]


def test_a_damaged_file_is_an_error(label: Label, classifier: Classifier, tmp_path: Path) -> None:
    label(_every_type(5000))
    data = bytearray((tmp_path / "in.parquet").read_bytes())
    data[200:4000] = bytes(3800)
    (tmp_path / "bad.parquet").write_bytes(data)
    with pytest.raises(DataError, match=r"bad\.parquet is not a readable Parquet file"):
        label_file(classifier, tmp_path / "bad.parquet", tmp_path / "no.parquet", Options(columns=("任务",)))
    assert {path.name for path in tmp_path.iterdir()} == {"in.parquet", "out.parquet", "bad.parquet"}
