"""Options that several commands have."""

import argparse
from argparse import Namespace
from typing import TYPE_CHECKING

from mvs_classifier.errors import UsageError

if TYPE_CHECKING:
    from mvs_classifier.training.labelled import ReadOptions


def command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    summary: str,
    description: str,
    examples: str,
) -> argparse.ArgumentParser:
    """Add a command and return its parser."""
    return commands.add_parser(
        name,
        help=summary,
        description=description,
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def add_model(parser: argparse.ArgumentParser) -> None:
    """Add the option of the model."""
    parser.add_argument(
        "--model", metavar="FILE", help="a model file (default: your current model, at first the one that ships)"
    )


def add_labelled(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how files of labelled texts are read."""
    group = parser.add_argument_group("how the labelled texts are read")
    add = group.add_argument
    add("--text-column", metavar="COLUMN", help="the column of texts: its name or number (default: the obvious one)")
    add(
        "--label-column",
        metavar="COLUMN",
        help="the column of labels (default: correct_label, of which only filled cells count, else label)",
    )
    add_file(group)


def add_file(parser: argparse._ActionsContainer) -> None:
    """Add the options that say how a table's file is read."""
    add = parser.add_argument
    add("-e", "--encoding", help="a CSV's encoding (default: found by itself; Big5 must be named)")
    add("-d", "--delimiter", help="a CSV's delimiter (default: found from the header)")
    add("--sheet", metavar="NAME", help="the sheet of a workbook (default: the first)")


def delimiter(given: str | None) -> str | None:
    """Return the delimiter that was given; ``tab`` and a backslash with a t are a tab.

    Raises:
        UsageError: it is no single character, or one that cannot part cells.
    """
    if given is None or (len(given) == 1 and given not in '"\r\n'):
        return given
    if given in (r"\t", "tab"):
        return "\t"
    raise UsageError(f"a delimiter is one character and no quote, but -d gives {given!r}; write \\t for a tab")


def read_options(options: Namespace) -> "ReadOptions":
    """Return how files of labelled texts are to be read."""
    from mvs_classifier.training.labelled import ReadOptions

    return ReadOptions(
        text_column=options.text_column,
        label_column=options.label_column,
        encoding=options.encoding,
        delimiter=delimiter(options.delimiter),
        sheet=options.sheet,
    )
