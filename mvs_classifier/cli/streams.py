"""Texts as they come in, in whatever encoding, and as they are shown."""

import io
import os
import sys
from collections.abc import Iterator

from mvs_classifier.errors import DataError
from mvs_classifier.formats.encoding import text_encoding

_CANDIDATES = ("utf-8-sig", "gb18030")


def argument_text(argument: str) -> str:
    """Return an argument as text, also where the terminal's encoding is not the one Python expects."""
    try:
        argument.encode()
    except UnicodeEncodeError:
        return _decoded(os.fsencode(argument), "an argument")
    return argument


def on_one_line(text: str) -> str:
    """Return a text without its line ends and tabs, to be shown in a line of a table."""
    return " ".join(text.split())


def input_lines(encoding: str | None) -> Iterator[str]:
    """Yield the lines of standard input.

    In an encoding that is named they come as they are read; else all is read first, because only the whole tells
    UTF-8 from GB18030.

    Raises:
        DataError: the input is closed, the encoding unknown, or a byte does not fit it.
    """
    if sys.stdin is None:
        raise DataError("standard input is closed; give a text as an argument, or lines to standard input")
    if sys.stdin.isatty():
        print("type or paste texts, one a line; end with Ctrl-D (Ctrl-Z on Windows)", file=sys.stderr)
        yield from (line.rstrip("\n") for line in sys.stdin)
    elif encoding is None:
        yield from io.StringIO(_decoded(sys.stdin.buffer.read(), "standard input"), newline=None).read().splitlines()
    else:
        yield from _decoded_lines(encoding)


def _decoded_lines(encoding: str) -> Iterator[str]:
    lines = io.TextIOWrapper(sys.stdin.buffer, encoding=text_encoding(encoding))
    try:
        for line in lines:
            yield line.rstrip("\n")
    except UnicodeError as error:
        raise DataError(f"standard input is not in {encoding} ({error}); name another encoding with -e") from error


def _decoded(data: bytes, what: str) -> str:
    for candidate in _CANDIDATES:
        try:
            return data.decode(candidate)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
    raise DataError(f"{what} is neither in UTF-8 nor in GB18030 (line {line}); name its encoding with -e")
