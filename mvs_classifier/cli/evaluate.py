"""The command ``evaluate``."""

from argparse import Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mvs_classifier.cli.names import row_judged
from mvs_classifier.cli.options import Parser, add_labelled, add_language, add_model, read_options
from mvs_classifier.cli.output import say, show, show_json
from mvs_classifier.i18n import N_, _
from mvs_classifier.model.labels import Label
from mvs_classifier.store.current import load
from mvs_classifier.tables.language import label_name
from mvs_classifier.tables.postings import hints_of_texts
from mvs_classifier.text.cells import padded

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
        say(_("note: {note}", note=note))
    if options.html:
        write_report(options.html, classifier, evaluation, notes=notes)
        say(_("report written to {path}", path=options.html))
    return 0


def _notes(evaluation: "Evaluation") -> Iterator[str]:
    from mvs_classifier.training.lesson import learned_texts

    yield from evaluation.notes
    yield from hints_of_texts(one.example.text for one in evaluation.judged if not one.example.is_posting)
    learned = learned_texts()
    known = sum(one.example.identity in learned for one in evaluation.judged)
    if known:
        yield _(
            "{known:,} of {texts:,} texts ship as training data or were taught; a model does better on what it has "
            "learned than on other texts",
            known=known,
            texts=evaluation.texts,
        )
    if evaluation.skipped:
        yield _("{rows:,} rows without a correction were left out", rows=evaluation.skipped)
    absent = [label_name(label) for label, row in zip(Label, evaluation.confusion, strict=True) if not sum(row)]
    if absent:
        yield _(
            "no text is {labels}; macro-F1 is the mean over the labels that are there or were given",
            labels=_(", ").join(absent),
        )


def _show_plain(evaluation: "Evaluation") -> None:
    show(_("{texts:,} texts", texts=evaluation.texts))
    for name, value in evaluation.metrics.items():
        show(f"  {padded(_(name), 20)}{round(value, 3) + 0.0:>8.3f}")
    show("\n" + _("true label down, verdict across"))
    show(" " * 12 + "".join(padded(label_name(label), 12, to_right=True) for label in Label))
    for label, row in zip(Label, evaluation.confusion, strict=True):
        show("  " + padded(label_name(label), 10) + "".join(f"{count:>12,}" for count in row))
    heads = zip((_("confidence"), _("texts"), _("accuracy")), (10, 9, 12), strict=True)
    show("\n" + "".join(padded(head, cells, to_right=True) for head, cells in heads))
    for count, confidence, accuracy in evaluation.calibration:
        show(f"  {confidence:>8.2f}{count:>9,}{accuracy:>12.2f}")
    if evaluation.mistakes:
        show("\n" + _("the surest of {count:,} wrong verdicts", count=len(evaluation.mistakes)))
    for mistake in evaluation.mistakes[:_SHOWN]:
        show("  " + row_judged(mistake.prediction.confidence, mistake.example, mistake.prediction.label))


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
