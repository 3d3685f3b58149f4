"""What the tests of the state of the store share."""

from pathlib import Path

import pytest

from mvs_classifier.model.file import write_model
from tests.store.state.models import MARKETING, SALES, install
from tests.tiny_models import tiny


@pytest.fixture
def two(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store where a model for marketing was installed and then one for sales; the shipped model is a tiny one too."""
    (tmp_path / "models").mkdir()
    write_model(tmp_path / "models" / "default.joblib", tiny(number=9))
    monkeypatch.setattr("mvs_classifier.shipped.ROOTS", (str(tmp_path),))
    install(MARKETING, b"marketing's")
    install(SALES, b"sales'")
    return store
