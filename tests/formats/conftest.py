"""What the tests of formats share."""

from tests.tables.conftest import label_csv

__all__ = ["label_csv"]
