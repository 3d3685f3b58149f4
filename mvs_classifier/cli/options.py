"""How commands declare their options, and the options that several commands have."""

import argparse
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from mvs_classifier.cli.output import argument_text, printable
from mvs_classifier.i18n import CATALOGUES, DOMAIN, _, joined, language

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

    from mvs_classifier.training.labelled import ReadOptions


_DASHES_OF_TYPING = ("—", "–", "－", "―")  # what Chinese keyboards and word processors make of hyphens
_DASHES = "".join(_DASHES_OF_TYPING) + "-"


class Parser(argparse.ArgumentParser):
    """A parser that keeps the line ends of its texts, and suggests the nearest name for a misspelt one."""

    def __init__(self, prog: str, description: str, epilog: str) -> None:
        with _argparse_translated():
            super().__init__(prog=prog, description=description, epilog=epilog, formatter_class=_formatter())

    def read(self, arguments: Sequence[str]) -> Namespace:
        """Return the parsed arguments; a mistake ends the process with exit code 2."""
        for argument in arguments[: arguments.index("--") if "--" in arguments else None]:
            self._require_option(argument.partition("=")[0])
        with _argparse_translated():
            return self.parse_args(arguments)

    def _print_message(self, message: str, file: "SupportsWrite[str] | None" = None) -> None:
        """Print a help or the version; unlike argparse, raise if standard output cannot take it."""
        if message and file is not None and file is sys.stdout:
            print(message, end="", flush=True)
        else:
            super()._print_message(message, file)

    def error(self, message: str) -> NoReturn:
        """Print the usage and the message, and end the process."""
        with _argparse_translated():
            super().error(printable(message))

    def _require_option(self, word: str) -> None:
        known = list(self._option_string_actions)
        meant = f"--{word.lstrip(_DASHES)}"
        if word.startswith(_DASHES_OF_TYPING) and meant in known:
            self.error(_("{word} does not begin with two hyphens; write {meant}", word=word, meant=meant))
        is_option = word.startswith("--") and " " not in word
        if is_option and not any(option.startswith(word) for option in known):
            self.error(_("there is no option {word}{hint}", word=word, hint=did_you_mean(word, known)))


def _formatter() -> type[argparse.HelpFormatter]:
    if language() == "en":
        return argparse.RawDescriptionHelpFormatter
    from mvs_classifier.cli.widehelp import WideHelpFormatter

    return WideHelpFormatter


@contextmanager
def _argparse_translated() -> Iterator[None]:
    """Let argparse, which asks gettext by itself, find what it says in our catalogue."""
    if language() == "en":
        yield
        return
    import gettext

    before, asked = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain(DOMAIN, CATALOGUES)
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language()
    try:
        yield
    finally:
        gettext.textdomain(before)
        os.environ.pop("LANGUAGE")
        if asked is not None:
            os.environ["LANGUAGE"] = asked


def did_you_mean(given: str, names: Iterable[str]) -> str:
    """Return the names that are nearest to a misspelt one, as the end of a sentence.

    >>> did_you_mean("lable", ["label", "train"])
    '; did you mean label?'
    """
    from difflib import get_close_matches

    near = get_close_matches(given, names, n=2)
    return _("; did you mean {names}?", names=_(" or ").join(near)) if near else ""


def one_of(what: str, names: Sequence[str]) -> Callable[[str], str]:
    """Return the type of an argument that must be one of some names."""

    def checked(given: str) -> str:
        if given in names:
            return given
        hint = did_you_mean(given, names) or _("; choose one of {names}", names=joined(names))
        raise argparse.ArgumentTypeError(_("there is no {what} {given!r:.60}{hint}", what=what, given=given, hint=hint))

    return checked


def add_language(parser: argparse._ActionsContainer, what: str | None = None) -> None:
    """Add the option that names the language, which ``main`` looks for itself before anything is said.

    Args:
        parser: where to add it.
        what: its help, if it is the language of more than messages.
    """
    helps = what or _("the language of messages, en or zh (default: the locale's)")
    parser.add_argument("--lang", metavar="LANGUAGE", help=helps)


def language_of_labels() -> str:
    """Return the help of ``--lang`` where it is also the language of labels that a program may read."""
    return _(
        "the language of messages, en or zh (default: the locale's), and of labels (default: en; in JSON always en)"
    )


def add_model(parser: argparse._ActionsContainer) -> None:
    """Add the option that names the model."""
    parser.add_argument(
        "--model",
        metavar="FILE",
        help=_("a model file, or the name of an installed model (default: your current model)"),
    )


def add_output(parser: argparse._ActionsContainer, what: str, *, required: bool = False) -> None:
    """Add the options that name a table to write and allow replacing it."""
    parser.add_argument("-o", "--output", required=required, metavar="OUT", help=what)
    add_force(parser)


def add_force(parser: argparse._ActionsContainer) -> None:
    """Add the option that allows replacing an output."""
    parser.add_argument(
        "--force",
        action="store_true",
        help=_("replace the output if it exists; the input is never replaced"),
    )


def add_labelled(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how files of labelled texts are read."""
    group = parser.add_argument_group(_("how the labelled texts are read"))
    add = group.add_argument
    add(
        "--text-column",
        "--column",
        type=argument_text,
        metavar="COLUMN",
        help=_("the column of texts, by name or number (default: detected)"),
    )
    add(
        "--label-column",
        type=argument_text,
        metavar="COLUMN",
        help=_("the column of labels (default: correct_label, of which only filled cells count, otherwise label)"),
    )
    add_job(group)
    add_file(group)


def add_job(parser: argparse._ActionsContainer) -> None:
    """Add the options for tables of whole postings."""
    add = parser.add_argument
    add(
        "--job",
        action="store_true",
        help=_("the texts are whole job descriptions"),
    )
    add(
        "--title-column",
        type=argument_text,
        metavar="COLUMN",
        help=_("with --job: the column of job titles"),
    )


def add_lines(parser: argparse._ActionsContainer) -> None:
    """Add the option that takes the duties out of whole postings."""
    parser.add_argument(
        "--lines",
        action="store_true",
        help=_("with --job: each duty of a posting by itself"),
    )


def add_file(parser: argparse._ActionsContainer) -> None:
    """Add the options that say how a table's file is read."""
    add = parser.add_argument
    add(
        "-e",
        "--encoding",
        help=_("a text file's encoding (default: detected: UTF-8, UTF-16 or GB18030; Big5 must be named)"),
    )
    add(
        "-d",
        "--delimiter",
        type=argument_text,
        metavar="CHAR",
        help=_("a CSV file's delimiter; tab or \\t is a tab (default: detected from the header: comma, tab, ; or |)"),
    )
    add(
        "--sheet",
        type=argument_text,
        metavar="NAME",
        help=_("the sheet of a workbook (default: the first visible one with a table)"),
    )
    _add_cells(parser)


def _add_cells(parser: argparse._ActionsContainer) -> None:
    add = parser.add_argument
    add(
        "--header-row",
        type=int,
        metavar="N",
        help=_("the line or row that names the columns, counted from 1 (default: detected)"),
    )
    add(
        "--errors",
        default="strict",
        metavar="HOW",
        help=_(
            "bytes that do not fit the encoding: strict stops with an error, replace writes � and counts them "
            "(default: strict)"
        ),
    )
    add(
        "--keep-na",
        action="store_true",
        help=_("read NULL, N/A and the like as texts (default: as empty cells)"),
    )


def reading(options: Namespace) -> dict[str, Any]:
    """Return the values of the options of :func:`add_file`, by their names in the library."""
    names = ("encoding", "delimiter", "sheet", "header_row", "errors", "keep_na")
    return {name: getattr(options, name) for name in names}


def read_options(options: Namespace) -> "ReadOptions":
    """Return how files of labelled texts are to be read."""
    from mvs_classifier.training.labelled import ReadOptions

    return ReadOptions(
        text_column=options.text_column,
        label_column=options.label_column,
        job=options.job,
        title_column=options.title_column,
        **reading(options),
    )
