"""How the tests of labelled tables write and read them."""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mvs_classifier.errors import DataError
from mvs_classifier.training.labelled import Reading, ReadOptions, read_labelled

Write = Callable[..., Path]
ROWS = [["text", "label"], ["拜访客户", "sales"], ["策划活动", "营销"]]


def pairs(reading: Reading) -> list[tuple[str, str]]:
    return [(example.text, str(example.label)) for example in reading.examples]


def problems(paths: Any, **options: Any) -> list[str]:
    """The lines of the error, without the folders."""
    with pytest.raises(DataError) as raised:
        read_labelled(paths, ReadOptions(**options))
    folder = os.path.dirname(paths if isinstance(paths, Path) else paths[0])
    return str(raised.value).replace(folder + os.sep, "").splitlines()


def as_workbook(kind: str) -> bytes:
    file = io.BytesIO()
    if kind == "xls":
        import xlwt

        book = xlwt.Workbook()
        sheet = book.add_sheet("表")
        for number, row in enumerate(ROWS):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
    else:
        import openpyxl

        book = openpyxl.Workbook()
        for row in ROWS:
            book.active.append(row)
    book.save(file)
    return file.getvalue()
