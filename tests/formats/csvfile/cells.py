"""What the tests of CSV files label, and what is added to it."""

from collections.abc import Callable

from tests.tables.conftest import Rows

LabelCsv = Callable[..., Rows]
ADDED = ["mvs_label", "mvs_confidence", "mvs_reason", "mvs_model"]
