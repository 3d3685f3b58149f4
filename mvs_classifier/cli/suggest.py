"""The command ``suggest``."""

import sys
from argparse import Namespace
from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING

from mvs_classifier.cli.options import delimiter
from mvs_classifier.store.current import load
from mvs_classifier.tables.options import Options

if TYPE_CHECKING:
    from mvs_classifier.training.forms import Suggestions


def run(options: Namespace) -> int:
    """Write the rows of a table that are best labelled next, and say how many they are."""
    from mvs_classifier.training.forms import Wanted, suggest_file

    how = Options(
        columns=tuple(options.column or ()),
        encoding=options.encoding,
        delimiter=delimiter(options.delimiter),
        sheet=options.sheet,
        force=options.force,
    )
    wanted = Wanted(options.number, _known_texts(options.known or ()), how)
    print(_told(suggest_file(load(options.model), options.input, options.output, wanted), options), file=sys.stderr)
    return 0


def _known_texts(files: Iterable[str]) -> set[str]:
    """The texts that ship with labels, those that the user taught, and those of some labelled files."""
    from mvs_classifier.training.examples import read_shipped
    from mvs_classifier.training.labelled import read_labelled
    from mvs_classifier.training.taught import as_examples, read_taught

    labelled = chain.from_iterable(read_labelled(path).examples for path in files)
    return {example.text for example in chain(read_shipped(), as_examples(read_taught()), labelled)}


def _told(found: "Suggestions", options: Namespace) -> str:
    lines = [f"{found.suggested:,} of {found.rows:,} rows written to {options.output}, by column {found.column!r}"]
    lines += [f"  {note}" for note in found.notes]
    if found.suggested < options.number:
        lines.append(
            f"  {options.number:,} were asked for, but only these have a text with a verdict that is neither repeated "
            "nor known"
        )
    if found.suggested:
        lines.append(f"  fill in correct_label, then run mvs-classifier train --add {options.output}")
    return "\n".join(lines)
