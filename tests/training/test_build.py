"""Examples become a model: enough of them, honest figures, the same bytes whatever the processor."""

import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import mvs_classifier as mvs
from mvs_classifier.errors import DataError
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.file import read_model, write_model
from mvs_classifier.model.taught import Taught
from mvs_classifier.training.build import noted, shipped_temperature, train_model, train_taught
from mvs_classifier.training.examples import POSTINGS, SHIPPED_FILES, USER, Example, read_postings, read_shipped
from mvs_classifier.training.fit import Settings
from mvs_classifier.training.lesson import read_holdout
from mvs_classifier.training.measure import folds
from mvs_classifier.training.measure.evaluate import evaluate_examples
from tests.small_world import GOOD, make

TAUGHT_EXAMPLES = [
    Example(text, mvs.Label(label), "new.csv", line, f"new.csv:{line}", USER, "")
    for line, (text, label) in enumerate(GOOD, 2)
]


def test_a_model_is_named_after_its_content_and_says_what_it_was_made_from(small: Path, small_model: Path) -> None:
    info = read_model(small_model).info
    assert sum(info.examples.values()) == len(read_shipped()) + len(read_postings())
    assert set(info.examples) == {*SHIPPED_FILES, POSTINGS}
    assert info.versions["mvs-classifier"] == mvs.__version__
    assert info.settings["C"] == str(Settings().C)
    assert all(name.startswith("left_out_") for name in info.metrics)
    assert 0.5 < info.metrics["left_out_macro_f1"] < 1


@pytest.mark.slow  # the next test does it with other kernels
def test_training_again_gives_the_same_bytes(small_model: Path, tmp_path: Path) -> None:
    make(tmp_path / "again")
    assert (tmp_path / "again/models/default.joblib").read_bytes() == small_model.read_bytes()


@pytest.mark.parametrize("kernel", ["Prescott", pytest.param("Haswell", marks=pytest.mark.slow)])
def test_another_arithmetic_gives_the_same_bytes(kernel: str, small_model: Path, tmp_path: Path) -> None:
    """OpenBLAS adds in another order with the kernels of another processor, and with more threads."""
    code = "import sys; from pathlib import Path; from tests.small_world import make; make(Path(sys.argv[1]))"
    command = [sys.executable, "-c", code, str(tmp_path / "other")]
    folder, arithmetic = Path(__file__).parents[2], {"OPENBLAS_CORETYPE": kernel, "OPENBLAS_NUM_THREADS": "2"}
    subprocess.run(command, env={**os.environ, **arithmetic}, cwd=folder, check=True)
    assert (tmp_path / "other/models/default.joblib").read_bytes() == small_model.read_bytes()


@pytest.mark.parametrize("some", [slice(0), slice(5)], ids=["none", "a few"])
def test_too_few_examples_of_a_label_are_refused(small: Path, some: slice) -> None:
    both = [example for example in read_shipped() if example.label == mvs.Label.BOTH]
    few = [*(example for example in read_shipped() if example.label != mvs.Label.BOTH), *both[some]]
    said = f"each label needs 10 examples or more, but both has {len(both[some])}; add some"
    with pytest.raises(DataError, match=said):
        train_model(few, [], Settings())
    with pytest.raises(DataError, match=said):
        train_taught(few, [], Settings(), 1.0)


def test_a_taught_model_is_measured_on_the_holdout(small: Path) -> None:
    holdout = read_holdout()[::3]
    model = train_taught([*read_shipped(), *TAUGHT_EXAMPLES], holdout, Settings(), 1.0)
    found = evaluate_examples(Classifier(model), holdout).metrics
    assert model.info.metrics == {f"holdout_{name}": round(value, 4) for name, value in found.items()}
    assert model.info.examples["taught"] == len(GOOD)
    assert [str(Classifier(model).classify(text).label) for text, _ in GOOD] == [label for _, label in GOOD]


def test_a_taught_example_counts_as_the_settings_say(small: Path) -> None:
    shipped = next(one for one in read_shipped() if one.label == mvs.Label.NEITHER)
    example = TAUGHT_EXAMPLES[0]._replace(text=f"{shipped.text}，拜访客户", label=mvs.Label.MARKETING)
    models = [
        train_taught([*read_shipped(), example], [], Settings(taught_weight=weight), 1.0) for weight in (1, 5, 25)
    ]
    untaught = [Classifier(model._replace(taught=Taught())) for model in models]  # a taught text is looked up otherwise
    sure = [classifier.classify(example.text).scores[mvs.Label.MARKETING] for classifier in untaught]
    assert sure == sorted(sure)
    assert sure[2] > sure[0] + 0.2


def test_with_nothing_to_measure_on_there_are_no_figures(small: Path) -> None:
    assert train_taught(read_shipped(), [], Settings(), 1.0).info.metrics == {}


def test_the_figures_of_a_label_that_the_holdout_lacks_are_left_out(small: Path, tmp_path: Path) -> None:
    sales = [example for example in read_holdout() if example.label == mvs.Label.SALES][:5]
    model = train_taught(read_shipped(), sales, Settings(), 1.0)
    assert "holdout_accuracy" in model.info.metrics
    assert all(map(math.isfinite, model.info.metrics.values()))
    write_model(tmp_path / "model.joblib", model)
    assert mvs.load(tmp_path / "model.joblib").info.metrics == model.info.metrics


def test_the_temperature_of_taught_models_is_the_shipped_ones(small: Path, small_model: Path) -> None:
    assert f"{shipped_temperature():.4f}" == read_model(small_model).info.settings["temperature"]
    cool, hot = (train_taught(read_shipped(), [], Settings(), heat) for heat in (1.0, 2.0))
    texts = [text for text, _ in GOOD]
    pairs = list(zip(*(Classifier(model).classify_many(texts) for model in (cool, hot)), strict=True))
    assert all(one.label == other.label and one.confidence > other.confidence for one, other in pairs)


def test_a_noted_model_is_another_file_with_the_same_weights(small_model: Path, tmp_path: Path) -> None:
    model = read_model(small_model)
    other = noted(model, "forced", "worse")
    write_model(tmp_path / "other.joblib", other)
    assert read_model(tmp_path / "other.joblib").info == other.info
    assert other.info.settings == {**model.info.settings, "forced": "worse"}
    assert other.info.fingerprint != model.info.fingerprint
    assert other.parameters == model.parameters


def test_cross_validation_never_parts_a_group(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    some = [example._replace(text=f"{example.text}@{example.group}") for example in read_shipped()]
    left_out: list[set[str]] = []

    def fitted(rest: list[Example], *_: object) -> set[str]:
        return {example.group for example in rest}

    def judged(trained_on: set[str], texts: list[str]) -> object:
        groups = {text.rpartition("@")[2] for text in texts}
        assert not groups & trained_on
        left_out.append(groups)
        return np.zeros((len(texts), 4))

    monkeypatch.setattr(folds, "fit", fitted)
    monkeypatch.setattr(folds, "all_logits", judged)
    folds.cross_validate(some, Settings())
    assert len(left_out) == folds.FOLDS
