"""How the tests drop a file and read what the page shows of it."""

import io
import json
import time

import httpx

from tests.page.postings import HEADER, ROWS, csv_of
from tests.page.running import PATIENCE
from tests.page.site.asking import text_of

BYTES = {"Content-Type": "application/octet-stream"}


def drop(browser: httpx.Client, content: bytes, name: str = "招聘.csv") -> str:
    response = browser.post("/file", params={"name": name}, content=content, headers=BYTES)
    assert response.status_code == 201, response.text
    return response.text


def labelled(browser: httpx.Client, address: str, **plan: str) -> httpx.Response:
    response = browser.post(f"{address}/label", data={"column": "", **plan})
    deadline = time.monotonic() + PATIENCE
    while response.url.path.endswith("/progress") and time.monotonic() < deadline:
        assert "Labelling" in response.text
        response = browser.get(response.url)
    assert response.url.path == f"{address}/rows", text_of(response.text)
    return response


def table_of(kind: str) -> bytes:
    import openpyxl
    import xlwt

    if kind == "csv":
        return csv_of(ROWS)
    if kind == "jsonl":
        rows = (json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False) for row in ROWS)
        return "".join(f"{row}\n" for row in rows).encode()
    file = io.BytesIO()
    if kind == "xls":
        old = xlwt.Workbook()
        sheet = old.add_sheet("招聘")
        for number, row in enumerate([HEADER, *ROWS]):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
        old.save(file)
        return file.getvalue()
    book = openpyxl.Workbook()
    book.active.append(["说明"])
    page = book.create_sheet("招聘")
    for row in [HEADER, *ROWS]:
        page.append([cell if not cell.startswith("=") else f"'{cell}" for cell in row])
    book.save(file)
    return file.getvalue()
