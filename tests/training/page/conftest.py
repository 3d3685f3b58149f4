"""The reports that the tests read."""

from pathlib import Path

import pytest

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.file import read_model
from mvs_classifier.model.labels import Label
from mvs_classifier.model.parameters import GRID
from mvs_classifier.shipped import shipped_model
from mvs_classifier.training.examples import Example
from mvs_classifier.training.measure.evaluate import Evaluation, evaluate
from mvs_classifier.training.page import write_report
from tests.training.page.reports import written


@pytest.fixture(scope="package")
def leaning() -> Classifier:
    """Another model: the shipped one, leaning towards marketing."""
    shipped = read_model(shipped_model())
    first, *rest = shipped.parameters.intercept
    return Classifier(
        shipped._replace(
            parameters=shipped.parameters._replace(intercept=[first + 2 * GRID, *rest]),
            info=shipped.info._replace(fingerprint="leaning"),
        )
    )


@pytest.fixture(scope="package")
def many(tmp_path_factory: pytest.TempPathFactory, examples: list[Example]) -> Path:
    """Six hundred texts, of which a hundred have a wrong label."""
    order = list(Label)
    some = examples[:: len(examples) // 600][:600]
    rows = [(one.text, order[(order.index(one.label) + (number % 6 == 0)) % 4]) for number, one in enumerate(some)]
    return written(tmp_path_factory.mktemp("many") / "many.csv", rows)


@pytest.fixture(scope="package")
def measured_many(classifier: Classifier, many: Path) -> Evaluation:
    return evaluate(classifier, many)


@pytest.fixture(scope="package")
def compared(
    tmp_path_factory: pytest.TempPathFactory,
    classifier: Classifier,
    leaning: Classifier,
    many: Path,
    measured_many: Evaluation,
) -> str:
    path = tmp_path_factory.mktemp("compared") / "report.html"
    write_report(path, classifier, measured_many, (leaning, evaluate(leaning, many)), ["let in", "<i>with care</i>"])
    return path.read_text(encoding="utf-8")
