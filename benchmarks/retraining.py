"""What retraining does: python -m benchmarks.retraining [WEIGHT …]

Teaches 10, 100, 200 and 1,000 examples with the weight that is set, or with others where they are named, and prints
how many come out as taught, how many of their paraphrases do, what becomes of the holdout, and how long the whole of
it takes, with the comparison and the report. 200 of the examples are those of paraphrases.csv, written for this; the
other 800 are lines of tasks.csv from cells that are then left out of the shipped data.
"""

import csv
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.shipped import shipped_model
from mvs_classifier.store.current import load
from mvs_classifier.training import lesson
from mvs_classifier.training import train as training
from mvs_classifier.training.build import train_taught
from mvs_classifier.training.examples import TASKS, Example, read_shipped
from mvs_classifier.training.fit import Settings
from mvs_classifier.training.result import TrainingResult

PAIRS = Path(__file__).with_name("paraphrases.csv")
MANY = 1000


def main() -> None:
    pairs = read_pairs()
    shipped = read_shipped()
    cells = cells_left_out(shipped, MANY - len(pairs))
    rest = [example for example in shipped if (example.file, example.group) not in cells]
    lines = [example for example in shipped if (example.file, example.group) in cells][: MANY - len(pairs)]
    print("| taught | weight | as taught | paraphrases (untaught) | macro-F1 on the holdout | kept aside | seconds |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    trained = {"all": load(shipped_model()), "rest": Classifier(train_taught(rest, (), Settings(), 1.0))}
    for weight in [float(argument) for argument in sys.argv[1:]] or [Settings().taught_weight]:
        settings = Settings(taught_weight=weight)
        for count in (10, 100, len(pairs)):
            report(pairs[:count], (), shipped, trained["all"], settings)
        report(pairs, lines, rest, trained["rest"], settings)


def report(
    pairs: Sequence[tuple[Example, str]],
    lines: Sequence[Example],
    shipped: Sequence[Example],
    current: Classifier,
    settings: Settings,
) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        patch.object(lesson, "shipped_examples", lambda: list(shipped)),
        patch.object(training, "current_classifier", lambda: current),
    ):
        os.environ["MVS_CLASSIFIER_HOME"] = folder
        taught = [example for example, _ in pairs] + list(lines)
        new, html = Path(folder, "new.csv"), Path(folder, "report.html")
        write(new, taught)
        start = time.perf_counter()
        result = training.train(new, html=html, settings=settings, force=True)
        seconds = time.perf_counter() - start
    honoured = 1 - len(result.report.strayed) / len(taught)
    before, after = (hits(one, pairs) for one in (current, result.classifier))
    print(
        f"| {len(taught):,} | {settings.taught_weight:g} | {honoured:.1%} | {after:.1%} ({before:.1%}) "
        f"| {' | '.join(changes(result))} | {seconds:.0f} |",
        flush=True,
    )


def changes(result: TrainingResult) -> Iterator[str]:
    """The change of macro-F1 on the holdout, and on the examples kept aside."""
    gate = result.report.gate
    found = {comparison.name: comparison.figures[0] for comparison in gate.comparisons} if gate else {}
    for name in ("the holdout", "new examples kept aside"):
        row = found.get(name)
        if row and row.change:
            low, high = row.change.interval
            yield f"{row.change.previous:.3f} → {row.value:.3f} [{low:+.3f}, {high:+.3f}]"
        else:
            yield "too few"
    if gate and gate.reasons:
        print("the gate:", "; ".join(gate.reasons), file=sys.stderr)


def hits(classifier: Classifier, pairs: Sequence[tuple[Example, str]]) -> float:
    """The part of the paraphrases that get the label that was taught."""
    predictions = classifier.classify_many(paraphrase for _, paraphrase in pairs)
    return sum(p.label == example.label for p, (example, _) in zip(predictions, pairs, strict=True)) / len(pairs)


def read_pairs() -> list[tuple[Example, str]]:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [(Example(row["text"], Label(row["label"]), "", 0, "", "", ""), row["paraphrase"]) for row in rows]


def cells_left_out(shipped: Sequence[Example], count: int) -> set[tuple[str, str]]:
    """Cells of tasks.csv, drawn at random, that hold so many lines together."""
    lines = [example for example in shipped if example.file == TASKS]
    groups = sorted({example.group for example in lines})
    random.Random(1).shuffle(groups)  # noqa: S311
    found: set[tuple[str, str]] = set()
    while sum((example.file, example.group) in found for example in lines) < count:
        found.add((TASKS, groups.pop()))
    return found


def write(path: Path, examples: Sequence[Example]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *((example.text, example.label) for example in examples)])


if __name__ == "__main__":
    main()
