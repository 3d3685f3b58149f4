"""The command ``check``."""

from argparse import Namespace
from typing import TYPE_CHECKING

from mvs_classifier.cli.names import row_judged
from mvs_classifier.cli.options import (
    Parser,
    add_labelled,
    add_language,
    add_lines,
    add_output,
    read_options,
)
from mvs_classifier.cli.output import say, show, show_json
from mvs_classifier.cli.terminal import progress
from mvs_classifier.formats.places import place_of
from mvs_classifier.i18n import N_, _
from mvs_classifier.store.current import load
from mvs_classifier.tables.language import label_name
from mvs_classifier.tables.postings import hints_of_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mvs_classifier.training.check import Doubt
    from mvs_classifier.training.examples import Example
    from mvs_classifier.training.labelled import Reading

SUMMARY = N_("find labels that are likely wrong")
DESCRIPTION = N_("""\
Find labels that are likely wrong in a labelled table: each row is judged by a model that was trained without it. With
--job the rows are whole postings; with --lines too, each of their duties is compared with the label of its posting.
""")
EXAMPLES = N_("""\
examples:
  mvs-classifier check my_labelled.csv
  mvs-classifier check my_labelled.xlsx -o doubts.csv
  mvs-classifier check postings.csv --job --title-column 职位名称
""")

_SHOWN = 50


def add_options(parser: Parser) -> None:
    """Add the options."""
    add = parser.add_argument
    add(
        "labelled",
        metavar="LABELLED",
        help=_("a table of labelled texts: CSV, Excel, JSON Lines, Parquet"),
    )
    add_output(
        parser,
        _("write the doubtful rows to a table (CSV, TSV, XLSX), with an empty correct_label"),
    )
    add("--json", action="store_true", help=_("print the doubts as JSON"))
    add_lines(parser)
    add_labelled(parser)
    add_language(parser)


def run(options: Namespace) -> int:
    """Print the labels of a file that are likely wrong, and write them to another where that is asked for."""
    from mvs_classifier.training.check import check, write_doubts
    from mvs_classifier.training.forms import require_form, require_job_of_lines
    from mvs_classifier.training.jobcheck import duties_of
    from mvs_classifier.training.labelled import read_labelled
    from mvs_classifier.training.ready import shipped_examples, shipped_postings

    require_job_of_lines(lines=options.lines, job=options.job)
    if options.output:
        require_form(options.labelled, options.output, force=options.force)
    reading = read_labelled(options.labelled, read_options(options))
    texts = [example.text for example in reading.examples if not example.is_posting]
    for note in (*reading.notes, *hints_of_texts(texts)):
        say(_("note: {note}", note=note))
    if options.lines:
        reading = reading._replace(examples=duties_of(load("shipped"), reading.examples))
    base = shipped_postings() if options.job and not options.lines else shipped_examples()
    with progress(_("training"), _(" models"), also_piped=True) as move:
        doubts = check(reading.examples, base, progress=move)
    try:
        (_show_json if options.json else _show_plain)(reading, doubts)
    finally:  # even if they cannot be printed
        if options.output:
            write_doubts(options.output, doubts, options.labelled, reading.sheet)
            say(_written(options, len(doubts)))
    return 0


def _written(options: Namespace, rows: int) -> str:
    return _(
        "{rows:,} rows written to {path}; correct the labels in {labelled} itself, or, if that was taught already, "
        "fill in correct_label and give it to train --add",
        rows=rows,
        path=options.output,
        labelled=options.labelled,
    )


def _show_plain(reading: "Reading", doubts: "Sequence[Doubt]") -> None:
    checked, doubtful = len(reading.examples), len(doubts)
    if reading.skipped:
        show(
            _(
                "{checked:,} labels checked ({skipped:,} rows without one), {doubtful:,} in doubt",
                checked=checked,
                skipped=reading.skipped,
                doubtful=doubtful,
            )
        )
    else:
        show(_("{checked:,} labels checked, {doubtful:,} in doubt", checked=checked, doubtful=doubtful))
    for doubt in doubts[:_SHOWN]:
        show("  " + row_judged(doubt.probability, doubt.example, doubt.likely) + _known(doubt.contradicts))
    if doubtful > _SHOWN:
        show("  " + _("… and {count:,} more; -o FILE writes all", count=doubtful - _SHOWN))


def _known(other: "Example | None") -> str:
    """What is said of an example that ships with another label."""
    if other is None:
        return ""
    place = place_of(other.file, other.line)
    return "  " + _("({label} in the shipped data, {place})", label=label_name(other.label), place=place)


def _show_json(reading: "Reading", doubts: "Sequence[Doubt]") -> None:
    records = [
        {
            "line": doubt.example.line,
            "text": doubt.example.text,
            "label": doubt.example.label,
            "probability": doubt.probability,
            "likely_label": doubt.likely,
            "likely_probability": doubt.likely_probability,
            "contradicts": f"{doubt.contradicts.file}:{doubt.contradicts.line}" if doubt.contradicts else None,
        }
        for doubt in doubts
    ]
    show_json({"checked": len(reading.examples), "skipped": reading.skipped, "doubts": records})
