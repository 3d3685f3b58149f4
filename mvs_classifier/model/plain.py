"""Reading plain values that joblib or pickle wrote, without running code: model files up to format 1.2."""

import io
import pickle
from typing import Any

from mvs_classifier.errors import ModelFileError
from mvs_classifier.i18n import _

Content = dict[str, Any]

_PLAIN_OPCODES = frozenset(
    "PROTO FRAME STOP MARK MEMOIZE BINGET LONG_BINGET EMPTY_DICT EMPTY_LIST SETITEM SETITEMS APPEND APPENDS "
    "SHORT_BINUNICODE BINUNICODE SHORT_BINBYTES BINBYTES BININT BININT1 BININT2 LONG1 BINFLOAT".split()
)


class PlainUnpickler(pickle.Unpickler):
    """Reads only plain values; everything that could run code raises."""

    def find_class(self, module: str, name: str) -> Any:
        """Refuse every class and function."""
        raise ModelFileError(
            _("it asks for {module}.{name}, but a model file holds only plain values", module=module, name=name)
        )

    def persistent_load(self, pid: Any) -> Any:  # noqa: ARG002 -- its name is pickle's
        """Refuse every reference to an external object."""
        raise ModelFileError(_("it refers to something outside, but a model file holds only plain values"))


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
        raise ModelFileError(_("it is damaged or not a model file ({error})", error=error)) from error
    if type(content) is not dict or not all(type(key) is str for key in content):
        raise ModelFileError(_("it holds a {kind}, but a model file holds a dict", kind=type(content).__name__))
    return content


def _require_plain(data: bytes) -> None:
    """Raise unless a pickle consists of instructions for plain values; sizes are checked too."""
    from pickletools import genops

    end = 0
    for opcode, _argument, position in genops(data):
        if opcode.name not in _PLAIN_OPCODES:
            raise ModelFileError(
                _("it holds the instruction {instruction}, which plain values do not need", instruction=opcode.name)
            )
        end = position or 0
    if end + 1 != len(data):
        raise ModelFileError(_("something follows the end of its content"))
