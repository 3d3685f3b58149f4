"""Where an HTML report may be written: the one rule for what it may replace."""

import os

from mvs_classifier.atomic import Path, require_writable
from mvs_classifier.errors import OutputError
from mvs_classifier.formats.registry import named_by_extension
from mvs_classifier.i18n import _

GENERATOR = '<meta name="generator" content="mvs-classifier">'
"""The mark in the head of every report; a file without it is never replaced by one."""

_HEAD = 1024


def require_place(path: Path, *others: Path) -> None:
    """Raise unless a report can be written to a path; call it before long work.

    Args:
        path: the file to write.
        others: the files that are read or written beside it.

    Raises:
        OutputError: the file cannot be written, is one of the others, or exists and is not a report.
    """
    require_writable(path)
    for other in others:
        if os.path.realpath(path) == os.path.realpath(other) or _is_same(path, other):
            raise OutputError(
                _("{path} is read or written as a table; give the report another name", path=os.fspath(path))
            )
    if os.path.exists(path) and not _is_report(path):
        raise OutputError(_("{path} already exists and is not a report; give another name", path=os.fspath(path)))
    ending = os.path.splitext(os.fspath(path))[1]
    if ending and named_by_extension(path):
        raise OutputError(
            _(
                "the report is a web page; give {path} the extension .html, not {ending}",
                path=os.fspath(path),
                ending=ending,
            )
        )


def _is_same(path: Path, other: Path) -> bool:
    return os.path.exists(path) and os.path.exists(other) and os.path.samefile(path, other)


def _is_report(path: Path) -> bool:
    with open(path, "rb") as file:
        return GENERATOR.encode() in file.read(_HEAD)
