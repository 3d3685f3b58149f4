"""The command ``classify``."""

from argparse import Namespace
from functools import partial
from typing import Any

from mvs_classifier.cli.options import Parser, add_language, add_model, language_of_labels
from mvs_classifier.cli.output import argument_text, show_json
from mvs_classifier.cli.terminal import input_lines
from mvs_classifier.cli.verdicts import predicted, show_verdict, warn_of_files
from mvs_classifier.i18n import N_, _, joined
from mvs_classifier.model.explain import Explanation
from mvs_classifier.model.prediction import Prediction
from mvs_classifier.store.current import load
from mvs_classifier.tables.language import label_name

SUMMARY = N_("label texts")
DESCRIPTION = N_("""\
Label texts given as arguments, or one text a line from standard input.
Prints for each text: label, confidence, text, separated by tabs; with --json one JSON object a line.
""")
EXAMPLES = N_("""\
examples:
  mvs-classifier classify "负责拜访客户，完成季度销售指标"
  mvs-classifier classify --explain "策划618大促活动并撰写推文"
  mvs-classifier classify --json - < tasks.txt
""")

_SHOWN_WORDS = 5


def add_options(parser: Parser) -> None:
    """Add the options."""
    add = parser.add_argument
    add(
        "texts",
        nargs="*",
        type=argument_text,
        metavar="TEXT",
        help=_("a text to label; without one, or with -, standard input is read, one text a line"),
    )
    add(
        "--json",
        action="store_true",
        help=_("print JSON Lines: text, label, confidence, scores, reason, model"),
    )
    add(
        "--explain",
        action="store_true",
        help=_("also show the words that support the label, strongest first"),
    )
    add(
        "-e",
        "--encoding",
        help=_("the encoding of standard input, which is then read line by line (default: UTF-8, otherwise GB18030)"),
    )
    add_model(parser)
    add_language(parser, language_of_labels())


def run(options: Namespace) -> int:
    """Print the verdict on each text."""
    classifier = load(options.model)
    from_input = options.texts in ([], ["-"])
    if not from_input:
        warn_of_files(options.texts)
    texts = input_lines(options.encoding) if from_input else iter(options.texts)
    show = _show_json if options.json else partial(_show_plain, options.lang or "en")
    if options.explain:
        for text in texts:
            show(text, classifier.classify(text), classifier.explain(text))
    else:
        for text, prediction in predicted(classifier, texts):
            show(text, prediction, None)
    return 0


def _show_plain(code: str, text: str, prediction: Prediction, explanation: Explanation | None) -> None:
    words = explanation.strongest(_SHOWN_WORDS) if explanation else ()
    shown = joined(f"{word.word} {word.contributions[prediction.label]:+.2f}" for word in words)
    show_verdict(text, prediction, [shown] if explanation else [], label=label_name(prediction.label, code))


def _show_json(text: str, prediction: Prediction, explanation: Explanation | None) -> None:
    record: dict[str, Any] = {"text": text, **prediction.to_dict()}
    if explanation:
        explained = explanation.to_dict()
        record |= {"intercept": explained["intercept"], "words": explained["words"]}
    show_json(record)
