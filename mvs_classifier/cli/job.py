"""The command ``job``."""

from argparse import Namespace
from collections.abc import Iterator
from itertools import islice

from mvs_classifier.cli.options import Parser, add_language, add_model, language_of_labels
from mvs_classifier.cli.output import argument_text, on_one_line, show, show_json
from mvs_classifier.cli.terminal import input_text
from mvs_classifier.cli.verdicts import remark_on
from mvs_classifier.i18n import N_, _
from mvs_classifier.model.jobs import OPEN, JobTag, LineContribution
from mvs_classifier.model.labels import Label
from mvs_classifier.model.taught import REASON as TAUGHT
from mvs_classifier.store.current import load
from mvs_classifier.tables.language import label_name

SUMMARY = N_("judge one whole job posting")
DESCRIPTION = N_("""\
Judge one whole posting: paste it, or give a file that contains nothing else. Prints the verdict and its confidence, the
shares of marketing and sales, what the title promises and whether the job is that, and every line with its label in the
light of the whole job. --explain shows which duties decided.
""")
EXAMPLES = N_("""\
examples:
  mvs-classifier job posting.txt --title 市场专员
  mvs-classifier job --explain < posting.txt
  mvs-classifier job posting.txt --json
""")

_SHOWN = 5
_TITLE_SAYS = {
    True: N_("the title says {label}, and the job is that"),
    False: N_("the title says {label}, but the job is not"),
    None: N_("the title says {label}, but too unclearly to be compared"),
}


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
    add_language(parser, language_of_labels())


def run(options: Namespace) -> int:
    """Print the verdict on one job."""
    job = load(options.model).tag_job(input_text(options.file, options.encoding), options.title)
    if options.json:
        show_json(job.to_dict())
        return 0
    for line in _lines(job, options.lang or "en", explain=options.explain):
        show(line)
    return 0


def _lines(job: JobTag, code: str, *, explain: bool) -> Iterator[str]:
    label = label_name(job.label, code)
    if job.reason in {None, TAUGHT}:
        yield f"{label}\t{job.confidence:.2f}" + (f"\t{remark_on(job.reason)}" if job.reason else "")
        yield _(
            "{part:.0%} of the duties are marketing or sales; of these, {marketing:.0%} marketing, {sales:.0%} sales",
            part=job.craft_part,
            marketing=job.marketing_share,
            sales=job.sales_share,
        )
    else:
        yield f"{label}\t{remark_on(job.reason)}"
    if job.title_says:
        yield _title(job.title_says, agrees=job.title_agrees)
    yield ""
    for text, line in job.tasks:
        yield f"{label_name(line.label, code)}\t{line.confidence:.2f}\t{on_one_line(text)}"
    if explain and job.deciding:
        yield ""
        yield from _deciding(job)


def _title(says: str, *, agrees: bool | None) -> str:
    """What the title promises, and whether the job is that."""
    if says == OPEN:
        return _("the title does not say what the work is, so it cannot be compared")
    return _(_TITLE_SAYS[agrees], label=label_name(Label(says)))


def _deciding(job: JobTag) -> Iterator[str]:
    """What supports the label most, each with what it adds."""
    yield _("what supports {label} most", label=label_name(job.label))
    yield from (_contribution(line, job.label) for line in islice(job.duties_deciding, _SHOWN))
    yield f"{job.title_contribution[job.label]:+.2f}\t" + _("(the title)")
    if any(job.taught_contribution.values()):
        yield f"{job.taught_contribution[job.label]:+.2f}\t" + _("(a posting like it that you taught)")


def _contribution(line: LineContribution, label: Label) -> str:
    return f"{line.contributions[label]:+.2f}\t{on_one_line(line.text)}"
