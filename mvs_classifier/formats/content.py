"""Whether the first bytes of a file are what its format says; the names of files often promise something else."""

import os
from codecs import BOM_UTF8
from collections.abc import Iterable
from typing import TYPE_CHECKING

from mvs_classifier.errors import DataError
from mvs_classifier.i18n import N_, _

if TYPE_CHECKING:
    from mvs_classifier.formats.registry import Format

_LOCK = "~$"
_OTHERS = {
    b"\x1f\x8b": N_("compressed by gzip; unpack it first"),
    b"%PDF": N_("a PDF; save its table as CSV"),
}


def recognised(start: bytes, formats: Iterable["Format"]) -> "Format | None":
    """Return the format of a file by its first bytes; None for text."""
    return next((kind for kind in formats if start.startswith(tuple(kind.magic))), None)


def require_content(start: bytes, kind: "Format", name: str, formats: Iterable["Format"]) -> None:
    """Raise if the first bytes of a file belong to another format; formats of the same reader may be confused.

    Args:
        start: the first bytes.
        kind: the format that the file should have.
        name: the name of the file in messages.
        formats: all formats.

    Raises:
        DataError: it is something else; the message says what, and what to do.
    """
    if kind.magic:
        known = [magic for other in formats if other.reader == kind.reader for magic in other.magic]
        if not start.startswith(tuple(known)):
            raise DataError(_what_instead(start, kind, name))
        return
    if other := recognised(start, formats):
        raise DataError(
            _(
                "{name} is not text but {what}; give its format with --format {format}, or save it as CSV",
                name=name,
                what=_(other.what),
                format=other.name,
            )
        )
    for magic, what in _OTHERS.items():
        if start.startswith(magic):
            raise DataError(_("{name} is not text but {what}", name=name, what=_(what)))


def _what_instead(start: bytes, kind: "Format", name: str) -> str:
    """What a file is that is not of its format: office systems export web pages under the names of workbooks."""
    folder, base = os.path.split(name)
    if base.startswith(_LOCK):
        book = os.path.join(folder, base.removeprefix(_LOCK))
        return _("{name} only marks that {book} is open in Excel; name {book}", name=name, book=book)
    if start.removeprefix(BOM_UTF8).lstrip().startswith(b"<"):
        return _(
            "{name} is a web page or XML, not {what}; open it in Excel and save it as a workbook (.xlsx)",
            name=name,
            what=_(kind.what),
        )
    return _(
        "{name} is not {what}, despite its name; if it is a CSV, give it the extension .csv",
        name=name,
        what=_(kind.what),
    )
