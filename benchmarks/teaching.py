"""What teaching whole postings does: python -m benchmarks.teaching

Teaches the twenty postings of tests/data/taught_postings.csv, each of which the model that ships gets wrong or a house
rule labels otherwise, with their titles and without. Prints how many come out as taught, how many of the hundred
look-alikes, which are not taught, get the same label, what becomes of the held-out postings, and how long it takes.
"""

import csv
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.shipped import shipped_data, shipped_model
from mvs_classifier.store.current import load
from mvs_classifier.training.examples import POSTING, POSTINGS_HOLDOUT, USER, Example, read_postings
from mvs_classifier.training.labelled import ReadOptions
from mvs_classifier.training.measure.evaluate import evaluate_examples
from mvs_classifier.training.train import train

POSTINGS = Path(__file__).parent.parent / "tests" / "data" / "taught_postings.csv"


def main() -> None:
    shipped, holdout = load(shipped_model()), read_postings(shipped_data(POSTINGS_HOLDOUT))
    print(
        "| | as taught | look-alikes (untaught) | held-out postings right | seconds |\n| --- | --- | --- | --- | --- |"
    )
    for name, has_titles in (("with titles", True), ("without titles", False)):
        taught, look_alikes = read("taught", has_titles=has_titles), read("look-alike", has_titles=has_titles)
        start = time.perf_counter()
        classifier = teach(taught)
        seconds = time.perf_counter() - start
        cells = [f"{right(classifier, taught)} of {len(taught)}"]
        cells += [
            f"{right(classifier, some)} ({right(shipped, some)}) of {len(some)}" for some in (look_alikes, holdout)
        ]
        print(f"| {name} | {' | '.join(cells)} | {seconds:.0f} |", flush=True)


def read(role: str, *, has_titles: bool) -> list[Example]:
    with POSTINGS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["role"] == role]
    return [
        Example(row["text"], Label(row["label"]), "", 0, "", USER, POSTING, row["title"] if has_titles else "")
        for row in rows
    ]


def teach(postings: Sequence[Example]) -> Classifier:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MVS_CLASSIFIER_HOME"] = folder
        new = Path(folder, "new.csv")
        with new.open("w", encoding="utf-8", newline="") as file:
            rows = [(one.title, one.text, one.label) for one in postings]
            csv.writer(file).writerows([("title", "text", "label"), *rows])
        return train(new, job=True, read=ReadOptions(title_column="title"), force=True).classifier


def right(classifier: Classifier, postings: Sequence[Example]) -> int:
    return len(postings) - len(evaluate_examples(classifier, postings).mistakes)


if __name__ == "__main__":
    main()
