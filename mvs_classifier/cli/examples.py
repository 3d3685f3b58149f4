"""The command ``examples``."""

from argparse import Namespace
from typing import TYPE_CHECKING

from mvs_classifier.cli.options import Parser, add_language, language_of_labels, one_of
from mvs_classifier.cli.output import argument_text, on_one_line, say, show, show_json
from mvs_classifier.errors import UsageError
from mvs_classifier.i18n import N_, _
from mvs_classifier.store.state import read_state
from mvs_classifier.tables.language import label_name

if TYPE_CHECKING:
    from mvs_classifier.training.taught import TaughtExample

SUMMARY = N_("list or take back what was taught")
DESCRIPTION = N_("""\
What you have taught so far: number, date, file and line, label, text; before the text of a whole posting stands
[posting: TITLE]. `remove` takes examples back, by number or by the file that they came from; `train` then makes a model
without them.
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
        type=one_of(_("action"), ("list", "remove")),
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
    add_language(parser, language_of_labels())


def run(options: Namespace) -> int:
    """List what was taught, or take some of it back."""
    if options.action == "remove":
        return _remove(options)
    if options.what:
        raise UsageError(_("`examples list` takes no further argument, not {given!r:.60}", given=options.what[0]))
    return _list(options)


def _list(options: Namespace) -> int:
    from mvs_classifier.training.taught import read_taught

    taught = read_taught()
    for example in taught:
        if options.json:
            show_json(example._asdict())
        else:
            show("\t".join(_cells(example, options.lang or "en")))
    if not taught:
        say(_why_none())
    return 0


def _cells(example: "TaughtExample", code: str) -> list[str]:
    return [
        str(example.number),
        example.added,
        f"{on_one_line(example.file)}:{example.line}",
        label_name(example.label, code),
        _kind(example) + on_one_line(example.text),
    ]


def _kind(example: "TaughtExample") -> str:
    """What is put before the text of a whole posting."""
    if not example.kind:
        return ""
    title = on_one_line(example.title)
    return _("[posting: {title}] ", title=title) if title else _("[posting] ")


def _why_none() -> str:
    others = [name for name, version in read_state().versions.items() if version.examples]
    if others:
        return _(
            "the current model was not taught anything; {names} were: `mvs-classifier models` lists them",
            names=_(", ").join(others),
        )
    return _("nothing has been taught yet; `mvs-classifier train --add FILE` teaches")


def _remove(options: Namespace) -> int:
    from mvs_classifier.training.taught import take_back

    if not options.what:
        raise UsageError(
            _("`examples remove` needs numbers, such as 3 or 5-9, or names of files; `examples` lists them")
        )
    gone = take_back(options.what)
    say(_("examples taken back: {count:,}; `mvs-classifier train` makes a model without them", count=len(gone)))
    return 0
