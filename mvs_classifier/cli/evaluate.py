"""The command ``evaluate``."""

from argparse import Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mvs_classifier.cli.options import Parser, add_labelled, add_language, add_model, read_options
from mvs_classifier.cli.output import on_one_line, say, show, show_json
from mvs_classifier.i18n import N_, _
from mvs_classifier.model.labels import Label
from mvs_classifier.store.current import load
from mvs_classifier.tables.postings import hints_of_texts

if TYPE_CHECKING:
    from mvs_classifier.training.measure.evaluate import Evaluation

SUMMARY = N_("measure a model")
DESCRIPTION = N_("""\
Measure a model on labelled texts: accuracy, macro-F1, F1 of each label, confusion matrix, calibration, and the surest
of the wrong verdicts. --html writes it all as one page for a browser, with plots and the words that decided.
""")
EXAMPLES = N_("""\
examples:
  mvs-classifier evaluate my_labelled.csv
  mvs-classifier evaluate my_labelled.xlsx --html report.html
  mvs-classifier evaluate postings.csv --job --title-column 职位名称
  mvs-classifier evaluate --json --model my_model.joblib my_labelled.csv
""")

_SHOWN = 10


def add_options(parser: Parser) -> None:
    """Add the options."""
    add = parser.add_argument
    add(
        "labelled",
        metavar="LABELLED",
        help=_("a table of labelled texts: CSV, Excel, JSON Lines, Parquet"),
    )
    add(
        "--json",
        action="store_true",
        help=_("print everything, and every wrong verdict, as JSON"),
    )
    add(
        "--html",
        metavar="FILE",
        help=_("also write a page for a browser; needs mvs-classifier[report]"),
    )
    add_model(parser)
    add_labelled(parser)
    add_language(parser)


def run(options: Namespace) -> int:
    """Print how well the model does on a labelled file."""
    from mvs_classifier.training.measure.evaluate import evaluate

    if options.html:
        from mvs_classifier.training.page import require_report, write_report

        require_report(options.html)
    classifier = load(options.model)
    evaluation = evaluate(classifier, options.labelled, read=read_options(options))
    (_show_json if options.json else _show_plain)(evaluation)
    notes = list(_notes(evaluation))
    for note in notes:
        say(f"note: {note}")
    if options.html:
        write_report(options.html, classifier, evaluation, notes=notes)
        say(f"report written to {options.html}")
    return 0


def _notes(evaluation: "Evaluation") -> Iterator[str]:
    from mvs_classifier.training.lesson import learned_texts

    yield from evaluation.notes
    yield from hints_of_texts(one.example.text for one in evaluation.judged if not one.example.is_posting)
    learned = learned_texts()
    known = sum(one.example.identity in learned for one in evaluation.judged)
    if known:
        yield (
            f"{known:,} of {evaluation.texts:,} texts ship as training data or were taught; a model does better on "
            "what it has learned than on other texts"
        )
    if evaluation.skipped:
        yield f"{evaluation.skipped:,} rows without a correction were left out"
    absent = [str(label) for label, row in zip(Label, evaluation.confusion, strict=True) if not sum(row)]
    if absent:
        yield f"no text is {', '.join(absent)}; macro-F1 is the mean over the labels that are there or were given"


def _show_plain(evaluation: "Evaluation") -> None:
    show(f"{evaluation.texts:,} texts")
    for name, value in evaluation.metrics.items():
        show(f"  {name:<20}{value:>8.3f}")
    show("\ntrue label down, verdict across")
    show(" " * 12 + "".join(f"{label:>12}" for label in Label))
    for label, row in zip(Label, evaluation.confusion, strict=True):
        show(f"  {label:<10}" + "".join(f"{count:>12,}" for count in row))
    show("\nconfidence    texts    accuracy")
    for count, confidence, accuracy in evaluation.calibration:
        show(f"  {confidence:>8.2f}{count:>9,}{accuracy:>12.2f}")
    if evaluation.mistakes:
        show(f"\nthe surest of {len(evaluation.mistakes):,} wrong verdicts")
    for mistake in evaluation.mistakes[:_SHOWN]:
        example, prediction = mistake.example, mistake.prediction
        text = on_one_line(example.text)
        verdict = f"{example.label} -> {prediction.label}"
        show(f"  {prediction.confidence:.2f}  {verdict:<24}line {example.line:<6}{text:.60}")


def _show_json(evaluation: "Evaluation") -> None:
    record = evaluation._replace(confidences=(), judged=(), mistakes=()).to_dict()
    del record["confidences"], record["judged"]
    record["mistakes"] = [
        {
            "line": one.example.line,
            "text": one.example.text,
            "label": one.example.label,
            "verdict": one.prediction.label,
            "confidence": one.prediction.confidence,
        }
        for one in evaluation.mistakes
    ]
    show_json(record)
