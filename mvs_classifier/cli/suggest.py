"""The command ``suggest``."""

from argparse import Namespace
from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING

from mvs_classifier.cli.options import (
    Parser,
    add_file,
    add_job,
    add_language,
    add_lines,
    add_model,
    add_output,
    reading,
)
from mvs_classifier.cli.output import argument_text, say
from mvs_classifier.i18n import N_, _
from mvs_classifier.store.current import load
from mvs_classifier.tables.options import Options, Request

if TYPE_CHECKING:
    from mvs_classifier.training.forms import Suggestions

SUMMARY = N_("choose what to label next")
DESCRIPTION = N_("""\
Choose the rows of a table from which the model would learn most: unsure ones, no two alike. They are written, the most
useful first, with an empty column correct_label: fill it in, then give the table to `train --add`. With --job the rows
are whole postings; with --lines too, duties are chosen out of them, and each gets a row of its own.
""")
EXAMPLES = N_("""\
examples:
  mvs-classifier suggest postings.csv -o to_label.xlsx -n 50
  mvs-classifier train --add to_label.xlsx
  mvs-classifier suggest postings.csv -o to_label.xlsx --job --title-column 职位名称
""")


def add_options(parser: Parser) -> None:
    """Add the options."""
    add = parser.add_argument
    add(
        "input",
        metavar="IN",
        help=_("a table of texts: CSV, Excel, JSON Lines, Parquet"),
    )
    add_output(parser, _("the table to write: CSV, TSV or XLSX"), required=True)
    add(
        "-n",
        "--number",
        type=int,
        default=50,
        metavar="N",
        help=_("how many rows (default: 50)"),
    )
    add(
        "--column",
        action="append",
        type=argument_text,
        default=[],
        metavar="COLUMN",
        help=_("the column of texts: its name or number (default: the one that is obvious)"),
    )
    add(
        "--known",
        nargs="+",
        action="extend",
        default=[],
        metavar="FILE",
        help=_("labelled tables whose texts are not suggested"),
    )
    add_job(parser)
    add_lines(parser)
    add_file(parser)
    add_model(parser)
    add_language(parser)


def run(options: Namespace) -> int:
    """Write the rows of a table that are best labelled next, and say how many they are."""
    from mvs_classifier.training.forms import Wanted, require_job_of_lines, suggest_file

    require_job_of_lines(lines=options.lines, job=options.job)
    how = Options(
        columns=tuple(options.column),
        title_column=options.title_column,
        request=Request(job=options.job),
        force=options.force,
        **reading(options),
    )
    as_jobs = options.job and not options.lines
    wanted = Wanted(options.number, _known_texts(options.known, job=as_jobs), how, lines=options.lines)
    say(_summary(suggest_file(load(options.model), options.input, options.output, wanted), options))
    return 0


def _known_texts(files: Iterable[str], *, job: bool) -> set[str]:
    """The texts that ship with labels, those that the user taught, and those of some labelled files."""
    from mvs_classifier.training.labelled import ReadOptions, read_labelled
    from mvs_classifier.training.ready import shipped_examples, shipped_postings
    from mvs_classifier.training.taught import as_examples, read_taught

    labelled = chain.from_iterable(read_labelled(path, ReadOptions(job=job)).examples for path in files)
    shipped = shipped_postings() if job else shipped_examples()
    return {example.text for example in chain(shipped, as_examples(read_taught()), labelled)}


def _summary(suggestions: "Suggestions", options: Namespace) -> str:
    lines = [
        _(
            "{suggested:,} of {rows:,} rows written to {path}, using column {column!r}",
            suggested=suggestions.suggested,
            rows=suggestions.rows,
            path=options.output,
            column=suggestions.column,
        )
    ]
    lines += [f"  {note}" for note in suggestions.notes]
    if suggestions.suggested < options.number:
        lines.append(
            "  "
            + _(
                "{number:,} were asked for, but no other row has a text that can be judged, is new and is not repeated",
                number=options.number,
            )
        )
    if suggestions.suggested:
        lines.append("  " + _("fill in correct_label, then run mvs-classifier {teach}", teach=_teach(options)))
    return "\n".join(lines)


def _teach(options: Namespace) -> str:
    """The command that teaches what is filled in."""
    words = ["train", "--add", options.output]
    if options.job and not options.lines:
        words += ["--job", *(["--title-column", options.title_column] if options.title_column else [])]
    return " ".join(words)
