"""Run a command; turn an error into a message and an exit code."""

from __future__ import annotations

import sys

from mvs_classifier.cli.output import say
from mvs_classifier.cli.streams import reserve_descriptors, standard_error
from mvs_classifier.cli.verdicts import are_texts, show_verdicts
from mvs_classifier.errors import DataError, InputNotFoundError, MvsError, OutputError, UsageError, why
from mvs_classifier.i18n import N_, _, language, of_locale, use

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mvs_classifier.cli.options import Parser

COMMANDS = ("classify", "job", "label", "train", "evaluate", "suggest", "check", "models", "examples", "page", "serve")
"""The commands. Each is a module of its name with SUMMARY, DESCRIPTION, EXAMPLES, ``add_options`` and ``run``."""

FAILED, USAGE, BAD_DATA, NO_INPUT, NO_OUTPUT, INTERRUPTED = 1, 2, 65, 66, 73, 130

_EXIT_CODES: dict[type[MvsError], int] = {
    UsageError: USAGE,
    DataError: BAD_DATA,
    InputNotFoundError: NO_INPUT,
    OutputError: NO_OUTPUT,
}
_DESCRIPTION = N_("""\
Is this work marketing or sales? Labels Chinese sentences, tasks and job descriptions as
marketing, sales, both or neither, and reports how sure it is and which words decided.
""")
_EXIT_CODE_HELP = N_("""\
exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some rows could not be read, 4 the new model was not installed
because it is worse or there is something to confirm, 65 bad data, 66 no such input, 73 output cannot be written,
130 interrupted
""")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Args:
        arguments: the arguments after ``mvs-classifier``; by default those of ``sys.argv``.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    reserve_descriptors()
    before = language(), sys.stderr
    sys.stderr = standard_error()
    _print_any_text()
    use(of_locale())
    try:
        return _ended(given)
    finally:
        use(before[0])
        sys.stderr = before[1]


def _ended(given: Sequence[str]) -> int:
    """Run one command; an error becomes a message and an exit code."""
    try:
        code = _run(given)
        if sys.stdout is not None:
            sys.stdout.flush()
    except MvsError as error:
        say(f"mvs-classifier: {error}")
        return next((code for kind, code in _EXIT_CODES.items() if isinstance(error, kind)), FAILED)
    except BrokenPipeError:  # whoever read our output has seen enough
        _close_quietly()
        return 0
    except OSError as error:
        say("mvs-classifier: " + _("cannot write the output: {why}", why=why(error)))
        _close_quietly()
        return NO_OUTPUT
    except KeyboardInterrupt:
        told = _("interrupted; no output was left incomplete")
        if given[:1] == ["label"]:
            told = _("interrupted; no output was left incomplete; --resume continues the run")
        say(f"mvs-classifier: {told}")
        return INTERRUPTED
    return code


def command_parser(name: str) -> Parser:
    """Return the parser of a command; only its module is imported, because one sentence must be fast."""
    from importlib import import_module

    from mvs_classifier.cli.options import Parser

    command = import_module(f"mvs_classifier.cli.{name}")
    parser = Parser(f"mvs-classifier {name}", _(command.DESCRIPTION), _(command.EXAMPLES))
    command.add_options(parser)
    parser.set_defaults(run=command.run)
    return parser


def _run(given: Sequence[str]) -> int:
    given = _command_first(given)
    if given[:1] == ["classify"] and are_texts(given[1:]):
        return show_verdicts(given[1:])
    from mvs_classifier.cli.ending import tidy_ending

    _speak_as_asked(given)
    with tidy_ending():
        return _run_command(given)


def _command_first(given: Sequence[str]) -> Sequence[str]:
    """The same line with the command in front of ``--lang``, which may stand before it."""
    count = 0
    if given and given[0].partition("=")[0] == "--lang":
        count = 1 if "=" in given[0] else 2
    return [*given[count : count + 1], *given[:count], *given[count + 1 :]]


def _speak_as_asked(given: Sequence[str]) -> None:
    """Speak the language of ``--lang``, which the help and the mistakes of the same line are told in too."""
    from itertools import pairwise

    from mvs_classifier.tables.language import require_language

    for option, following in pairwise([*given[: given.index("--") if "--" in given else None], ""]):
        name, is_joined, value = option.partition("=")
        if name == "--lang":
            code = value if is_joined else following
            require_language(code)
            use(code)


def _run_command(given: Sequence[str]) -> int:
    if not given or given[0] not in COMMANDS:
        parser = _command_list()
        parser.read(given)
        parser.error(_("the command must come first"))
    options = command_parser(given[0]).read(given[1:])
    code: int = options.run(options)
    return code


def _command_list() -> Parser:
    """The parser of a line without a command, for help and for mistakes."""
    from importlib import import_module

    from mvs_classifier import __version__
    from mvs_classifier.cli.options import Parser, add_language, one_of

    summaries = [f"  {name:<10}{_(import_module(f'mvs_classifier.cli.{name}').SUMMARY)}" for name in COMMANDS]
    commands = "\n".join([_("commands (each has --help):"), *summaries])
    parser = Parser("mvs-classifier", _(_DESCRIPTION), f"{commands}\n\n{_(_EXIT_CODE_HELP)}")
    parser.add_argument(
        "--version",
        action="version",
        version=f"mvs-classifier {__version__}",
        help=_("show program's version number and exit"),
    )
    parser.add_argument(
        "command", type=one_of(_("command"), COMMANDS), metavar="COMMAND", help=_("the command; see below")
    )
    add_language(parser)
    return parser


def _print_any_text() -> None:
    """Let the output hold characters that its encoding lacks, written out."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _close_quietly() -> None:
    """Point standard output at nothing, so that what is left in its buffer does not raise a second error."""
    import os

    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
