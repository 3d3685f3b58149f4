"""What is printed, and the texts among the arguments; one verdict needs no more, so this imports next to nothing."""

from __future__ import annotations

import os
import sys
from functools import cache

from mvs_classifier.cli.streams import nowhere
from mvs_classifier.errors import DataError, OutputError
from mvs_classifier.i18n import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

_CANDIDATES = ("utf-8-sig", "gb18030")
_FIRST_OF_TWO, _LAST_OF_TWO = "\x80", "\u07ff"  # such as the bytes of 职位 in GB2312, which are UTF-8 of something else


def printable(text: str) -> str:
    r"""Return a text with control characters and direction marks written out, so that none takes effect.

    >>> printable("\x1b[31m拜访")
    '\\x1b[31m拜访'
    """
    if text.replace("\t", "").isprintable():
        return text
    return _unsafe().sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def on_one_line(text: str) -> str:
    """Return a text without line ends and tabs, to show in a line of a table."""
    return printable(" ".join(text.split()))


def show(text: str) -> None:
    """Print a result on standard output.

    Raises:
        OutputError: it is closed.
    """
    _require_output()
    print(printable(text))


def show_json(record: object) -> None:
    """Print a result on standard output as one line of JSON.

    Raises:
        OutputError: standard output is closed.
    """
    import json

    _require_output()
    text = json.dumps(record, ensure_ascii=not _takes_any_text())
    print(_unsafe().sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def _takes_any_text() -> bool:
    """Whether the encoding of standard output has every character; others are then written as JSON escapes them."""
    return (getattr(sys.stdout, "encoding", None) or "utf-8").lower().startswith("utf")


def say(message: str) -> None:
    """Print a message on standard error, if there is one that can take it; what was asked for does not depend on it."""
    if sys.stderr is not None:
        try:
            print(printable(message), file=sys.stderr, flush=True)
        except OSError:
            sys.stderr = nowhere()  # or it would fail again at the end


def argument_text(argument: str) -> str:
    """Return an argument as text, even if the terminal's encoding is not the one that Python expects.

    Raises:
        DataError: its bytes fit neither UTF-8 nor GB18030.
    """
    try:
        data = argument.encode()
    except UnicodeEncodeError:
        return decoded(os.fsencode(argument), _("an argument"))
    is_pairs = len(argument) > 1 and all(_FIRST_OF_TWO <= char <= _LAST_OF_TWO for char in argument)
    return _chinese(data) if is_pairs else argument


def decoded(data: bytes, what: str) -> str:
    """Return bytes as text in UTF-8 or GB18030.

    Args:
        data: the bytes.
        what: what they are, for the message.

    Raises:
        DataError: they are in neither.
    """
    from mvs_classifier.formats.encoding import strict

    for candidate in _CANDIDATES:
        try:
            return data.decode(*strict(candidate)[:2])
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
    raise DataError(
        _("{what} is neither in UTF-8 nor in GB18030 (line {line}); name its encoding with -e", what=what, line=line)
    )


def _require_output() -> None:
    if sys.stdout is None:
        raise OutputError(_("standard output is closed, so the result cannot be printed; redirect it to a file"))


def _chinese(data: bytes) -> str:
    """The text of bytes that are UTF-8 and nothing but pairs, of which many a short Chinese name in GB2312 consists."""
    try:
        return data.decode("gb2312")
    except UnicodeDecodeError:
        return data.decode()


@cache
def _unsafe() -> re.Pattern[str]:
    import re

    return re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
