"""Reading plain values that joblib or pickle wrote, without running code: model files up to format 1.2."""

import io
import pickle
from typing import Any

from mvs_classifier.errors import ModelFileError

Content = dict[str, Any]

_PLAIN_OPCODES = frozenset(
    "PROTO FRAME STOP MARK MEMOIZE BINGET LONG_BINGET EMPTY_DICT EMPTY_LIST SETITEM SETITEMS APPEND APPENDS "
    "SHORT_BINUNICODE BINUNICODE SHORT_BINBYTES BINBYTES BININT BININT1 BININT2 LONG1 BINFLOAT".split()
)


class PlainUnpickler(pickle.Unpickler):
    """Reads only plain values; everything that could run code raises."""

    def find_class(self, module: str, name: str) -> Any:
        """Refuse every class and function."""
        raise ModelFileError(f"it asks for {module}.{name}, but a model file holds only plain values")

    def persistent_load(self, pid: Any) -> Any:  # noqa: ARG002 -- its name is pickle's
        """Refuse every reference to an external object."""
        raise ModelFileError("it refers to something outside, but a model file holds only plain values")


def plain_content(data: bytes) -> Content:
    """Return the dict of plain values in a file, after a check of each instruction that builds it.

    Raises:
        ModelFileError: the file is damaged, or holds anything but plain values.
    """
    try:
        _require_plain(data)
        content = PlainUnpickler(io.BytesIO(data)).load()
    except ModelFileError:
        raise
    except Exception as error:  # a damaged pickle may raise anything
        raise ModelFileError(f"it is damaged or not a model file ({error})") from error
    if type(content) is not dict or not all(type(key) is str for key in content):
        raise ModelFileError(f"it holds a {type(content).__name__}, but a model file holds a dict")
    return content


def _require_plain(data: bytes) -> None:
    """Raise unless a pickle consists of instructions for plain values; sizes are checked too."""
    from pickletools import genops

    end = 0
    for opcode, _, position in genops(data):
        if opcode.name not in _PLAIN_OPCODES:
            raise ModelFileError(f"it holds the instruction {opcode.name}, which plain values do not need")
        end = position or 0
    if end + 1 != len(data):
        raise ModelFileError("something follows the end of its content")
