"""The command ``job``."""

from argparse import Namespace
from collections.abc import Iterator
from itertools import islice

from mvs_classifier.cli.options import Help, Parser, add_model
from mvs_classifier.cli.output import argument_text, on_one_line, show, show_json
from mvs_classifier.cli.terminal import input_text
from mvs_classifier.model.jobs import JobTag, LineContribution
from mvs_classifier.model.labels import Label
from mvs_classifier.store.current import load

SUMMARY = "judge one whole job posting"
DESCRIPTION = """\
Judge one whole posting: paste it, or give a file that contains nothing else. Prints the verdict and its confidence, the
shares of the two crafts, what the title promises and whether the job is that, and every line with its label in the
light of the whole job. --explain shows which duties decided.
"""
EXAMPLES = """\
examples:
  mvs-classifier job posting.txt --title 市场专员
  mvs-classifier job --explain < posting.txt
  mvs-classifier job posting.txt --json
"""

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
        help=Help(
            "a text file with one posting; without one, or with -, standard input is read",
            "只含一条招聘信息的文本文件；不写或写 - 则读标准输入",
        ),
    )
    add("--title", type=argument_text, help=Help("the title of the job", "职位名称"))
    add("--json", action="store_true", help=Help("print one JSON object", "输出一个 JSON 对象"))
    add(
        "--explain",
        action="store_true",
        help=Help("also show the duties that decided, with what each adds", "同时列出起决定作用的职责及其作用大小"),
    )
    add(
        "-e",
        "--encoding",
        help=Help(
            "the encoding of the text (default: UTF-8, otherwise GB18030)", "文本的编码（默认：UTF-8，否则 GB18030）"
        ),
    )
    add_model(parser)


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
