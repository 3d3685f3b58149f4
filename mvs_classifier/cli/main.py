"""Run a command, turn what goes wrong into a message and an exit code."""

import os
import signal
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module

import mvs_classifier
from mvs_classifier.cli.parser import make_parser
from mvs_classifier.errors import DataError, InputNotFoundError, MvsError, OutputError, UsageError

FAILED, USAGE, BAD_DATA, NO_INPUT, NO_OUTPUT, INTERRUPTED = 1, 2, 65, 66, 73, 130

_EXIT_CODES: dict[type[MvsError], int] = {
    UsageError: USAGE,
    DataError: BAD_DATA,
    InputNotFoundError: NO_INPUT,
    OutputError: NO_OUTPUT,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Args:
        arguments: what was typed after the command's name; ``sys.argv`` where None.
    """
    with _tidy_ending():
        return _run(arguments)


def _run(arguments: Sequence[str] | None) -> int:
    options = make_parser(mvs_classifier.__version__).parse_args(arguments)
    try:
        code = _command(options.command)(options)
        if sys.stdout is not None:
            sys.stdout.flush()
    except MvsError as error:
        print(f"mvs-classifier: {error}", file=sys.stderr)
        return next((code for kind, code in _EXIT_CODES.items() if isinstance(error, kind)), FAILED)
    except BrokenPipeError:  # whoever read our output has seen enough
        _close_quietly()
    except OSError as error:
        print(f"mvs-classifier: cannot write the output: {error.strerror or error}", file=sys.stderr)
        _close_quietly()
        return NO_OUTPUT
    except KeyboardInterrupt:
        goes_on = "; label goes on with --resume" if options.command == "label" else ""
        print(f"mvs-classifier: interrupted; nothing was left half done{goes_on}", file=sys.stderr)
        return INTERRUPTED
    else:
        return code
    return 0


@contextmanager
def _tidy_ending() -> Iterator[None]:
    """Print whatever a text holds, and end in the same tidy way when another program ends us."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    before = signal.getsignal(signal.SIGTERM)
    with suppress(ValueError):  # not in the main thread
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        with suppress(ValueError, TypeError):  # a handler that Python did not set cannot be put back
            signal.signal(signal.SIGTERM, before)


def _close_quietly() -> None:
    """Point standard output at nothing, so that what is left in it raises no second error at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _command(name: str) -> Callable[[Namespace], int]:
    """The function behind a command; imported only when it is wanted, because a sentence must be quick."""
    run: Callable[[Namespace], int] = import_module(f"mvs_classifier.cli.{name}").run
    return run
