"""What do more lines bring? Prints the table of models/README.md.

    python -m benchmarks.learning_curve [FILE…]

Models are trained on growing parts of the tasks (whole groups, in a random order that is always the same) with all
other shipped data, and measured on the holdout and on each FILE (CSV: ``text,label``). Beside it:
how many character 4-grams each further thousand lines bring that no earlier line has.
"""

import csv
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from mvs_classifier.model.labels import Label
from mvs_classifier.shipped import shipped_data
from mvs_classifier.text.normalize import normalize
from mvs_classifier.training.examples import TASKS, Example, read_shipped
from mvs_classifier.training.fit import Settings, fit
from mvs_classifier.training.measure.folds import all_logits
from mvs_classifier.training.measure.metrics import OutOfFold, metrics

PARTS = (0.0, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)


def main() -> None:
    files = [Path(shipped_data("holdout.csv")), *map(Path, sys.argv[1:])]
    examples = read_shipped()
    others = [example for example in examples if example.file != TASKS]
    tasks = in_random_order([example for example in examples if example.file == TASKS])
    names = " | ".join(f"{file.stem}: accuracy | macro-F1" for file in files)
    print(f"| lines | new 4-grams per 1,000 lines | {names} |")
    print("| --- " * (2 + 2 * len(files)) + "|")
    seen: set[str] = set()
    before = 0
    for part in PARTS:
        chosen = tasks[: round(part * len(tasks))]
        new = {gram for example in chosen[before:] for gram in fourgrams(example.text)} - seen
        rate = f"{1000 * len(new) / (len(chosen) - before):,.0f}" if len(chosen) > before else ""
        seen |= new
        before = len(chosen)
        figures = " | ".join(f"{value:.3f}" for file in files for value in measured([*others, *chosen], file))
        print(f"| {len(chosen):,} | {rate} | {figures} |", flush=True)


def in_random_order(tasks: Sequence[Example]) -> list[Example]:
    groups: dict[str, list[Example]] = {}
    for example in tasks:
        groups.setdefault(example.group, []).append(example)
    order = list(groups)
    random.Random(0).shuffle(order)  # noqa: S311
    return [example for group in order for example in groups[group]]


def fourgrams(text: str) -> set[str]:
    text = "".join(filter(str.isalnum, normalize(text)))
    return {text[start : start + 4] for start in range(len(text) - 3)}


def measured(examples: Sequence[Example], file: Path) -> tuple[float, float]:
    parameters = fit(examples, Settings())
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    order = [str(label) for label in Label]
    labels = np.array([order.index(row["label"]) for row in rows])
    found = metrics(OutOfFold(labels, all_logits(parameters, [row["text"] for row in rows])))
    return found["accuracy"], found["macro_f1"]


if __name__ == "__main__":
    main()
