"""The command ``evaluate``."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mvs_classifier.cli.options import read_options
from mvs_classifier.cli.streams import on_one_line
from mvs_classifier.model.labels import Label
from mvs_classifier.store.current import load
from mvs_classifier.text.normalize import normalize

if TYPE_CHECKING:
    from mvs_classifier.training.measure.evaluate import Evaluation

_SHOWN = 10


def run(options: Namespace) -> int:
    """Print how well the model does on a labelled file."""
    from mvs_classifier.training.measure.evaluate import evaluate

    if options.html:
        from mvs_classifier.training.page import require_report, write_report

        require_report(options.html)
    classifier = load(options.model)
    evaluation = evaluate(classifier, options.labelled, read=read_options(options))
    (_print_json if options.json else _print_plain)(evaluation)
    notes = list(_notes(evaluation))
    for note in notes:
        print(f"note: {note}", file=sys.stderr)
    if options.html:
        write_report(options.html, classifier, evaluation, notes=notes)
        print(f"report written to {options.html}", file=sys.stderr)
    return 0


def _notes(evaluation: "Evaluation") -> Iterator[str]:
    from mvs_classifier.training.lesson import learned_texts

    yield from evaluation.notes
    learned = learned_texts()
    known = sum(normalize(one.example.text) in learned for one in evaluation.judged)
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


def _print_plain(evaluation: "Evaluation") -> None:
    print(f"{evaluation.texts:,} texts")
    for name, value in evaluation.metrics.items():
        print(f"  {name:<20}{value:>8.3f}")
    print("\ntrue label down, verdict across")
    print(" " * 12 + "".join(f"{label:>12}" for label in Label))
    for label, row in zip(Label, evaluation.confusion, strict=True):
        print(f"  {label:<10}" + "".join(f"{count:>12,}" for count in row))
    print("\nconfidence    texts    accuracy")
    for count, confidence, accuracy in evaluation.calibration:
        print(f"  {confidence:>8.2f}{count:>9,}{accuracy:>12.2f}")
    if evaluation.mistakes:
        print(f"\nthe surest of {len(evaluation.mistakes):,} wrong verdicts")
    for one in evaluation.mistakes[:_SHOWN]:
        text = on_one_line(one.example.text)
        verdict = f"{one.example.label} -> {one.prediction.label}"
        print(f"  {one.prediction.confidence:.2f}  {verdict:<24}line {one.example.line:<6}{text:.60}")


def _print_json(evaluation: "Evaluation") -> None:
    import json

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
    print(json.dumps(record, ensure_ascii=False))
