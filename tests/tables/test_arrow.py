import pickle
from collections.abc import Sequence

import pyarrow as pa
import pytest

from mvs_classifier import Classifier, ColumnError
from mvs_classifier.tables.arrow import label_batches, labelled_schema
from mvs_classifier.tables.judge import Request


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
def test_the_schema_is_known_beforehand(job: bool, explain: bool, classifier: Classifier) -> None:  # noqa: FBT001
    batch, request = _batch("拜访客户", None), Request(job=job, explain=explain)
    (found,) = label_batches([batch], "text", request=request, classifier=classifier)
    assert found.schema == labelled_schema(batch.schema, request)
    (titled,) = label_batches([batch], "text", title_column="text", request=request, classifier=classifier)
    assert titled.schema == labelled_schema(batch.schema, request, titles=True)
    assert ("mvs_title_agrees" in titled.schema.names) == job


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


@pytest.mark.parametrize("name", ["mvs_label", "mvs_model"])
def test_a_name_that_is_taken_is_an_error(name: str, classifier: Classifier) -> None:
    with pytest.raises(ColumnError, match=f"there is already a column '{name}'"):
        list(label_batches([_batch("x", **{name: ["y"]})], "text", classifier=classifier))


def test_a_pickled_classifier_says_the_same(classifier: Classifier) -> None:
    batches = [_batch("拜访客户", "策划活动", "缴纳五险一金", None, "！！")]
    copy = pickle.loads(pickle.dumps(classifier))
    assert list(label_batches(batches, "text", classifier=copy)) == list(
        label_batches(batches, "text", classifier=classifier)
    )
