"""The command ``job``."""

from argparse import Namespace
from collections.abc import Iterator
from itertools import islice

from mvs_classifier.cli.options import Parser, add_language, add_model
from mvs_classifier.cli.output import argument_text, on_one_line, show, show_json
from mvs_classifier.cli.terminal import input_text
from mvs_classifier.i18n import N_, _
from mvs_classifier.model.jobs import JobTag, LineContribution
from mvs_classifier.model.labels import Label
from mvs_classifier.store.current import load

SUMMARY = N_("judge one whole job posting")
DESCRIPTION = N_("""\
Judge one whole posting: paste it, or give a file that contains nothing else. Prints the verdict and its confidence, the
shares of the two crafts, what the title promises and whether the job is that, and every line with its label in the
light of the whole job. --explain shows which duties decided.
""")
EXAMPLES = N_("""\
examples:
  mvs-classifier job posting.txt --title 市场专员
  mvs-classifier job --explain < posting.txt
  mvs-classifier job posting.txt --json
""")

_SHOWN = 5
_AGREES = {True: "and the job is that", False: "but the job is not", None: "which cannot be compared"}


def add_options(parser: Parser) -> None:
    """Add the options."""
    add = parser.add_argument
    add(
        "file",
        nargs="?",
        type=argument_text,
        default="-",
        metavar="FILE",
        help=_("a text file with one posting; without one, or with -, standard input is read"),
    )
    add("--title", type=argument_text, help=_("the title of the job"))
    add("--json", action="store_true", help=_("print one JSON object"))
    add(
        "--explain",
        action="store_true",
        help=_("also show the duties that decided, with what each adds"),
    )
    add(
        "-e",
        "--encoding",
        help=_("the encoding of the text (default: UTF-8, otherwise GB18030)"),
    )
    add_model(parser)
    add_language(parser)


def run(options: Namespace) -> int:
    """Print the verdict on one job."""
    job = load(options.model).tag_job(input_text(options.file, options.encoding), options.title)
    if options.json:
        show_json(job.to_dict())
        return 0
    for line in _lines(job, explain=options.explain):
        show(line)
    return 0


def _lines(job: JobTag, *, explain: bool) -> Iterator[str]:
    if job.reason:
        yield f"{job.label}\t(no verdict: {job.reason})"
    else:
        yield f"{job.label}\t{job.confidence:.2f}"
        crafts = f"marketing {job.marketing_share:.0%}, sales {job.sales_share:.0%}"
        yield f"{job.craft_part:.0%} of the duties belong to a craft: {crafts}"
    if job.title_says:
        yield f"the title says {job.title_says}, {_AGREES[job.title_agrees]}"
    yield ""
    for text, line in job.tasks:
        yield f"{line.label}\t{line.confidence:.2f}\t{on_one_line(text)}"
    if explain and job.deciding:
        yield ""
        yield f"what supports {job.label} most"
        yield from (_contribution(line, job.label) for line in islice(job.duties_deciding, _SHOWN))
        yield f"{job.title_contribution[job.label]:+.2f}\t(the title)"
        if any(job.taught_contribution.values()):
            yield f"{job.taught_contribution[job.label]:+.2f}\t(a posting like it that you taught)"


def _contribution(line: LineContribution, label: Label) -> str:
    return f"{line.contributions[label]:+.2f}\t{on_one_line(line.text)}"
