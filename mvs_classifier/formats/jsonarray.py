"""The elements of an array of JSON, one after the other, without reading the whole array first."""

import json
import re
from collections.abc import Iterator
from typing import TextIO

from mvs_classifier.errors import DataError
from mvs_classifier.formats.options import Sizes
from mvs_classifier.i18n import _

_BLANK = re.compile(r"[\s\ufeff]*")
_LINE_END = re.compile(r"[\r\n]+[ \t]*")  # inside a text of JSON there is none
_decode = json.JSONDecoder().raw_decode


class _Window:
    """The part of a text that has been read and not yet used."""

    def __init__(self, file: TextIO, sizes: Sizes, name: str) -> None:
        self._file, self._sizes, self._name = file, sizes, name
        self.text, self.at, self.line = "", 0, 1

    def more(self) -> bool:
        """Double what has been read; return whether there was more."""
        self.text, self.at = self.text[self.at :], 0
        if len(self.text) > self._sizes.largest:
            raise self.broken(_("an object has more than {size} MiB", size=self._sizes.largest >> 20))
        more = self._file.read(max(self._sizes.chunk, len(self.text)))
        self.text += more
        return bool(more)

    def use(self, end: int) -> str:
        """Return the text up to an end, and continue after it."""
        used, self.at = self.text[self.at : end], end
        self.line += used.count("\n")
        return used

    def next_mark(self) -> str:
        """Use the next character that is not blank, and return it; empty at the end."""
        mark = self.mark()
        self.use(self.at + len(mark))
        return mark

    def mark(self) -> str:
        """Return the next character that is not blank; empty at the end."""
        while True:
            self.use(_BLANK.match(self.text, self.at).end())  # type: ignore[union-attr]
            if self.at < len(self.text) or not self.more():
                return self.text[self.at : self.at + 1]

    def broken(self, why: str) -> DataError:
        """Return the error that names the current line."""
        return DataError(
            _(
                "{name}:{line}: {why}; an array of JSON has its objects between commas",
                name=self._name,
                line=self.line,
                why=why,
            )
        )


def elements(file: TextIO, sizes: Sizes, name: str) -> Iterator[tuple[int, bytes]]:
    """Yield each element as a line of JSON, with the number of the line on which it begins.

    Args:
        file: the text, open at its beginning.
        sizes: how much is read at a time, and how large an element may be.
        name: the name of the file in messages.

    Raises:
        DataError: the array is broken, or an element is too large.
    """
    window = _Window(file, sizes, name)
    separator = window.next_mark()  # the opening bracket
    if window.mark() == "]":
        return
    while separator != "]":
        window.mark()
        line = window.line
        yield line, _LINE_END.sub(" ", window.use(_end(window))).encode()
        separator = window.next_mark()
        if separator not in {",", "]"}:
            raise window.broken(
                _("{separator!r} follows an object", separator=separator)
                if separator
                else _("the array is never closed")
            )


def _end(window: _Window) -> int:
    """The end of the element at the window."""
    while True:
        try:
            _value, end = _decode(window.text, window.at)
        except (ValueError, RecursionError) as error:
            if not window.more():
                raise window.broken(_("is not JSON from here on")) from error
        else:
            if end < len(window.text) or not window.more():  # a number may go on
                return end
