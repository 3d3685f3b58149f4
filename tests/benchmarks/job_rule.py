"""Which rule leads from a job's lines to its label? Prints the table of models/README.md.

    python -m tests.benchmarks.job_rule [FILE]

FILE is a CSV of whole postings with the columns ``text`` and ``label``; the default are the postings written for the
project. For each pair of thresholds it prints how many postings get their label.
"""

import csv
import sys
from pathlib import Path

import mvs_classifier as mvs
from mvs_classifier.model import jobs
from mvs_classifier.shipped import shipped

BOTH_FROM = (0.25, 0.30, 1 / 3, 0.36, 0.40, 0.45)
NEITHER_BELOW = (0.05, 0.10, 0.15, 0.20, 0.25, 0.30)


def main() -> None:
    path = Path(sys.argv[1] if sys.argv[1:] else shipped("training_data", "postings.csv"))
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    classifier = mvs.load()
    wanted = [row["label"] for row in rows]
    tags = [classifier.tag_job(row["text"]) for row in rows]
    parts = [jobs.craft_part([prediction for _, prediction in tag.tasks]) for tag in tags]
    print(f"{len(rows)} postings of {path.name}; rows: both from …, columns: neither below …\n")
    print("| | " + " | ".join(f"{value:.2f}" for value in NEITHER_BELOW) + " |")
    print("| --- " * (len(NEITHER_BELOW) + 1) + "|")
    for both_from in BOTH_FROM:
        right = []
        for neither_below in NEITHER_BELOW:
            jobs.BOTH_FROM, jobs.NEITHER_BELOW = both_from, neither_below
            found = [
                jobs.job_label(tag.marketing_share, tag.sales_share, part)
                for tag, part in zip(tags, parts, strict=True)
            ]
            right.append(sum(map(str.__eq__, wanted, found)) / len(rows))
        print(f"| {both_from:.2f} | " + " | ".join(f"{value:.3f}" for value in right) + " |")


if __name__ == "__main__":
    main()
