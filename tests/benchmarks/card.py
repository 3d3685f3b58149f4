"""Bring the figures of models/README.md up to date.

    python -m tests.benchmarks.card

Needs the extra ``test`` and takes about half a minute.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import confusion_matrix

import mvs_classifier as mvs
from mvs_classifier.shipped import shipped
from mvs_classifier.training.evaluation import OutOfFold, calibrated, cross_validate, leave_styles_out, metrics
from mvs_classifier.training.evaluation import probabilities
from mvs_classifier.training.examples import TASKS, Example, read_examples, read_shipped
from mvs_classifier.training.fit import Settings

CARD = Path(shipped("models", "README.md"))
LABELS = [str(label) for label in mvs.Label]
BINS = 10
FEWEST = 30


def main() -> None:
    info = mvs.load(shipped("models", "default.joblib")).info
    examples = read_shipped()
    heat = float(info.settings["temperature"])
    folds = calibrated(cross_validate(examples, Settings()), heat)
    styles = calibrated(leave_styles_out(examples, Settings()), heat)
    holdout = measured_on_holdout()
    figures = [
        f"Model `{info.fingerprint}`: {info.features:,} features, temperature {heat:.3f}; "
        + ", ".join(f"{name} {value}" for name, value in info.versions.items()),
        counts_table(examples),
        "All examples in cross-validation, the tasks with their styles left out, and the holdout that trains nothing:",
        metrics_table({"cross-validation": folds, "styles left out": styles, "holdout": holdout}),
        "Holdout, rows true, columns predicted:",
        confusion_table(holdout),
        "Confidence and accuracy, styles left out:",
        calibration_table(styles),
        "Accuracy by kind of text, styles left out (kinds of 30 texts or more):",
        kinds_table(tasks_in_order(examples), styles),
        f"Whole postings written for the rule: {postings_right():.3f} of the labels right.",
    ]
    text = CARD.read_text(encoding="utf-8")
    block = re.compile(r"(<!-- figures:.*?-->\n).*?(<!-- end of figures -->)", re.DOTALL)
    written = "\n\n".join(figures)
    CARD.write_text(block.sub(lambda found: f"{found[1]}\n{written}\n\n{found[2]}", text), encoding="utf-8")


def measured_on_holdout() -> OutOfFold:
    classifier = mvs.load(shipped("models", "default.joblib"))
    examples = read_examples([shipped("training_data", "holdout.csv")])
    scores = [classifier.classify(example.text).scores for example in examples]
    logits = np.log([[score[label] for label in mvs.Label] for score in scores])
    return OutOfFold(np.array([LABELS.index(example.label) for example in examples]), logits)


def tasks_in_order(examples: Sequence[Example]) -> list[Example]:
    """The tasks in the order in which ``leave_styles_out`` returns them."""
    styles: dict[str, list[Example]] = {}
    for example in examples:
        if example.file == TASKS:
            styles.setdefault(example.style, []).append(example)
    return [example for style in styles.values() for example in style]


def table(header: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def counts_table(examples: Sequence[Example]) -> str:
    counts = Counter((example.file, str(example.label)) for example in examples)
    files = list(dict.fromkeys(example.file for example in examples))
    rows = [[file, *(counts[file, label] for label in LABELS)] for file in files]
    return table(["", *LABELS], rows)


def metrics_table(outcomes: dict[str, OutOfFold]) -> str:
    measured = {name: metrics(outcome) for name, outcome in outcomes.items()}
    names = next(iter(measured.values()))
    rows = [[name.replace("_", " "), *(f"{values[name]:.3f}" for values in measured.values())] for name in names]
    return table(["", *measured], [["texts", *(len(outcome.labels) for outcome in outcomes.values())], *rows])


def confusion_table(outcome: OutOfFold) -> str:
    matrix = confusion_matrix(outcome.labels, outcome.logits.argmax(axis=1), labels=range(len(LABELS)))
    return table(["", *LABELS], [[label, *row] for label, row in zip(LABELS, matrix.tolist(), strict=True)])


def calibration_table(outcome: OutOfFold) -> str:
    confidence = probabilities(outcome.logits).max(axis=1)
    right = outcome.logits.argmax(axis=1) == outcome.labels
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    rows = [
        [
            f"{number / BINS:.1f}–{(number + 1) / BINS:.1f}",
            int((bins == number).sum()),
            f"{confidence[bins == number].mean():.3f}",
            f"{right[bins == number].mean():.3f}",
        ]
        for number in np.unique(bins).tolist()
    ]
    return table(["confidence", "texts", "mean confidence", "accuracy"], rows)


def kinds_table(examples: Sequence[Example], outcome: OutOfFold) -> str:
    right = outcome.logits.argmax(axis=1) == outcome.labels
    kinds: dict[str, list[bool]] = {}
    for example, is_right in zip(examples, right.tolist(), strict=True):
        if example.kind:
            kinds.setdefault(example.kind, []).append(is_right)
    rows = [[kind, len(all_), f"{sum(all_) / len(all_):.3f}"] for kind, all_ in kinds.items() if len(all_) >= FEWEST]
    return table(["kind", "texts", "accuracy"], sorted(rows, key=lambda row: -int(row[1])))


def postings_right() -> float:
    classifier = mvs.load(shipped("models", "default.joblib"))
    with Path(shipped("training_data", "postings.csv")).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return sum(classifier.tag_job(row["text"]).label == row["label"] for row in rows) / len(rows)


if __name__ == "__main__":
    main()
