"""The files that the tests change."""

from collections.abc import Callable
from pathlib import Path

import joblib
import pytest

from mvs_classifier.model.file import _content, read_model
from tests.model.file.refusing import Content


@pytest.fixture(scope="package")
def content(small_model: Path) -> Content:
    """What a file of format 1.2 holds."""
    return _content(read_model(small_model))


@pytest.fixture(scope="package")
def older(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("older") / "model.joblib"
    joblib.dump(content, path)
    return path


@pytest.fixture
def write(tmp_path: Path) -> Callable[[bytes], Path]:
    def written(data: bytes) -> Path:
        path = tmp_path / "model.joblib"
        path.write_bytes(data)
        return path

    return written
