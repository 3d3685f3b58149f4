"""What Spark gives is what one process gives."""

import doctest
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mvs_classifier import Classifier, ColumnError
from mvs_classifier.model.file import ModelFile
from mvs_classifier.spark import label
from mvs_classifier.tables.arrow import label_batches
from mvs_classifier.tables.options import Request
from tests.spark.frames import MARKS, tasks, written

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = MARKS


def test_labels_as_one_process_does(spark: "SparkSession", tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    texts: list[str | None] = [*tasks()[:4000], None, "", "！？", "Ṽṽ", "拜访客户" * 2000]
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


def test_the_columns_of_an_earlier_run_are_replaced(spark: "SparkSession") -> None:
    df = spark.createDataFrame([("拜访客户并签约", "y", 7)], "task string, mvs_label string, id int")
    found = label(df, "task")
    assert found.columns == ["task", "id", "mvs_label", "mvs_confidence", "mvs_reason", "mvs_model"]
    assert found.first()["mvs_label"] == "sales"


def test_words_for_nothing_are_judged_on_request(spark: "SparkSession") -> None:
    df = spark.createDataFrame([("NULL",)], "task string")
    assert label(df, "task").first()["mvs_reason"] == "empty"
    assert label(df, "task", keep_na=True).first()["mvs_reason"] != "empty"


def test_an_unknown_or_taken_column_is_an_error_on_the_driver(spark: "SparkSession") -> None:
    df = spark.createDataFrame([("x", "y")], "task string, `类别` string")
    with pytest.raises(ColumnError, match="there is already a column '类别'"):
        label(df, "task", request=Request(language="zh"))
    df = df.withColumnRenamed("类别", "mine")
    with pytest.raises(ColumnError, match=r"there is no column 'text'; .*the columns are: 1 'task', 2 'mine'"):
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
