"""Which encoding a text file is in: its byte order mark, else UTF-8 where all of it fits, else GB18030."""

import codecs
import os
from collections.abc import Iterator

from mvs_classifier.errors import DataError, InputNotFoundError

_CHUNK = 1 << 20
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CANDIDATES = ("utf-8", "gb18030")


def detect_encoding(path: str | os.PathLike[str], given: str | None = None) -> str:
    """Return the name of the encoding in which every byte of the file fits.

    Args:
        path: the file.
        given: the encoding that the user names; it is only checked.

    Raises:
        DataError: the encoding is unknown, or a byte fits none; says at which line and offset.
        InputNotFoundError: the file cannot be read.
    """
    if given is None:
        start = next(_chunks(path), b"")
        given = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    candidates = _CANDIDATES if given is None else (given,)
    failures = {name: _first_failure(path, name) for name in candidates}
    for name, failure in failures.items():
        if failure is None:
            return name
    tried = "; ".join(f"as {name}: {failure}" for name, failure in failures.items())
    raise DataError(
        f"{path} is not in the encoding that was expected ({tried}); name its encoding with -e, such as -e big5"
    )


def _chunks(path: str | os.PathLike[str]) -> Iterator[bytes]:
    try:
        with open(path, "rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise InputNotFoundError(f"cannot read {path}: {error.strerror or error}; check the name") from error


def _first_failure(path: str | os.PathLike[str], encoding: str) -> str | None:
    """Where the first byte stands that the encoding cannot be, in words; None where all fit."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)("strict")
    except LookupError as error:
        raise DataError(f"there is no encoding {encoding!r}; try utf-8, gb18030, utf-16 or big5") from error
    offset, lines = 0, 1
    for chunk in (*_chunks(path), b""):
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeError as error:
            start = max(getattr(error, "start", 0), 0)
            return f"byte {offset + start:,} in line {lines + chunk[:start].count(10):,}"
        offset += len(chunk)
        lines += chunk.count(10)
    return None
