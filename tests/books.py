"""Workbooks that are hard to come by."""

import io
import struct

import xlwt


def protected() -> bytes:
    """A workbook whose content is encrypted: what Excel makes of one that has a password, as far as it can be seen."""
    book = xlwt.Workbook()
    book.add_sheet("表").write(0, 0, "任务")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue().replace(_entry("Workbook"), _entry("EncryptedPackage"))


def _entry(name: str) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    return raw.ljust(64, b"\0") + struct.pack("<H", len(raw))
