"""What can be typed of the commands that measure and teach: evaluate, train, suggest, check, models, examples."""

import argparse

from mvs_classifier.cli.options import add_file, add_labelled, add_model, command

_EVALUATE = """\
Measure a model on labelled texts: accuracy, macro-F1, F1 of each label, confusion matrix, calibration, and the surest
of the wrong verdicts. --html writes it all as one page for a browser, with plots and the words that decided.
"""
_EVALUATE_EXAMPLES = """\
examples:
  mvs-classifier evaluate my_labelled.csv
  mvs-classifier evaluate my_labelled.xlsx --html report.html
  mvs-classifier evaluate --json --model my_model.joblib my_labelled.csv
"""

_TRAIN = """\
Teach the model your own examples: a table with a column of texts and one of labels (marketing, sales, both, neither, or
市场, 销售, 营销+销售, 都不是), or a table that `label` or `suggest` wrote, with a column correct_label filled in where
you know better. Everything known is learned again with them. The new model is measured against the current one, and
installed only if it is not worse; the old one stays, and `models rollback` goes back to it.
"""
_TRAIN_EXAMPLES = """\
examples:
  mvs-classifier train --add corrections.xlsx
  mvs-classifier train --add january.csv february.csv --dry-run
  mvs-classifier train --add corrections.csv --html report.html
  mvs-classifier train -o my_model.joblib
"""

_SUGGEST = """\
Choose the rows of a table from which the model would learn most: unsure ones, no two alike. They are written, the most
useful first, with an empty column correct_label: fill it in, then give the table to `train --add`.
"""
_SUGGEST_EXAMPLES = """\
examples:
  mvs-classifier suggest postings.csv -o to_label.xlsx -n 50
  mvs-classifier train --add to_label.xlsx
"""

_CHECK = """\
Find labels that are likely wrong in a labelled table: each row is judged by a model that was trained without it.
"""
_CHECK_EXAMPLES = """\
examples:
  mvs-classifier check my_labelled.csv
  mvs-classifier check my_labelled.xlsx -o doubts.csv
"""

_MODELS = """\
The models of your store: which there are and which is current (list), what one is (info), another one (use), the one
before (rollback), one less (remove). The model that ships is called shipped. A model goes with the examples that it was
taught: who goes back to a model goes back to its examples.
"""
_MODELS_EXAMPLES = """\
examples:
  mvs-classifier models
  mvs-classifier models info
  mvs-classifier models rollback
  mvs-classifier models use shipped
"""

_EXAMPLES = """\
What you have taught so far: number, day, file and line, label, text. `remove` takes examples back, by their numbers or
by the file that they came from; `train` then makes a model without them.
"""
_EXAMPLES_EXAMPLES = """\
examples:
  mvs-classifier examples
  mvs-classifier examples remove 3 7-12
  mvs-classifier examples remove corrections.csv
"""


def add_learning(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    _add_evaluate(command(commands, "evaluate", "measure a model", _EVALUATE, _EVALUATE_EXAMPLES))
    _add_train(command(commands, "train", "teach the model your examples", _TRAIN, _TRAIN_EXAMPLES))
    _add_suggest(command(commands, "suggest", "choose what to label next", _SUGGEST, _SUGGEST_EXAMPLES))
    _add_check(command(commands, "check", "find labels that are likely wrong", _CHECK, _CHECK_EXAMPLES))
    _add_models(command(commands, "models", "list, use, roll back models", _MODELS, _MODELS_EXAMPLES))
    _add_examples(command(commands, "examples", "list or take back what was taught", _EXAMPLES, _EXAMPLES_EXAMPLES))


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("labelled", metavar="LABELLED", help="a table of labelled texts: CSV, Excel, JSON Lines, Parquet")
    add("--json", action="store_true", help="print everything, and every wrong verdict, as JSON")
    add("--html", metavar="FILE", help="also write a page for a browser; needs mvs-classifier[report]")
    add_model(parser)
    add_labelled(parser)


def _add_train(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--add", nargs="+", action="extend", metavar="NEW", help="tables of new examples")
    add("-o", "--output", metavar="FILE", help="write the model to a file instead of installing it")
    add("--dry-run", action="store_true", help="report only")
    add("--force", action="store_true", help="install the model even if it is worse; it will say so")
    add("--shipped", action="store_true", help="leave out what was taught earlier")
    add("--html", metavar="FILE", help="also write the report as a page for a browser; needs mvs-classifier[report]")
    add("--json", action="store_true", help="print the report as JSON")
    add_labelled(parser)


def _add_suggest(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("input", metavar="IN", help="a table of texts: CSV, Excel, JSON Lines, Parquet")
    add("-o", "--output", required=True, metavar="OUT", help="the table to write: CSV, TSV or XLSX")
    add("-n", "--number", type=int, default=50, metavar="N", help="how many rows (default: 50)")
    add("--column", action="append", metavar="COLUMN", help="the text's column: its name or number")
    add("--known", nargs="+", action="extend", metavar="FILE", help="labelled tables whose texts are not suggested")
    add_file(parser)
    add("--force", action="store_true", help="replace the output if it is already there")
    add_model(parser)


def _add_check(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("labelled", metavar="LABELLED", help="a table of labelled texts: CSV, Excel, JSON Lines, Parquet")
    add(
        "-o",
        "--output",
        metavar="OUT",
        help="write the doubtful rows to a table (CSV, TSV, XLSX), with an empty correct_label",
    )
    add("--force", action="store_true", help="replace the output if it is already there")
    add("--json", action="store_true", help="print the doubts as JSON")
    add_labelled(parser)


def _add_models(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    actions = ("list", "info", "use", "rollback", "remove")
    add("action", nargs="?", choices=actions, default="list", metavar="ACTION", help=f"{', '.join(actions)}")
    add("name", nargs="?", metavar="NAME", help="the model: its fingerprint, or the first digits of it, or shipped")
    add("--force", action="store_true", help="remove a model even if examples are lost with it")
    add("--json", action="store_true", help="print list or info as JSON")


def _add_examples(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("action", nargs="?", choices=("list", "remove"), default="list", metavar="ACTION", help="list or remove")
    add("what", nargs="*", metavar="WHAT", help="to remove: numbers (3), ranges of them (5-9), or names of files")
    add("--json", action="store_true", help="print JSON Lines")
