"""Examples become a model: the shipped one, measured by cross-validation, or one that a user has taught."""

import platform
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version

from mvs_classifier.errors import DataError
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.file import SHIPPED_DATA, TAUGHT, ModelFile, fingerprint, read_model
from mvs_classifier.model.info import ModelInfo
from mvs_classifier.model.labels import Label
from mvs_classifier.model.parameters import Parameters
from mvs_classifier.shipped import shipped_model
from mvs_classifier.text.words import segmenter_name
from mvs_classifier.training.examples import USER, Example, data_hash
from mvs_classifier.training.fit import Settings, fit
from mvs_classifier.training.measure.evaluate import evaluate_examples
from mvs_classifier.training.measure.folds import cross_validate, leave_styles_out
from mvs_classifier.training.measure.metrics import calibrated, metrics, temperature

_FEWEST = 10
_DIGITS = 4


def train_model(examples: Sequence[Example], settings: Settings) -> ModelFile:
    """Train a model from examples; its calibration comes from styles left out, its metrics from both.

    Raises:
        DataError: a label has fewer than 10 examples.
    """
    _require_enough(examples)
    strangers = leave_styles_out(examples, settings)
    heat = max(1.0, temperature(strangers))  # texts from elsewhere are harder than ours, so never surer than that
    in_folds = calibrated(cross_validate(examples, settings), heat)
    figures = {
        **metrics(in_folds),
        **{f"left_out_{name}": value for name, value in metrics(calibrated(strangers, heat)).items()},
    }
    return _model(fit(examples, settings, heat), examples, settings, heat, figures)


def train_taught(examples: Sequence[Example], holdout: Sequence[Example], settings: Settings, heat: float) -> ModelFile:
    """Train a model from the shipped examples and taught ones; its metrics are those on the holdout.

    Args:
        examples: the labelled texts.
        holdout: what it is measured on; nothing is measured where it is empty.
        settings: what was chosen.
        heat: the temperature of the calibration. A few taught examples say nothing about texts from elsewhere, so it
            is the shipped model's; see :func:`shipped_temperature`.

    Raises:
        DataError: a label has fewer than 10 examples.
    """
    _require_enough(examples)
    parameters = fit(examples, settings, heat)
    unmeasured = _model(parameters, examples, settings, heat, {})
    found = evaluate_examples(Classifier(unmeasured), holdout).metrics if holdout else {}
    figures = {f"holdout_{name}": value for name, value in found.items()}
    return noted(_model(parameters, examples, settings, heat, figures), SHIPPED_DATA, _shipped_info().data_hash)


def shipped_temperature() -> float:
    """Return the temperature of the shipped model's calibration."""
    return float(_shipped_info().settings["temperature"])


def noted(model: ModelFile, name: str, note: str) -> ModelFile:
    """Return the same model with one more note among its settings, such as ``forced`` where it is worse."""
    info = model.info._replace(settings={**model.info.settings, name: note})
    return ModelFile(model.parameters, info._replace(fingerprint=fingerprint(model.parameters, info)))


def _shipped_info() -> ModelInfo:
    return read_model(shipped_model()).info


def _model(
    parameters: Parameters, examples: Sequence[Example], settings: Settings, heat: float, figures: dict[str, float]
) -> ModelFile:
    info = ModelInfo(
        fingerprint="",
        features=len(parameters.vocabulary),
        examples=dict(sorted(Counter(map(_origin, examples)).items())),
        data_hash=data_hash(examples),
        versions=_versions(),
        settings={
            **{name: str(value) for name, value in settings._asdict().items()},
            "temperature": f"{heat:.4f}",
        },
        metrics={name: round(value, _DIGITS) for name, value in figures.items()},
    )
    return ModelFile(parameters, info._replace(fingerprint=fingerprint(parameters, info)))


def _origin(example: Example) -> str:
    return TAUGHT if example.style == USER else example.file


def _require_enough(examples: Sequence[Example]) -> None:
    counts = Counter(example.label for example in examples)
    few = [f"{label} has {counts[label]}" for label in Label if counts[label] < _FEWEST]
    if few:
        raise DataError(f"each label needs {_FEWEST} examples or more, but {', '.join(few)}; add some")


def _versions() -> dict[str, str]:
    packages = ("mvs-classifier", "scikit-learn", "numpy", "scipy", "opencc", segmenter_name())
    return {"python": platform.python_version(), **{name: version(name) for name in packages}}
