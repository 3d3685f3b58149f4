"""The logger ``mvs_classifier``, for programs that log."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from logging import Logger


def logger() -> Logger | None:
    """Return the logger of the package, silent by default; None if the program has not imported ``logging``.

    Such a program has no listeners, and importing ``logging`` takes as long as starting Python.
    """
    logging = sys.modules.get("logging")
    if logging is None:
        return None
    found: Logger = logging.getLogger("mvs_classifier")
    if not found.handlers:
        found.addHandler(logging.NullHandler())
    return found
