"""How a command ends when another program stops it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def tidy_ending() -> Iterator[None]:
    """End in the same tidy way as after Ctrl-C."""
    before = signal.getsignal(signal.SIGTERM)
    with suppress(ValueError):  # not in the main thread
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        with suppress(ValueError, TypeError):  # a handler that Python did not set cannot be put back
            signal.signal(signal.SIGTERM, before)
