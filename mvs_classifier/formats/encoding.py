"""Which encoding a text file is in: its byte order mark, else UTF-8 where all of it fits, else GB18030."""

import codecs
import os
from collections.abc import Iterator
from itertools import chain

from mvs_classifier.errors import DataError, InputNotFoundError

_CHUNK = 1 << 20
_LINE_LIKE = frozenset({"utf-8", "utf-8-sig", "ascii", "iso8859-1", "gb2312", "gbk", "gb18030", "big5", "cp950"})
_NEVER_SECOND = frozenset(",\t;")  # a second byte of a Chinese character is 0x30 to 0x39 or from 0x40
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_OTHER_FORMATS = {
    b"PK\x03\x04": "an Excel workbook (XLSX) or another archive; give its format with --format xlsx, or save it as CSV",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (XLS); give its format with --format xls, or save it as CSV",
    b"PAR1": "a Parquet file; give its format with --format parquet",
    b"\x1f\x8b": "compressed by gzip; unpack it first",
    b"%PDF": "a PDF; save its table as CSV",
}
_MANY_NULS = 0.2
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
    require_file(path)
    start = next(_chunks(path), b"")
    for magic, what in _OTHER_FORMATS.items():
        if start.startswith(magic):
            raise DataError(f"{path} is no text but {what}")
    given = _by_mark(start, given and text_encoding(given))
    if given is None and start.count(0) > _MANY_NULS * len(start):
        raise DataError(f"{path} is binary, or UTF-16 without its mark; if it is text, try -e utf-16-le")
    candidates = _CANDIDATES if given is None else (given,)
    failures = {}
    for name in candidates:
        failures[name] = _first_failure(path, name)
        if failures[name] is None:
            return name
    tried = "; ".join(f"as {name}: {failure}" for name, failure in failures.items())
    raise DataError(
        f"{path} is not in the encoding that was expected ({tried}); name its encoding with -e, such as -e big5"
    )


def require_file(path: str | os.PathLike[str]) -> None:
    """Raise where a path names something that is no file; reading a pipe could wait for ever.

    Raises:
        InputNotFoundError: it is a folder, a pipe or a device.
    """
    if os.path.isdir(path):
        raise InputNotFoundError(f"{path} is a folder; name the file in it")
    if os.path.exists(path) and not os.path.isfile(path):
        raise InputNotFoundError(
            f"{path} is no file (a pipe or a device); save it as a file, or give - and pipe it to standard input"
        )


def is_seen_through(encoding: str, delimiter: str) -> bool:
    """Say whether bytes that stand for quotes, line ends and the delimiter never stand for a part of something else."""
    is_utf8 = encoding.startswith("utf-8")
    return encoding in _LINE_LIKE and (delimiter in _NEVER_SECOND or (is_utf8 and delimiter.isascii()))


def _by_mark(start: bytes, given: str | None) -> str | None:
    """The encoding that a byte order mark at the start names, if it is the one that is given or none is."""
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    if marked is not None and (given is None or given.startswith(marked.removesuffix("-sig"))):
        return marked
    return given and given.removesuffix("-sig")


def text_encoding(name: str) -> str:
    """Return the usual name of an encoding of text after a look whether there is one.

    Raises:
        DataError: there is none of that name.
    """
    try:
        "".encode(name)
        return codecs.lookup(name).name
    except (LookupError, UnicodeError, ValueError) as error:
        raise DataError(f"there is no encoding {name!r} of text; try utf-8, gb18030, utf-16 or big5") from error


def _chunks(path: str | os.PathLike[str]) -> Iterator[bytes]:
    try:
        with open(path, "rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise InputNotFoundError(f"cannot read {path}: {error.strerror or error}; check the name") from error


def _first_failure(path: str | os.PathLike[str], encoding: str) -> str | None:
    """Where the first byte stands that the encoding cannot be, in words; None where all fit."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    offset, lines = 0, 1
    for chunk in chain(_chunks(path), [b""]):
        kept = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeError as error:
            start = getattr(error, "start", 0) - kept
            return f"byte {offset + start:,} in line {lines + chunk[: max(start, 0)].count(10):,}"
        offset += len(chunk)
        lines += chunk.count(10)
    return None
