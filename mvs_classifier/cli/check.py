"""The command ``check``."""

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from tqdm import tqdm

from mvs_classifier.cli.options import read_options
from mvs_classifier.cli.progress import move
from mvs_classifier.cli.streams import on_one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mvs_classifier.training.check import Doubt
    from mvs_classifier.training.labelled import Reading

_SHOWN = 50
_WHAT_NOW = (
    "mend the labels in {} itself, or, if that was taught already, fill in correct_label and give it to train --add"
)


def run(options: Namespace) -> int:
    """Print the labels of a file that are likely wrong, and write them to another where that is asked for."""
    from mvs_classifier.training.check import check, write_doubts
    from mvs_classifier.training.examples import read_shipped
    from mvs_classifier.training.forms import require_form
    from mvs_classifier.training.labelled import read_labelled

    if options.output:
        require_form(options.labelled, options.output, force=options.force)
    reading = read_labelled(options.labelled, read_options(options))
    for note in reading.notes:
        print(f"note: {note}", file=sys.stderr)
    with tqdm(desc="training", unit=" models", disable=None, file=sys.stderr, leave=False) as bar:
        doubts = check(reading.examples, read_shipped(), progress=lambda done, total: move(bar, done, total))
    (_print_json if options.json else _print_plain)(reading, doubts)
    if options.output:
        write_doubts(options.output, doubts)
        print(
            f"{len(doubts):,} rows written to {options.output}; {_WHAT_NOW.format(options.labelled)}", file=sys.stderr
        )
    return 0


def _print_plain(reading: "Reading", doubts: "Sequence[Doubt]") -> None:
    skipped = f" ({reading.skipped:,} rows without one)" if reading.skipped else ""
    print(f"{len(reading.examples):,} labels checked{skipped}, {len(doubts):,} in doubt")
    for doubt in doubts[:_SHOWN]:
        example, other = doubt.example, doubt.contradicts
        verdict = f"{example.label} -> {doubt.likely}"
        known = f"  ({other.label} in the shipped data, {other.file}:{other.line})" if other else ""
        print(f"  {doubt.probability:.2f}  {verdict:<24}line {example.line:<6}{on_one_line(example.text):.60}{known}")
    if len(doubts) > _SHOWN:
        print(f"  … and {len(doubts) - _SHOWN:,} more; -o FILE writes all")


def _print_json(reading: "Reading", doubts: "Sequence[Doubt]") -> None:
    import json

    found = [
        {
            "line": doubt.example.line,
            "text": doubt.example.text,
            "label": doubt.example.label,
            "probability": doubt.probability,
            "likely_label": doubt.likely,
            "likely_probability": doubt.likely_probability,
            "contradicts": f"{doubt.contradicts.file}:{doubt.contradicts.line}" if doubt.contradicts else None,
        }
        for doubt in doubts
    ]
    record = {"checked": len(reading.examples), "skipped": reading.skipped, "doubts": found}
    print(json.dumps(record, ensure_ascii=False))
