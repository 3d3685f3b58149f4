from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import mvs_classifier
from mvs_classifier import Classifier, UsageError

PUBLIC: Any = mvs_classifier
BATCH = pa.RecordBatch.from_pydict({"text": ["拜访客户"]})


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: PUBLIC.label_file("shipped", "a.csv", "b.csv"), "label_file takes a classifier, as load.* got str"),
        (lambda: PUBLIC.label_batches([BATCH], "text", classifier="shipped"), "label_batches takes a classifier"),
    ],
)
def test_a_name_is_no_classifier(call: Callable[[], Any], told: str) -> None:
    with pytest.raises(TypeError, match=told):
        call()


@pytest.mark.parametrize("wrong", [None, 0, b"in.csv", ["in.csv"]])
def test_what_is_no_path_is_named(wrong: Any, classifier: Classifier, tmp_path: Path) -> None:
    for source, target in ((wrong, tmp_path / "out.csv"), (tmp_path / "in.csv", wrong)):
        with pytest.raises(TypeError, match="label_file takes the paths of tables, but got"):
            PUBLIC.label_file(classifier, source, target)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("wrong", ["", "a\0.csv"])
def test_what_no_file_can_be_called_is_told(wrong: str, classifier: Classifier, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not the name of a file"):
        PUBLIC.label_file(classifier, wrong, tmp_path / "out.csv")
