"""What can be typed: the commands, their options, their help."""

import argparse

from mvs_classifier.cli.learning import add_learning
from mvs_classifier.cli.options import add_model, command
from mvs_classifier.formats.registry import FORMATS

_DESCRIPTION = """\
Is this work marketing or sales? Labels Chinese sentences, tasks and job descriptions as
marketing, sales, both or neither, and says how sure it is and which words say so.
"""

_CLASSIFY = """\
Label texts given as arguments, or one text a line from standard input.
Prints for each text: label, confidence, text, separated by tabs; with --json one JSON object a line.
"""
_CLASSIFY_EXAMPLES = """\
examples:
  mvs-classifier classify "负责拜访客户，完成季度销售指标"
  mvs-classifier classify --explain "策划618大促活动并撰写推文"
  mvs-classifier classify --json - < tasks.txt
"""

_LABEL = """\
Label each row of a table and write every row, with the verdict beside it, to another. CSV and TSV, Excel (XLSX, and
XLS to read), JSON Lines and Parquet are told by the ending. The encoding (UTF-8, UTF-16, GB18030) and the delimiter of
a CSV are found by themselves. The new columns mvs_label, mvs_confidence, mvs_reason and mvs_model stand right after the
input's. The output appears when it is whole; what is interrupted goes on with --resume.
"""
_LABEL_EXAMPLES = """\
examples:
  mvs-classifier label tasks.csv -o labelled.csv
  mvs-classifier label 岗位.xlsx -o 结果.xlsx --lang zh
  mvs-classifier label postings.csv -o labelled.csv --job --column 职位描述 --title-column 职位名称
"""

_EXIT_CODES = """\
exit codes: 0 done, 1 failed, 2 usage, 3 done but some rows could not be read, 4 the new model is worse and was not
installed, 65 bad data, 66 no such input, 73 output cannot be written, 130 interrupted
"""


def make_parser(version: str) -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="mvs-classifier",
        description=_DESCRIPTION,
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"mvs-classifier {version}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_classify(command(commands, "classify", "label texts", _CLASSIFY, _CLASSIFY_EXAMPLES))
    _add_label(command(commands, "label", "label a table: CSV, Excel, JSON Lines, Parquet", _LABEL, _LABEL_EXAMPLES))
    add_learning(commands)
    return parser


def _add_classify(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("texts", nargs="*", metavar="TEXT", help="a text to label; none, or -, reads standard input, a text a line")
    add("--json", action="store_true", help="print JSON Lines: text, label, confidence, scores, reason, model")
    add("--explain", action="store_true", help="also show which words speak for the label, the strongest first")
    add(
        "-e",
        "--encoding",
        help="the encoding of standard input, then read line by line (default: UTF-8, else GB18030)",
    )
    add_model(parser)


def _add_label(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("input", metavar="IN", help="the table to read; - reads standard input")
    add("-o", "--output", required=True, metavar="OUT", help="the table to write; - writes to standard output")
    what = parser.add_argument_group("what is read")
    what.add_argument(
        "--column",
        action="append",
        metavar="COLUMN",
        help="the text's column: its name, or its number from 1 (default: the one that is obvious); given more than "
        "once, the columns are joined",
    )
    what.add_argument(
        "--job", action="store_true", help="the texts are whole job descriptions, labelled by their tasks"
    )
    what.add_argument(
        "--title-column", metavar="COLUMN", help="with --job: the column of titles, held against the tasks"
    )
    what.add_argument("--format", choices=FORMATS, help="the input's format (default: by its ending)")
    what.add_argument("-e", "--encoding", help="the input's encoding (default: found by itself; Big5 must be named)")
    what.add_argument(
        "-d", "--delimiter", help="a CSV's delimiter (default: found from the header; the output has the same)"
    )
    what.add_argument("--no-header", action="store_true", help="the first row is data; columns are numbered from 1")
    what.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook (default: the first)")
    how = parser.add_argument_group("what is written")
    how.add_argument("--output-format", choices=FORMATS, help="the output's format (default: by its ending)")
    how.add_argument("--explain", action="store_true", help="add mvs_words: the words that speak most for the label")
    how.add_argument("--lang", choices=("en", "zh"), default="en", help="the language of labels and column names")
    how.add_argument(
        "--min-confidence",
        type=float,
        default=0.0,
        metavar="P",
        help="leave the label empty where it is less sure, 0 to 1",
    )
    how.add_argument(
        "--safe-excel", action="store_true", help="put an apostrophe before CSV cells that Excel would run"
    )
    how.add_argument("--force", action="store_true", help="replace the output if it is already there")
    work = parser.add_argument_group("how it runs")
    work.add_argument("--resume", action="store_true", help="go on where the same command was interrupted")
    work.add_argument(
        "--workers", type=int, metavar="N", help="processes (default: as many as pay off for the file's size)"
    )
    add_model(parser)
