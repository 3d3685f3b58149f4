"""The command ``label``."""

from argparse import Namespace, _ActionsContainer
from collections.abc import Iterator

from mvs_classifier.cli.names import reason_name
from mvs_classifier.cli.options import Parser, add_file, add_language, add_model, add_output, reading
from mvs_classifier.cli.output import argument_text, say
from mvs_classifier.cli.terminal import progress
from mvs_classifier.formats.registry import FORMATS
from mvs_classifier.i18n import N_, _, joined, language
from mvs_classifier.model.labels import Label
from mvs_classifier.store.current import load
from mvs_classifier.tables.judge import NO_CELL
from mvs_classifier.tables.label import label_file
from mvs_classifier.tables.language import label_name
from mvs_classifier.tables.options import Options, Request
from mvs_classifier.tables.plan import STREAM, Summary
from mvs_classifier.tables.postings import hint_of_postings
from mvs_classifier.tables.tally import Tally
from mvs_classifier.text.cells import padded

SUMMARY = N_("label a table: CSV, Excel, JSON Lines, Parquet")
DESCRIPTION = N_("""\
Label each row of a table and write all rows, with their verdicts, to another table. The file extension decides on the
format: CSV, TSV, Excel (XLSX; XLS is only read), JSON Lines or Parquet. The encoding (UTF-8, UTF-16, GB18030) and the
delimiter of a CSV are detected. The new columns mvs_label, mvs_confidence, mvs_reason and mvs_model come right after
the input's. The output appears when it is complete; --resume continues an interrupted run.
""")
EXAMPLES = N_("""\
examples:
  mvs-classifier label tasks.csv -o labelled.csv
  mvs-classifier label 岗位.xlsx -o 结果.xlsx --lang zh
  mvs-classifier label postings.csv -o labelled.csv --job --column 职位描述 --title-column 职位名称
""")

_SOME_NOT_READ = 3


def add_options(parser: Parser) -> None:
    """Add the options."""
    parser.add_argument(
        "input",
        metavar="IN",
        help=_("the table to read; - reads standard input"),
    )
    wanted = _("the table to write; - writes to standard output")
    add_output(parser, wanted, required=True)
    _add_what_is_read(parser.add_argument_group(_("what is read")))
    written = parser.add_argument_group(_("what is written"))
    _add_what_is_written(written)
    _add_for_people(written)
    _add_how_it_runs(parser.add_argument_group(_("how it runs")))


def _add_what_is_read(group: _ActionsContainer) -> None:
    add = group.add_argument
    add(
        "--column",
        action="append",
        type=argument_text,
        default=[],
        metavar="COLUMN",
        help=_(
            "the column of texts, by name or by number from 1 (default: detected); it may be repeated, and the "
            "columns are then joined"
        ),
    )
    add(
        "--job",
        action="store_true",
        help=_("the texts are whole job descriptions, each labelled by its duties"),
    )
    add(
        "--title-column",
        type=argument_text,
        metavar="COLUMN",
        help=_("with --job: the column of job titles, to compare them with the duties"),
    )
    add(
        "--format",
        metavar="FORMAT",
        help=_("the input's format: {formats} (default: from the file extension)", formats=joined(FORMATS)),
    )
    add_file(group)
    add(
        "--no-header",
        action="store_true",
        help=_("the first row is data; columns are numbered from 1"),
    )


def _add_what_is_written(group: _ActionsContainer) -> None:
    add = group.add_argument
    add(
        "--output-format",
        metavar="FORMAT",
        help=_("the output's format (default: from the file extension)"),
    )
    add(
        "--explain",
        action="store_true",
        help=_("add mvs_words: the words that support the label most"),
    )
    add_language(
        group,
        _("the language of messages (default: the locale's), and of labels, reasons and column names (default: en)"),
    )
    add(
        "--min-confidence",
        type=float,
        default=0.0,
        metavar="P",
        help=_("leave the label empty below this confidence, 0 to 1 (default: 0)"),
    )
    add(
        "--safe-excel",
        action="store_true",
        help=_("put an apostrophe before CSV cells that a spreadsheet would run as formulas"),
    )


def _add_for_people(group: _ActionsContainer) -> None:
    add = group.add_argument
    add(
        "--correct",
        action="store_true",
        help=_(
            "add an empty column correct_label, with a drop-down in a workbook; fill it in and give the table to "
            "train --add"
        ),
    )
    add(
        "--html",
        metavar="FILE",
        help=_(
            "also write a report on the rows, one page to read, print or send: how many of each label, titles that "
            "promise something else, doubtful rows; needs mvs-classifier[report]"
        ),
    )
    add(
        "--by",
        action="append",
        type=argument_text,
        default=[],
        metavar="COLUMN",
        help=_(
            "with --html: a column by which the report counts the labels; it may be repeated (default: company, "
            "trade and city, if there are such columns)"
        ),
    )


def _add_how_it_runs(group: _ActionsContainer) -> None:
    add = group.add_argument
    add(
        "--resume",
        action="store_true",
        help=_("continue an interrupted run of the same command"),
    )
    add(
        "--workers",
        type=int,
        metavar="N",
        help=_("the number of processes (default: chosen from the file's size)"),
    )
    add_model(group)


def run(options: Namespace) -> int:
    """Label a file, with a progress bar on a terminal, and print a summary."""
    with progress("", "B", unit_scale=True) as move:
        summary = label_file(load(options.model), options.input, options.output, _options(options), move)
    say("\n".join(_summary_lines(summary, options)))
    return _SOME_NOT_READ if summary.tally.reasons[NO_CELL] else 0


def _options(options: Namespace) -> Options:
    return Options(
        columns=tuple(options.column),
        title_column=options.title_column,
        request=Request(
            job=options.job,
            explain=options.explain,
            language=options.lang or "en",
            min_confidence=options.min_confidence,
            correct=options.correct,
        ),
        format=options.format,
        output_format=options.output_format,
        **reading(options),
        header=not options.no_header,
        safe_excel=options.safe_excel,
        force=options.force,
        resume=options.resume,
        workers=options.workers,
        html=options.html,
        by=tuple(options.by),
    )


def _summary_lines(summary: Summary, options: Namespace) -> list[str]:
    report = ["  " + _("report written to {path}", path=options.html)] if options.html else []
    if summary.was_finished:
        done = _("{path} is already complete: an earlier run of this command wrote it", path=options.output)
        return [done, *report]
    tally = summary.tally
    target = _("standard output") if options.output == STREAM else options.output
    read = " + ".join(map(repr, summary.columns))
    return [
        _("{rows:,} rows labelled by column {column}, written to {path}", rows=tally.rows, column=read, path=target),
        *(f"  {note}" for note in summary.notes),
        *(["  " + _("{rows:,} of them by the interrupted run", rows=summary.resumed)] if summary.resumed else []),
        *_shares(tally, options.lang or "en"),
        *_remarks(tally, options),
        *report,
    ]


def _shares(tally: Tally, code: str) -> Iterator[str]:
    """How many rows have each label, and how many have none for each reason.

    Args:
        tally: the numbers, with the labels as they are in the output.
        code: the language of the output.
    """
    for label in Label:
        if count := tally.labels[label_name(label, code)]:
            yield _share(label_name(label), count, tally.rows)
    for why, count in sorted(tally.reasons.items()):
        yield _share(_("no verdict: {reason}", reason=reason_name(why)), count, tally.rows)


def _remarks(tally: Tally, options: Namespace) -> list[str]:
    lines = []
    if options.title_column:
        lines.append(_("{titles:,} titles promise something other than the duties", titles=tally.disagreeing))
    if tally.ragged:
        lines.append(_("{rows:,} rows had more or fewer cells than the header; all cells were kept", rows=tally.ragged))
        lines.append(_("where cells have slipped, another column was judged: check these rows"))
    if tally.reasons[NO_CELL]:
        lines.append(_("some rows end before the column of texts and could not be read; check them"))
    if not options.job and (hint := hint_of_postings(tally.characters, tally.filled)):
        lines.append(hint)
    if language() != "en" and not options.lang:
        lines.append(_("labels and new columns are in English; give --lang {code} for yours", code=language()))
    return [f"  {line}" for line in lines]


def _share(name: str, count: int, rows: int) -> str:
    return f"  {padded(name, 36)}{count:>12,}{count / rows:>8.1%}"
