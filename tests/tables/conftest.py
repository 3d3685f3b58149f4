"""What the tests of tables share."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mvs_classifier import Classifier
from mvs_classifier.tables.label import label_file
from mvs_classifier.tables.options import Options

Rows = list[list[str]]


@pytest.fixture
def label_csv(classifier: Classifier, tmp_path: Path) -> Callable[..., Rows]:
    """Write bytes or text to a CSV file, label it, and return the rows of the output."""

    def labelled(content: str | bytes, stored: str = "utf-8", written: str = ",", **options: Any) -> Rows:
        source, target = tmp_path / "in.csv", tmp_path / "out.csv"
        source.write_bytes(content if isinstance(content, bytes) else content.encode(stored))
        label_file(classifier, source, target, Options(force=True, **options))
        with target.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file, delimiter=written))

    return labelled


@pytest.fixture
def pinned_model(small_model: Path, tmp_path: Path) -> Path:
    """A copy of a small model, which is read at once; one that is trained meanwhile changes nothing."""
    return Path(shutil.copy(small_model, tmp_path / "model"))
