"""Is fastText better? Prints the table of models/README.md.

    python -m benchmarks.rivals [FILE…]

fastText is trained on the same examples, on the same units (characters, Latin words, numbers), with each of a grid of
settings, and every one is measured on the holdout and on each FILE (CSV: ``text,label``); the table
shows its best of all, which favours it. Ours is the model that ships.
"""

import csv
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from itertools import product
from pathlib import Path

import fasttext
from sklearn.metrics import f1_score

import mvs_classifier as mvs
from mvs_classifier.shipped import shipped_data
from mvs_classifier.text.ngrams import units
from mvs_classifier.text.normalize import normalize
from mvs_classifier.training.examples import read_shipped

PREFIX = "__label__"
GRID = product((2, 3), (10, 25, 50), (0.1, 0.3, 0.5))


def main() -> None:
    for file in (Path(shipped_data("holdout.csv")), *map(Path, sys.argv[1:])):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
        texts, labels = [row["text"] for row in rows], [row["label"] for row in rows]
        ours = figures(labels, [str(prediction.label) for prediction in mvs.load().classify_many(texts)])
        best = max(figures(labels, list(map(predict, texts))) for predict in RIVALS)
        print(f"| {file.stem} | " + " | ".join(f"{value:.3f}" for value in (*ours, *best)) + " |")


def figures(labels: Sequence[str], found: Sequence[str]) -> tuple[float, float, float]:
    """Accuracy, macro-F1, F1 of both."""
    right = sum(map(str.__eq__, labels, found)) / len(labels)
    f1 = dict(zip(sorted(set(labels)), f1_score(labels, found, average=None, zero_division=0), strict=True))
    return right, sum(f1.values()) / len(f1), f1["both"]


def spaced(text: str) -> str:
    return " ".join(units(normalize(text)))


def trained() -> list[Callable[[str], str]]:
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
        file.writelines(f"{PREFIX}{example.label} {spaced(example.text)}\n" for example in read_shipped())
        file.flush()
        models = [
            fasttext.train_supervised(
                file.name, wordNgrams=longest, epoch=epochs, lr=rate, dim=50, minCount=1, thread=1, verbose=0
            )
            for longest, epochs, rate in GRID
        ]
    return [partial(predicted, model) for model in models]


def predicted(model: "fasttext.FastText._FastText", text: str) -> str:
    label: str = model.predict(spaced(text))[0][0]
    return label.removeprefix(PREFIX)


if __name__ == "__main__":
    print("| | ours: accuracy | macro-F1 | F1 both | fastText: accuracy | macro-F1 | F1 both |")
    print("| --- " * 7 + "|")
    RIVALS = trained()
    main()
