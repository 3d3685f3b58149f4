"""What the tests of formats share."""

from tests.tables.conftest import label_csv, pinned_model

__all__ = ["label_csv", "pinned_model"]
