"""The terminal: results, messages, progress, arguments, lines of standard input."""

import os
import re
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from mvs_classifier.errors import DataError, InputNotFoundError
from mvs_classifier.formats.encoding import require_file, strict, text_encoding, text_stream

_CANDIDATES = ("utf-8-sig", "gb18030")
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_PAIRS = re.compile("[\x80-\u07ff]{2,}")  # such as the bytes of 职位 in GB2312, which are UTF-8 of something else
_SECONDS = 5.0


def printable(text: str) -> str:
    r"""Return a text with control characters and direction marks written out, so that none takes effect.

    >>> printable("\x1b[31m拜访")
    '\\x1b[31m拜访'
    """
    return _UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def on_one_line(text: str) -> str:
    """Return a text without line ends and tabs, to show in a line of a table."""
    return printable(" ".join(text.split()))


def show(text: str) -> None:
    """Print a result on standard output."""
    print(printable(text))


def show_json(record: object) -> None:
    """Print a result on standard output as one line of JSON."""
    import json

    text = json.dumps(record, ensure_ascii=False)
    print(_UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def say(message: str) -> None:
    """Print a message on standard error, if there is one."""
    if sys.stderr is not None:
        print(printable(message), file=sys.stderr, flush=True)


class Progress(Protocol):
    """Shows the progress of long work."""

    def __call__(self, done: int, total: int | None, unit: str = ..., /) -> None:
        """Show how much is done, and the total if it is known."""


@contextmanager
def progress(what: str, unit: str, *, also_piped: bool = False, **look: Any) -> Iterator[Progress]:
    """Show the progress of long work on standard error, as a bar on a terminal.

    Args:
        what: the work.
        unit: the unit of its amount.
        also_piped: whether to print a line at once and every few seconds if standard error is not a terminal.
        look: further options of tqdm.
    """
    from tqdm import tqdm

    printed = time.monotonic()
    with tqdm(desc=what, unit=unit, disable=None, file=sys.stderr, leave=False, **look) as bar:
        if bar.disable and also_piped:
            say(f"{what} …")

        def move(done: int, total: int | None, unit: str = unit, /) -> None:
            nonlocal printed
            if bar.disable:
                if also_piped and time.monotonic() - printed >= _SECONDS:
                    say(f"{what}: {done:,}{f' of {total:,}' if total else ''}{unit}")
                    printed = time.monotonic()
                return
            bar.total, bar.unit = total, unit
            bar.update(done - bar.n)

        yield move


@contextmanager
def stage(also_piped: Collection[str] = ()) -> Iterator[Callable[[str], None]]:
    """Show the current stage and its duration on a terminal; elsewhere only the stages in ``also_piped``."""
    from tqdm import tqdm

    with tqdm(bar_format="{desc} … {elapsed}", disable=None, file=sys.stderr, leave=False) as bar:

        def tell(what: str) -> None:
            if bar.disable and what in also_piped:
                say(what)
            bar.set_description_str(what)

        yield tell


def argument_text(argument: str) -> str:
    """Return an argument as text, even if the terminal's encoding is not the one that Python expects.

    Raises:
        DataError: its bytes fit neither UTF-8 nor GB18030.
    """
    try:
        data = argument.encode()
    except UnicodeEncodeError:
        return _decoded(os.fsencode(argument), "an argument")
    return _chinese(data) if _PAIRS.fullmatch(argument) else argument


def _chinese(data: bytes) -> str:
    """The text of bytes that are UTF-8 and nothing but pairs, of which many a short Chinese name in GB2312 consists."""
    try:
        return data.decode("gb2312")
    except UnicodeDecodeError:
        return data.decode()


def input_lines(encoding: str | None) -> Iterator[str]:
    """Yield the lines of standard input; a line ends with LF or CRLF.

    With a named encoding they are yielded as they are read; otherwise everything is read first, because only the whole
    tells UTF-8 from GB18030.

    Raises:
        DataError: the input is closed, the encoding unknown, or a byte does not fit it.
    """
    if sys.stdin is None:
        raise DataError("standard input is closed; give a text as an argument, or lines to standard input")
    if sys.stdin.isatty():
        say("type or paste texts, one a line; end with Ctrl-D (Ctrl-Z on Windows)")
        yield from map(_without_end, sys.stdin)
    elif encoding is None:
        lines = _decoded(sys.stdin.buffer.read(), "standard input").split("\n")
        yield from (line.removesuffix("\r") for line in (lines if lines[-1] else lines[:-1]))
    else:
        yield from _decoded_lines(encoding)


def input_text(path: str, encoding: str | None) -> str:
    """Return the whole text of a file, or with ``-`` of standard input.

    Raises:
        InputNotFoundError: the file cannot be read.
        DataError: the input is closed or empty, the encoding unknown, or a byte does not fit it.
    """
    if path == "-":
        return "\n".join(input_lines(encoding))
    require_file(path)
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise InputNotFoundError(f"cannot read {path}: {error.strerror or error}; check the name") from error
    if encoding is None:
        return _decoded(data, path)
    try:
        return data.decode(*strict(text_encoding(encoding))[:2])
    except UnicodeError as error:
        raise DataError(f"{path} is not in {encoding} ({error}); name another encoding with -e") from error


def _decoded_lines(encoding: str) -> Iterator[str]:
    lines = text_stream(sys.stdin.buffer, strict(text_encoding(encoding)), newline="\n")
    try:
        yield from map(_without_end, lines)
    except UnicodeError as error:
        raise DataError(f"standard input is not in {encoding} ({error}); name another encoding with -e") from error


def _without_end(line: str) -> str:
    return line.removesuffix("\n").removesuffix("\r")


def _decoded(data: bytes, what: str) -> str:
    for candidate in _CANDIDATES:
        try:
            return data.decode(*strict(candidate)[:2])
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
    raise DataError(f"{what} is neither in UTF-8 nor in GB18030 (line {line}); name its encoding with -e")
