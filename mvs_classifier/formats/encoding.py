"""The encoding of a text file: by its byte order mark, otherwise UTF-8 if everything fits, otherwise GB18030."""

import codecs
import os
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import chain
from typing import IO, TYPE_CHECKING, NamedTuple

from mvs_classifier.errors import DataError, InputNotFoundError
from mvs_classifier.formats.missing import why_unreadable
from mvs_classifier.formats.wide import WIDE, wide_encoding
from mvs_classifier.i18n import N_, _

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

_CHUNK = 1 << 20
_LINE_LIKE = frozenset({"utf-8", "utf-8-sig", "ascii", "iso8859-1", "gb2312", "gbk", "gb18030", "big5", "cp950"})
_NEVER_SECOND = frozenset(",\t;")  # a second byte of a Chinese character is 0x30 to 0x39 or from 0x40
_MARKS = (  # UTF-32's little-endian mark begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MANY_NULS = 0.2
_CANDIDATES = ("utf-8", "gb18030")
_CHINESE = ("gb2312", "gbk", "gb18030")
_EURO = b"\x80"  # in Windows code page 936, and in no encoding of Python's
_STRICT, _REPLACE = "mvs_classifier.strict", "mvs_classifier.replace"
_UNFIT = N_(
    "{name} is not in the encoding that was expected ({tried}); name its encoding with -e, such as -e big5, or replace "
    "what does not fit with --errors replace"
)
_MISNAMED = N_(
    "{name} is not in the encoding that was named ({tried}); leave -e out, so that UTF-8 and GB18030 are recognised, "
    "name another, or replace what does not fit with --errors replace"
)
_STREAMED = {"gb18030": "mvs_classifier_gb18030"}  # codecs that decode a stream as bytes.decode does the whole


class TextEncoding(NamedTuple):
    """How the bytes of a text file are decoded.

    Attributes:
        name: of the encoding.
        errors: the name of the error handler.
        replaced: how many bytes do not fit and are replaced.
    """

    name: str
    errors: str = "strict"
    replaced: int = 0


def detect_encoding(
    path: str | os.PathLike[str], given: str | None = None, errors: str = "strict", name: str | None = None
) -> TextEncoding:
    """Return the encoding in which every byte of the file fits.

    Args:
        path: the file.
        given: the encoding that the user names, which is only checked.
        errors: ``replace`` to use the most likely encoding and replace the bytes that do not fit it.
        name: the name of the file in messages.

    Raises:
        DataError: the encoding is unknown, or a byte fits none; the message gives its line and offset.
        InputNotFoundError: the file cannot be read.
    """
    name = os.fspath(path) if name is None else name
    start = next(_chunks(path), b"")
    given = _by_mark(start, given and text_encoding(given))
    if given is None and start.count(0) > _MANY_NULS * len(start):
        likely = wide_encoding(start) or WIDE[0]
        raise DataError(
            _(
                "{name} is binary, or UTF-16 without a byte order mark; if it is text, try -e {encoding}",
                name=name,
                encoding=likely,
            )
        )
    candidates = _CANDIDATES if given is None else (given,)
    failures = {}
    for candidate in candidates:
        failures[candidate] = _first_failure(path, candidate)
        if failures[candidate] is None:
            return strict(candidate)
        if given is None:
            _require_no_wide_text(start, name)
    if errors == "replace":
        counts = {candidate: _misfits(path, candidate) for candidate in candidates}
        likeliest = min(counts, key=counts.__getitem__)
        return TextEncoding(likeliest, _REPLACE, counts[likeliest])
    tried = "; ".join(
        _("as {candidate}: {place}", candidate=candidate, place=_place(path, candidate, bad or 0))
        for candidate, bad in failures.items()
    )
    raise DataError(_(_UNFIT if given is None else _MISNAMED, name=name, tried=tried))


def strict(encoding: str) -> TextEncoding:
    """Return how text is decoded if every byte must fit; the euro sign of code page 936 fits Chinese encodings."""
    return TextEncoding(encoding, _STRICT if encoding in _CHINESE else "strict")


def text_stream(file: IO[bytes], encoding: TextEncoding, newline: str = "") -> TextIOWrapper:
    """Return the text of an open file; closing it closes the file.

    Args:
        file: the bytes.
        encoding: how they are decoded.
        newline: what ends a line; by default any line end, which stays as it is.
    """
    return TextIOWrapper(file, _STREAMED.get(encoding.name, encoding.name), encoding.errors, newline)


def require_file(path: str | os.PathLike[str]) -> None:
    """Raise unless a path names a file; reading a pipe could block for ever.

    Raises:
        InputNotFoundError: it is a folder, a pipe or a device.
    """
    if os.path.isdir(path):
        raise InputNotFoundError(_("{path} is a folder; name the file in it", path=path))
    if os.path.exists(path) and not os.path.isfile(path):
        raise InputNotFoundError(
            _(
                "{path} is not a file (a pipe or a device); save it as a file, or give - and pipe it to standard input",
                path=path,
            )
        )


def unreadable(name: str | os.PathLike[str], error: OSError) -> InputNotFoundError:
    """Return the error that says why a file cannot be read."""
    return InputNotFoundError(why_unreadable(name, error))


def is_seen_through(encoding: str, delimiter: str) -> bool:
    """Return whether the bytes of quotes, line ends and the delimiter are never part of another character."""
    is_utf8 = encoding.startswith("utf-8")
    return encoding in _LINE_LIKE and (delimiter in _NEVER_SECOND or (is_utf8 and delimiter.isascii()))


def text_encoding(name: str) -> str:
    """Return the usual name of a text encoding.

    Raises:
        DataError: the encoding does not exist.
    """
    try:
        "a".encode(name)  # of nothing, no encoding is needed, and an empty name passes
        return codecs.lookup(name).name
    except (LookupError, UnicodeError, ValueError) as error:
        raise DataError(
            _("there is no encoding {name!r} of text; try utf-8, gb18030, utf-16 or big5", name=name)
        ) from error


def _by_mark(start: bytes, given: str | None) -> str | None:
    """The encoding that a byte order mark at the start names, unless another one is given."""
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    if marked is not None and (given is None or given.startswith(marked.removesuffix("-sig"))):
        return marked
    return given and given.removesuffix("-sig")


def _require_no_wide_text(start: bytes, name: str) -> None:
    """Raise if a file that is not UTF-8 is UTF-16 without its mark, for nearly any bytes pass as GB18030."""
    if encoding := wide_encoding(start):
        raise DataError(
            _(
                "{name} looks like UTF-16 without a byte order mark; name its encoding with -e {encoding}",
                name=name,
                encoding=encoding,
            )
        )


def _chunks(path: str | os.PathLike[str]) -> Iterator[bytes]:
    try:
        with open(path, "rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise unreadable(path, error) from error


def _first_failure(path: str | os.PathLike[str], encoding: str) -> int | None:
    """The offset of the first byte that does not fit the encoding; None if all fit."""
    decoder = _decoder(*strict(encoding)[:2])
    offset = 0
    for chunk in chain(_chunks(path), [b""]):
        kept = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeError as error:
            return max(0, offset + getattr(error, "start", 0) - kept)
        offset += len(chunk)
    return None


def _misfits(path: str | os.PathLike[str], encoding: str) -> int:
    """How many bytes do not fit the encoding: each is replaced by a character that the text may also contain."""
    replacing, ignoring = (_decoder(encoding, errors) for errors in (_REPLACE, "ignore"))
    count = 0
    for chunk in chain(_chunks(path), [b""]):
        texts = (decoder.decode(chunk, final=not chunk) for decoder in (replacing, ignoring))
        replaced, genuine = (text.count("\ufffd") for text in texts)
        count += replaced - genuine
    return count


def _place(path: str | os.PathLike[str], encoding: str, bad: int) -> str:
    """A byte's line and its offset there, in words."""
    chunks = _chunks(path)
    first = next(chunks, b"")
    end = _line_end(encoding, first)
    offset, start, line = 0, 0, 1
    for chunk in chain([first], chunks):
        at = chunk.find(end)
        while at >= 0 and offset + at < bad:
            if at % len(end) == 0:
                line, start = line + 1, offset + at + len(end)
            at = chunk.find(end, at + 1)
        offset += len(chunk)
    return _("byte {offset:,} in line {line:,}", offset=bad - start, line=line)


def _line_end(encoding: str, start: bytes) -> bytes:
    """A line end in an encoding; a mark at the file's start gives the byte order of UTF-16 and UTF-32."""
    if encoding in {"utf-16", "utf-32"}:
        encoding += "-be" if start.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)) else "-le"
    return "\n".encode(encoding.removesuffix("-sig"))


def _decoder(encoding: str, errors: str) -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder(_STREAMED.get(encoding, encoding))(errors)


class _Gb18030Decoder(codecs.IncrementalDecoder):
    """Decodes GB18030 in chunks.

    At the end of a stream CPython's decoder loses bytes: in ``80 35`` it waits for a character of four bytes, the error
    handler then takes 80 for a euro sign, and what should be read after that, the 5, is dropped.
    """

    def __init__(self, errors: str = "strict") -> None:
        super().__init__(errors)
        self._decoder = codecs.getincrementaldecoder("gb18030")(errors)

    def decode(self, data: "Buffer", final: bool = False) -> str:  # noqa: FBT001, FBT002 - as the codecs of Python have it
        if not final:
            return self._decoder.decode(data)
        pending = self._decoder.getstate()[0]
        self._decoder.reset()
        return (pending + bytes(data)).decode("gb18030", self.errors)

    def reset(self) -> None:
        self._decoder.reset()

    def getstate(self) -> tuple[bytes, int]:
        return self._decoder.getstate()

    def setstate(self, state: tuple[bytes, int]) -> None:
        self._decoder.setstate(state)


def _streamed(name: str) -> codecs.CodecInfo | None:
    if name != _STREAMED["gb18030"]:
        return None
    known = codecs.lookup("gb18030")
    return codecs.CodecInfo(
        known.encode,
        known.decode,
        incrementalencoder=known.incrementalencoder,
        incrementaldecoder=_Gb18030Decoder,
        name=name,
    )


def _with_euro(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError) and error.object[error.start : error.start + 1] == _EURO:
        return "€", error.start + 1
    raise error


def _replaced(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    is_euro = error.encoding in _CHINESE and error.object[error.start : error.start + 1] == _EURO
    return ("€", error.start + 1) if is_euro else ("\ufffd" * (error.end - error.start), error.end)


codecs.register(_streamed)
codecs.register_error(_STRICT, _with_euro)
codecs.register_error(_REPLACE, _replaced)
