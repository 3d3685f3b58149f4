"""Reading plain values that joblib or pickle wrote, without running code: model files up to format 1.2."""

import io
import pickle
from collections.abc import Iterator
from itertools import chain
from typing import Any

from mvs_classifier.errors import ModelFileError
from mvs_classifier.i18n import _

Content = dict[str, Any]

_DEEPEST = 32  # levels; a model has fewer than ten
_LARGEST = 2  # times the size of the file; a value that is shared is written once and counts each time
_LONGEST_INTEGER = 64  # bits; longer ones can be chosen so that all have the same hash

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
    _require_bounded(content, _LARGEST * len(data))
    if type(content) is not dict or not all(type(key) is str for key in content):
        raise ModelFileError(_("it holds a {kind}, but a model file holds a dict", kind=type(content).__name__))
    return content


def _require_plain(data: bytes) -> None:
    """Raise unless a pickle consists of instructions for plain values; sizes are checked too."""
    from pickletools import genops

    end = 0
    for opcode, argument, position in genops(data):
        is_plain = opcode.name in _PLAIN_OPCODES
        if not is_plain or (isinstance(argument, int) and argument.bit_length() > _LONGEST_INTEGER):
            raise ModelFileError(
                _("it holds the instruction {instruction}, which plain values do not need", instruction=opcode.name)
            )
        end = position or 0
    if end + 1 != len(data):
        raise ModelFileError(_("something follows the end of its content"))


def _require_bounded(content: object, most: int) -> None:
    """Raise unless values are of a size when each is written wherever it is used, as the checksum does.

    Args:
        content: the values; a list may hold itself.
        most: how large they may be together; each is of size 1, and texts and bytes of their length in addition.
    """
    size, open_ones = 0, list[Iterator[object]]([iter((content,))])
    while open_ones:
        for value in open_ones[-1]:
            size += 1 + (len(value) if isinstance(value, str | bytes) else 0)
            if size > most or len(open_ones) > _DEEPEST:
                raise ModelFileError(_("its values are nested or repeated more than those of a model"))
            if isinstance(value, list | dict):
                open_ones.append(iter(value) if isinstance(value, list) else chain(value, value.values()))
                break
        else:
            open_ones.pop()
