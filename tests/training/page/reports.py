"""How the tests write a report and read its marks."""

import csv
from collections.abc import Iterable
from pathlib import Path

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.training.measure.evaluate import evaluate
from mvs_classifier.training.page import write_report


def written(path: Path, rows: Iterable[tuple[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *rows])
    return path


def report(tmp_path: Path, classifier: Classifier, rows: Iterable[tuple[str, str]]) -> str:
    path = tmp_path / "report.html"
    write_report(path, classifier, evaluate(classifier, written(tmp_path / "<in>.csv", rows)))
    return path.read_text(encoding="utf-8")
