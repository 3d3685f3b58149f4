import pickle
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pytest

from mvs_classifier import Classifier, ColumnError, DataError
from mvs_classifier.tables.arrow import label_batches
from mvs_classifier.tables.options import Request


def _batch(*texts: str | None, **others: Sequence[object]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict({"text": pa.array(texts, pa.string()), **others})


def test_adds_columns_behind_the_others(classifier: Classifier) -> None:
    (found,) = label_batches([_batch("拜访客户", id=[7])], "text", classifier=classifier)
    assert found.schema.names == ["text", "id", "mvs_label", "mvs_confidence", "mvs_reason", "mvs_model"]
    assert found.to_pylist()[0] == {
        "text": "拜访客户",
        "id": 7,
        "mvs_label": "sales",
        "mvs_confidence": round(classifier.classify("拜访客户").confidence, 4),
        "mvs_reason": None,
        "mvs_model": classifier.fingerprint,
    }


@pytest.mark.parametrize("job", [False, True])
@pytest.mark.parametrize("explain", [False, True])
def test_the_schema_does_not_depend_on_what_the_rows_hold(
    job: bool,  # noqa: FBT001
    explain: bool,  # noqa: FBT001
    classifier: Classifier,
) -> None:
    batches = [_batch("拜访客户", None), _batch(None), _batch()]
    found = list(label_batches(batches, "text", request=Request(job=job, explain=explain), classifier=classifier))
    own, *added = found[0].schema
    assert own == batches[0].schema.field("text")
    assert {field.type for field in added} == {pa.string(), pa.float64()}
    assert [batch.schema for batch in found] == [found[0].schema] * 3


def test_titles_have_columns_of_their_own(classifier: Classifier) -> None:
    batch, request = _batch("拜访客户", None), Request(job=True)
    (found,) = label_batches([batch], "text", title_column="text", request=request, classifier=classifier)
    assert "mvs_title_agrees" in found.schema.names


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (pa.table({"text": ["拜访"]}), "got one pyarrow.lib.Table; give table.to_batches()"),
        (_batch("拜访"), "got one pyarrow.lib.RecordBatch"),
        ("text", "got one str"),
        (b"text", "got one bytes"),
        ({"text": ["拜访"]}, "got one dict"),
        (None, "got one NoneType"),
        (5, "got one int"),
    ],
)
def test_what_are_not_batches_is_refused_at_once(wrong: Any, told: str) -> None:
    with pytest.raises(TypeError, match=f"label_batches takes an iterable of pyarrow.RecordBatch, but {told}"):
        label_batches(wrong, "text")


@pytest.mark.parametrize("wrong", ["拜访", ["拜访"], {"text": "拜访"}, None, pa.table({"text": ["拜访"]})])
def test_what_is_not_a_batch_among_batches_is_refused(wrong: Any, classifier: Classifier) -> None:
    labelled = label_batches([_batch("拜访客户"), wrong], "text", classifier=classifier)
    assert next(labelled).num_rows == 1
    with pytest.raises(TypeError, match=r"takes an iterable of pyarrow.RecordBatch, but got .* among them"):
        next(labelled)


def test_a_reader_of_batches_is_an_iterable_of_them(classifier: Classifier) -> None:
    reader = pa.RecordBatchReader.from_batches(_batch().schema, [_batch("拜访客户")])
    assert [batch["mvs_label"].to_pylist() for batch in label_batches(reader, "text", classifier=classifier)] == [
        ["sales"]
    ]


def test_a_null_is_an_empty_text(classifier: Classifier) -> None:
    (found,) = label_batches([_batch(None, "")], "text", classifier=classifier)
    assert [(row["mvs_label"], row["mvs_confidence"], row["mvs_reason"]) for row in found.to_pylist()] == [
        (None, None, "empty"),
        (None, None, "empty"),
    ]


def test_batches_are_labelled_lazily_and_may_be_empty(classifier: Classifier) -> None:
    batches = iter([_batch("拜访客户"), _batch(), _batch("策划活动")])
    labelled = label_batches(batches, "text", classifier=classifier)
    assert next(labelled)["mvs_label"].to_pylist() == ["sales"]
    assert next(batches).num_rows == 0
    assert [batch["mvs_label"].to_pylist() for batch in labelled] == [["marketing"]]
    assert list(label_batches([], "text", classifier=classifier)) == []


def test_an_unknown_column_is_named(classifier: Classifier) -> None:
    with pytest.raises(ColumnError, match="there is no column 'texts'; did you mean 'text'"):
        list(label_batches([_batch("x")], "texts", classifier=classifier))


def test_the_columns_of_an_earlier_run_are_replaced(classifier: Classifier, caplog: pytest.LogCaptureFixture) -> None:
    batch = _batch("拜访客户", mvs_label=["y"], id=[7], mvs_words=["z"])
    with caplog.at_level("INFO", logger="mvs_classifier"):
        (found,) = label_batches([batch], "text", classifier=classifier)
    assert found.schema.names == ["text", "id", "mvs_label", "mvs_confidence", "mvs_reason", "mvs_model"]
    assert found["mvs_label"].to_pylist() == ["sales"]
    assert caplog.messages == ["the columns mvs_label, mvs_words of an earlier run are replaced"]
    chinese = Request(language="zh")
    (beside,) = label_batches([found], "text", request=chinese, classifier=classifier)
    assert beside.schema.names == [*found.schema.names, "类别", "置信度", "说明", "模型"]
    (again,) = label_batches([beside], "text", request=chinese, classifier=classifier)
    assert again == beside


def test_a_chinese_name_that_is_taken_is_an_error(classifier: Classifier) -> None:
    with pytest.raises(ColumnError, match="there is already a column '类别'"):
        list(label_batches([_batch("x", 类别=["y"])], "text", request=Request(language="zh"), classifier=classifier))


def test_a_pickled_classifier_says_the_same(classifier: Classifier) -> None:
    batches = [_batch("拜访客户", "策划活动", "缴纳五险一金", None, "！！")]
    copy = pickle.loads(pickle.dumps(classifier))
    assert list(label_batches(batches, "text", classifier=copy)) == list(
        label_batches(batches, "text", classifier=classifier)
    )


def test_bytes_and_lists_are_texts_and_other_things_are_an_error(classifier: Classifier) -> None:
    def labels(*cells: object, keep_na: bool = False) -> list[str | None]:
        batch = pa.RecordBatch.from_pydict({"text": list(cells)})
        (found,) = label_batches([batch], "text", classifier=classifier, keep_na=keep_na)
        labels_: list[str | None] = found["mvs_label"].to_pylist()
        return labels_

    assert labels("拜访客户".encode()) == labels(["拜访客户"]) == ["sales"]
    assert labels(float("nan"), None) == labels("NULL", "\\N") == [None, None]
    assert labels("NULL", keep_na=True) != [None]
    with pytest.raises(DataError, match="row 2 of column 'text': the cell holds bytes that are not UTF-8"):
        labels("拜访".encode(), "拜访".encode("gb18030"))
