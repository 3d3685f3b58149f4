"""The command ``examples``."""

from argparse import Namespace

from mvs_classifier.cli.options import Parser, add_language, one_of
from mvs_classifier.cli.output import argument_text, on_one_line, say, show, show_json
from mvs_classifier.errors import UsageError
from mvs_classifier.i18n import N_, _
from mvs_classifier.store.state import read_state

SUMMARY = N_("list or take back what was taught")
DESCRIPTION = N_("""\
What you have taught so far: number, date, file and line, label, text. `remove` takes examples back, by number or by the
file that they came from; `train` then makes a model without them.
""")
EXAMPLES = N_("""\
examples:
  mvs-classifier examples
  mvs-classifier examples remove 3 7-12
  mvs-classifier examples remove corrections.csv
""")


def add_options(parser: Parser) -> None:
    """Add the options."""
    add = parser.add_argument
    add(
        "action",
        nargs="?",
        type=one_of("action", ("list", "remove")),
        default="list",
        metavar="ACTION",
        help=_("list or remove (default: list)"),
    )
    add(
        "what",
        nargs="*",
        type=argument_text,
        metavar="WHAT",
        help=_("what to remove: numbers (3), ranges of numbers (5-9), or names of files"),
    )
    add("--json", action="store_true", help=_("print JSON Lines"))
    add_language(parser)


def run(options: Namespace) -> int:
    """List what was taught, or take some of it back."""
    if options.action == "remove":
        return _remove(options)
    if options.what:
        raise UsageError(f"`examples list` takes no further argument, not {options.what[0]!r:.60}")
    return _list(options)


def _list(options: Namespace) -> int:
    from mvs_classifier.training.taught import read_taught

    taught = read_taught()
    for example in taught:
        if options.json:
            show_json(example._asdict())
        else:
            place = f"{on_one_line(example.file)}:{example.line}"
            show(f"{example.number}\t{example.added}\t{place}\t{example.label}\t{on_one_line(example.text)}")
    if not taught:
        say(_why_none())
    return 0


def _why_none() -> str:
    others = [name for name, version in read_state().versions.items() if version.examples]
    if others:
        return (
            f"the current model was not taught anything; {', '.join(others)} were: `mvs-classifier models` lists them"
        )
    return "nothing has been taught yet; `mvs-classifier train --add FILE` teaches"


def _remove(options: Namespace) -> int:
    from mvs_classifier.training.taught import take_back

    if not options.what:
        raise UsageError("`examples remove` needs numbers, such as 3 or 5-9, or names of files; `examples` lists them")
    gone = take_back(options.what)
    say(f"examples taken back: {len(gone):,}; `mvs-classifier train` makes a model without them")
    return 0
