"""Help in Chinese.

argparse counts characters and breaks lines at blanks, but a Chinese character takes two cells of a terminal, and a
Chinese sentence has no blanks.
"""

import re
from argparse import HelpFormatter
from collections.abc import Iterable, Iterator
from typing import Any

from mvs_classifier.i18n import _
from mvs_classifier.text.cells import cells_wide

_OPENING, _CLOSING = "（“［", "，。；：、！？）”］"
_PIECE = re.compile(rf"\s+|[{_OPENING}]*(?:`[^`]+`|[!-~]+|[^\s{_OPENING}{_CLOSING}])?[{_CLOSING}]*")
_HEADING = re.compile(r"^(\S.*):$", re.MULTILINE)


class WideHelpFormatter(HelpFormatter):
    """Lays out help by the cells that its characters take on a terminal; keeps the line ends of descriptions."""

    def format_help(self) -> str:
        """Return the help; the colon after a heading is a Chinese one, as argparse itself has it only from 3.13 on."""
        return _HEADING.sub(r"\1：", super().format_help())

    def _format_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None) -> str:
        prefix = _("usage: ") if prefix is None else prefix
        as_wide = "x" * cells_wide(prefix)
        return super()._format_usage(usage, actions, groups, as_wide).replace(as_wide, prefix, 1)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return list(wrapped(" ".join(text.split()), width))

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + part for line in text.splitlines() for part in _kept_or_wrapped(line, width))


def _kept_or_wrapped(line: str, width: int) -> Iterable[str]:
    """A line that is indented, such as a command to copy, stays whole."""
    return [line] if line.startswith(" ") or not line else wrapped(line, width)


def wrapped(text: str, cells: int) -> Iterator[str]:
    """Yield a text in lines of at most so many cells.

    Words of Latin letters and names of options stay whole if they fit into a line; no line begins with a mark that
    closes something, or ends with one that opens something.

    >>> list(wrapped("拜访客户，完成 sales 指标。", 10))
    ['拜访客户，', '完成 sales', '指标。']
    """
    line, taken = "", 0
    for piece in filter(None, _PIECE.findall(text)):
        wide = cells_wide(piece)
        if line and taken + cells_wide(piece.rstrip()) > cells:
            yield line.rstrip()
            line, taken = "", 0
            if piece.isspace():
                continue
        line, taken = line + piece, taken + wide
    if line.strip():
        yield line.rstrip()
