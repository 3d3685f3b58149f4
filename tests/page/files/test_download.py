"""What is downloaded is what `label` writes."""

import io
import time
from pathlib import Path

import httpx
import pytest

from mvs_classifier import Options, Request, label_file
from mvs_classifier.model.classifier import Classifier
from tests.page.files.dropping import drop, table_of
from tests.page.running import PATIENCE


@pytest.mark.parametrize(
    "how", [Request(job=job, language=language) for job in (True, False) for language in ("en", "zh")]
)
@pytest.mark.parametrize("kind", ["csv", "xlsx", "xls", "jsonl"])
def test_the_download_is_what_label_writes(
    browser: httpx.Client, classifier: Classifier, tmp_path: Path, kind: str, how: Request
) -> None:
    source = tmp_path / f"in.{kind}"
    source.write_bytes(table_of(kind))
    address = drop(browser, source.read_bytes(), source.name)
    browser.get(f"{address}?lang={how.language}")
    chosen = {"column": "3", "title": "2" if how.job else "none", "is_job": "yes" if how.job else "no"}
    browser.post(f"{address}/label", data=chosen)
    wait_for_rows(browser, address)
    response = browser.get(f"{address}/download")
    target = tmp_path / f"out.{'xlsx' if kind == 'xls' else kind}"
    label_file(classifier, source, target, Options(("职位描述",), "职位名称" if how.job else None, how))
    assert response.headers["content-disposition"] == f"attachment; filename*=UTF-8''in.labelled{target.suffix}"
    if target.suffix == ".xlsx":  # which holds the time of writing
        assert cells_of(response.content) == cells_of(target.read_bytes())
    else:
        assert response.content == target.read_bytes()


def wait_for_rows(browser: httpx.Client, address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while browser.get(f"{address}/progress").url.path != f"{address}/rows":
        assert time.monotonic() < deadline


def cells_of(workbook: bytes) -> list[list[object]]:
    """The rows of all sheets, without the one that says when the workbook was made."""
    import openpyxl

    rows = (list(row) for sheet in openpyxl.load_workbook(io.BytesIO(workbook)) for row in sheet.values)
    return [row for row in rows if row[0] not in {"made on", "生成时间"}]
