"""The bytes of a model file: the pickle of one dict, laid out so strictly that it is read without unpickling.

``joblib.load`` and ``pickle.load`` open the file too and find a dict of six strings and one bytes object. This module
compares every byte between these with what must be there, so no instruction of a file is ever followed.
"""

from __future__ import annotations

import os
import stat
from binascii import crc32

from mvs_classifier.errors import ModelFileError, why
from mvs_classifier.i18n import _

FORMAT = "mvs-classifier model"
VERSION = "2.0"
FINGERPRINT_DIGITS = 12
"""The length of a model's name, in hexadecimal digits."""
_HEX_DIGITS = frozenset("0123456789abcdef")
LARGEST = 64 * 2**20
"""The largest model file, in bytes."""

_START, _END = b"\x80\x03}(", b"u."  # pickle's protocol 3: a new dict and its items; put them in, stop
_TEXT, _BYTES = b"X", b"B"
_LENGTH = 4
_ALIGNED = 64
_LAYOUT = (
    ("format", _TEXT),
    ("version", _TEXT),
    ("checksum", _TEXT),
    ("fingerprint", _TEXT),
    ("about", _TEXT),
    ("taught", _TEXT),
    ("data", _BYTES),
)
_CHECKED = 3  # from this part on everything counts for the checksum
_FIXED = (FORMAT.encode(), VERSION.encode())


class Parts:
    """The parts of a model file.

    Attributes:
        fingerprint: the model's name.
        about: its description, as JSON in UTF-8.
        taught: the taught texts, as JSON in UTF-8; empty without any.
        data: its tables; they are aligned in the file.
    """

    __slots__ = ("about", "data", "fingerprint", "taught")

    def __init__(self, fingerprint: str, about: bytes, taught: bytes, data: memoryview) -> None:
        self.fingerprint, self.about, self.taught, self.data = fingerprint, about, taught, data


def is_fingerprint(name: str) -> bool:
    """Return whether a name is one that a model can have."""
    return len(name) == FINGERPRINT_DIGITS and _HEX_DIGITS.issuperset(name)


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """Return the content of a file.

    It is read and not mapped into memory: reading two megabytes takes a fraction of a millisecond, and a mapped file
    that another program cuts off ends the process.

    Raises:
        ModelFileError: the file cannot be read, or is too large.
    """
    try:
        with open(path, "rb") as file:
            found = os.fstat(file.fileno())
            most = (
                min(found.st_size, LARGEST) if stat.S_ISREG(found.st_mode) else LARGEST
            )  # it becomes the buffer's size
            data = file.read(most + 1)
    except FileNotFoundError as error:
        raise ModelFileError(_("the file does not exist")) from error
    except OSError as error:
        raise ModelFileError(why(error)) from error
    if len(data) > LARGEST:
        raise ModelFileError(_("it is larger than {most:,} bytes, the limit of a model file", most=LARGEST))
    return data


def is_container(data: bytes) -> bool:
    """Return whether a file begins as one of format 2 or later; earlier ones are pickles as joblib writes them."""
    return data.startswith(_START + _key("format", _TEXT))


def joined(parts: Parts) -> bytes:
    """Return the bytes of a model file."""
    texts = (parts.fingerprint.encode(), parts.about, parts.taught)
    head = b"".join(_key(name, kind) + _sized(text) for (name, kind), text in zip(_LAYOUT[:2], _FIXED, strict=True))
    before = len(_START + head + _key("checksum", _TEXT)) + _LENGTH + 8 + _LENGTH
    names = b"".join(_key(name, kind) + bytes(_LENGTH) for name, kind in _LAYOUT[_CHECKED:])
    padding = -(before - _LENGTH + len(names) + sum(map(len, texts))) % _ALIGNED
    about = parts.about + b" " * padding
    items = zip(_LAYOUT[_CHECKED:], (texts[0], about, texts[2], bytes(parts.data)), strict=True)
    checked = b"".join(_key(name, kind) + _sized(value) for (name, kind), value in items) + _END
    return _START + head + _key("checksum", _TEXT) + _sized(_checksum(checked)) + checked


def split(data: bytes) -> Parts:
    """Return the parts of a model file, after a check of every byte.

    Raises:
        ModelFileError: the file has another layout or version, or is damaged.
    """
    view, place, found = memoryview(data), len(_START), list[memoryview]()
    if not is_container(data):
        raise ModelFileError(_("it is not a model file"))
    for number, (name, kind) in enumerate(_LAYOUT):
        if number == _CHECKED and found[-1] != _checksum(view[place:]):
            raise ModelFileError(_("its content does not match its checksum, so it is damaged"))
        start = place + len(_key(name, kind)) + _LENGTH
        place = start + int.from_bytes(view[start - _LENGTH : start], "little")
        if view[start - _LENGTH - len(_key(name, kind)) : start - _LENGTH] != _key(name, kind) or place > len(data):
            raise ModelFileError(_("it is damaged where its {name} should be", name=name))
        found.append(view[start:place])
        if number < len(_FIXED) and found[-1] != _FIXED[number]:
            raise ModelFileError(_other(name, bytes(found[-1])))
    if view[place:] != _END:
        raise ModelFileError(_("something follows the end of its content"))
    fingerprint, about, taught, tables = found[_CHECKED:]
    return Parts(str(fingerprint, "ascii", "replace"), bytes(about), bytes(taught), tables)


def _key(name: str, kind: bytes) -> bytes:
    return _TEXT + _sized(name.encode()) + kind


def _sized(value: bytes) -> bytes:
    return len(value).to_bytes(_LENGTH, "little") + value


def _checksum(data: bytes | memoryview) -> bytes:
    """A CRC-32, which takes as long as reading the file does."""
    return b"%08x" % crc32(data)


def _other(name: str, value: bytes) -> str:
    if name == "format":
        return _("it is not an {wanted}", wanted=FORMAT)
    found = value[:20].decode("ascii", "replace")
    return _(
        "its format is {found!r}, but this version reads {known} and earlier; upgrade mvs-classifier",
        found=found,
        known=VERSION,
    )
