"""Standard input, output and error, any of which may be closed when the program starts."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


def reserve_descriptors() -> None:
    """Connect the descriptors of closed streams to nothing; otherwise the next open files and pipes would get them."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:  # the lowest number that is free is this one
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # noqa: FBT003


def standard_error() -> TextIO:
    """Return standard error, or a stream that drops everything if it is closed."""
    return sys.stderr or nowhere()


def nowhere() -> TextIO:
    """Return a stream that drops everything."""
    return open(os.devnull, "w", encoding="utf-8")
