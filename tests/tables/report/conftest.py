"""What the tests of the report share."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from mvs_classifier import Classifier
from mvs_classifier.tables.label import label_file
from mvs_classifier.tables.options import Options
from tests.html_reader import Page
from tests.tables.report.postings import JOBS, ROWS, as_csv


@pytest.fixture
def report(classifier: Classifier, tmp_path: Path) -> Any:
    """Label a table with a report; return the page."""

    def reported(table: str | Sequence[Sequence[str]] = ROWS, ending: str = "csv", out: str = "", **how: Any) -> Page:
        source = tmp_path / f"in.{ending}"
        source.write_text(table if isinstance(table, str) else as_csv(table), encoding="utf-8")
        html = tmp_path / "report.html"
        how = {"title_column": "职位名称", "request": JOBS, "force": True, "html": html, **how}
        label_file(classifier, source, tmp_path / f"out.{out or ending}", Options(**how))
        return Page(html.read_text(encoding="utf-8"))

    return reported
