"""The terminal: progress, and lines of standard input."""

import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Protocol

from mvs_classifier.cli.output import decoded, say
from mvs_classifier.errors import DataError
from mvs_classifier.formats.encoding import require_file, strict, text_encoding, text_stream, unreadable
from mvs_classifier.i18n import _

_SECONDS = 5.0


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

    with tqdm(desc=what, unit=unit, disable=None, file=sys.stderr, leave=False, **look) as bar:
        is_piped, reached = bool(bar.disable) and also_piped, _("{what} …", what=what)
        if is_piped:
            say(reached)

        def move(done: int, total: int | None, unit: str = unit, /) -> None:
            nonlocal reached
            if total:
                reached = _("{what}: {done:,} of {total:,}{unit}", what=what, done=done, total=total, unit=unit)
            else:
                reached = _("{what}: {done:,}{unit}", what=what, done=done, unit=unit)
            if not bar.disable:
                bar.total, bar.unit = total, unit
                bar.update(done - bar.n)

        with _every_few_seconds(lambda: reached) if is_piped else nullcontext():
            yield move


@contextmanager
def stage(also_piped: Collection[str] = ()) -> Iterator[Callable[[str], None]]:
    """Show the current stage and its duration on a terminal; elsewhere every few seconds.

    Args:
        also_piped: stages to print at once if there is no terminal.
    """
    from tqdm import tqdm

    with tqdm(bar_format="{desc} … {elapsed}", disable=None, file=sys.stderr, leave=False) as bar:
        now = _("working")

        def tell(what: str) -> None:
            nonlocal now
            now = what
            if bar.disable and what in also_piped:
                say(what)
            bar.set_description_str(what)

        with _every_few_seconds(lambda: _("{what} …", what=now)) if bar.disable else nullcontext():
            yield tell


@contextmanager
def _every_few_seconds(message: Callable[[], str]) -> Iterator[None]:
    """Print a message with the time that has passed, again and again, while work goes on."""
    ended, start = threading.Event(), time.monotonic()

    def print_it() -> None:
        while not ended.wait(_SECONDS):
            say(_("{message} ({seconds:.0f} s)", message=message(), seconds=time.monotonic() - start))

    printer = threading.Thread(target=print_it, daemon=True)
    printer.start()
    try:
        yield
    finally:
        ended.set()
        printer.join()


def input_lines(encoding: str | None) -> Iterator[str]:
    """Yield the lines of standard input; a line ends with LF or CRLF.

    With a named encoding they are yielded as they are read; otherwise everything is read first, because only the whole
    tells UTF-8 from GB18030.

    Raises:
        DataError: the input is closed, the encoding unknown, or a byte does not fit it.
    """
    if sys.stdin is None:
        raise DataError(_("standard input is closed; give a text as an argument, or lines to standard input"))
    if sys.stdin.isatty():
        say(_("type or paste texts, one a line; end with Ctrl-D (Ctrl-Z on Windows)"))
        yield from map(_without_end, sys.stdin)
    elif encoding is None:
        lines = decoded(sys.stdin.buffer.read(), _("standard input")).split("\n")
        yield from (line.removesuffix("\r") for line in (lines if lines[-1] else lines[:-1]))
    else:
        yield from _decoded_lines(encoding)


def input_text(path: str, encoding: str | None) -> str:
    """Return the whole text of a file, or with ``-`` of standard input.

    Raises:
        InputNotFoundError: the file cannot be read.
        DataError: the input is closed, empty or a table in another format than text, the encoding is unknown, or a byte
            does not fit it.
    """
    if path == "-":
        return "\n".join(input_lines(encoding))
    require_file(path)
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise unreadable(path, error) from error
    _require_text(path, data)
    if encoding is None:
        return decoded(data, path)
    try:
        return data.decode(*strict(text_encoding(encoding))[:2])
    except UnicodeError as error:
        raise _misfit(path, encoding, error) from error


def _require_text(path: str, data: bytes) -> None:
    """Raise if the content of a file is a table of a format that is not text.

    Raises:
        DataError: it is.
    """
    from mvs_classifier.formats.content import recognised
    from mvs_classifier.formats.registry import FORMATS

    if kind := recognised(data, FORMATS.values()):
        what = _(kind.what)
        raise DataError(
            _("{path} is {what}, not a text file with one posting; for a table run `label --job`", path=path, what=what)
        )


def _decoded_lines(encoding: str) -> Iterator[str]:
    lines = text_stream(sys.stdin.buffer, strict(text_encoding(encoding)), newline="\n")
    try:
        yield from map(_without_end, lines)
    except UnicodeError as error:
        raise _misfit(_("standard input"), encoding, error) from error


def _misfit(what: str, encoding: str, error: UnicodeError) -> DataError:
    """The error of an input that is not in the encoding that was named."""
    found = str(error)
    if isinstance(error, UnicodeDecodeError):  # its place is one in what was read last
        found = _("it has the byte {byte:#04x}", byte=error.object[error.start])
    return DataError(
        _(
            "{what} is not in {encoding} ({found}); name another encoding with -e",
            what=what,
            encoding=encoding,
            found=found,
        )
    )


def _without_end(line: str) -> str:
    return line.removesuffix("\n").removesuffix("\r")
