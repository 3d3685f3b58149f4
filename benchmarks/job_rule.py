"""Which rule leads from a job's lines to its label? Prints the tables of models/README.md.

    python -m benchmarks.job_rule [FILE…]

Each FILE is a CSV of whole postings (``text,label``); the postings written for the project come first.
The first table varies two thresholds of the rule, the second the others one by one: how many postings get their label.
"""

import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import mvs_classifier as mvs
from mvs_classifier.model import jobs
from mvs_classifier.shipped import shipped_data, shipped_model

BOTH_FROM = (0.30, 0.36, 0.38, 0.40, 0.42, 0.45)
NEITHER_BELOW_OF_DUTIES = (0.10, 0.20, 0.30, 0.40, 0.50)
OTHERS = {"NEITHER_BELOW": (0.0, 0.04, 0.08, 0.12, 0.16), "BESIDE_DUTIES": (0.0, 0.25, 0.5, 0.75, 1.0)}

Tasks = Sequence[tuple[str, mvs.Prediction]]


def main() -> None:
    classifier = mvs.load(shipped_model())
    sets: dict[str, list[tuple[str, Tasks]]] = {}
    for path in (Path(shipped_data("postings.csv")), *map(Path, sys.argv[1:])):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        tags = classifier.tag_jobs([row["text"] for row in rows])
        sets[path.stem] = [(row["label"], tag.tasks) for row, tag in zip(rows, tags, strict=True)]
    names = " / ".join(f"{name} ({len(postings)})" for name, postings in sets.items())
    print(f"{names}; rows: both from …, columns: neither below … of the duties\n")
    print("| | " + " | ".join(f"{value:.2f}" for value in NEITHER_BELOW_OF_DUTIES) + " |")
    print("| --- " * (len(NEITHER_BELOW_OF_DUTIES) + 1) + "|")
    for both in BOTH_FROM:
        cells = [right(sets, BOTH_FROM=both, NEITHER_BELOW_OF_DUTIES=neither) for neither in NEITHER_BELOW_OF_DUTIES]
        print(f"| {both:.2f} | " + " | ".join(cells) + " |")
    print("\n| | " + " | " * 4 + " |\n" + "| --- " * 6 + "|")
    for name, values in OTHERS.items():
        print(f"| {name} | " + " | ".join(f"{value}: {right(sets, **{name: value})}" for value in values) + " |")


def right(sets: dict[str, list[tuple[str, Tasks]]], **thresholds: Any) -> str:
    usual = {name: getattr(jobs, name) for name in thresholds}
    vars(jobs).update(thresholds)
    parts = [
        sum(label == jobs.job_label(jobs.look_at(tasks)) for label, tasks in postings) / len(postings)
        for postings in sets.values()
    ]
    vars(jobs).update(usual)
    return " / ".join(f"{part:.3f}" for part in parts)


if __name__ == "__main__":
    main()
