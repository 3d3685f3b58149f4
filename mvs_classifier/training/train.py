"""Train a model from all that is known, measure it, and write it."""

import os
import platform
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version
from typing import NamedTuple

from mvs_classifier.atomic import require_writable
from mvs_classifier.errors import DataError, ModelFileError, OutputError
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.file import ModelFile, ModelInfo, fingerprint, read_model, write_model
from mvs_classifier.model.labels import Label
from mvs_classifier.text.words import segmenter_name
from mvs_classifier.training.evaluation import calibrated, cross_validate, leave_styles_out, metrics, temperature
from mvs_classifier.training.examples import Example, data_hash, read_shipped
from mvs_classifier.training.fit import Settings, fit

_FEWEST = 10
_DIGITS = 4


class TrainingResult(NamedTuple):
    """What a training gave.

    Attributes:
        classifier: the new model, ready to use.
        report: how well it did in cross-validation: accuracy, macro-F1, F1 of each label and so on.
    """

    classifier: Classifier
    report: dict[str, float]


def train(*, output: str | os.PathLike[str] | None = None, settings: Settings | None = None) -> TrainingResult:
    """Train a model from the data that ships, and measure it by grouped cross-validation.

    The same data, settings and package versions give the same model, byte for byte.

    Args:
        output: the model file to write; without it nothing is written.
        settings: other choices than the ones the shipped model is made with.

    Returns:
        The new classifier and its report.

    Raises:
        DataError: the training data is not what it should be.
        OutputError: the file cannot be written, or something else than a model is there already.
    """
    if output is not None:
        _require_no_other_file(output)
    model = train_model(read_shipped(), settings or Settings())
    if output is not None:
        write_model(output, model)
    return TrainingResult(Classifier(model), model.info.metrics)


def train_model(examples: Sequence[Example], settings: Settings) -> ModelFile:
    """Train a model from examples; its calibration comes from styles left out, its metrics from both.

    Raises:
        DataError: a label has fewer than 10 examples.
    """
    _require_enough(examples)
    strangers = leave_styles_out(examples, settings)
    heat = max(1.0, temperature(strangers))  # texts from elsewhere are harder than ours, so never surer than that
    in_folds = calibrated(cross_validate(examples, settings), heat)
    parameters = fit(examples, settings, heat)
    info = ModelInfo(
        fingerprint="",
        features=len(parameters.vocabulary),
        examples=dict(sorted(Counter(example.file for example in examples).items())),
        data_hash=data_hash(examples),
        versions=_versions(),
        settings={
            **{name: str(value) for name, value in settings._asdict().items()},
            "temperature": f"{heat:.4f}",
        },
        metrics={
            **_rounded(metrics(in_folds)),
            **{f"left_out_{name}": value for name, value in _rounded(metrics(calibrated(strangers, heat))).items()},
        },
    )
    return ModelFile(parameters, info._replace(fingerprint=fingerprint(parameters, info)))


def _require_no_other_file(output: str | os.PathLike[str]) -> None:
    """Only an older model may be replaced, so that no examples are lost to a slip of the hand."""
    require_writable(output)
    if os.path.exists(output):
        try:
            read_model(output)
        except ModelFileError as error:
            raise OutputError(f"{output} is already there and is no model file; give another name") from error


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, _DIGITS) for name, value in values.items()}


def _require_enough(examples: Sequence[Example]) -> None:
    counts = Counter(example.label for example in examples)
    few = [f"{label} has {counts[label]}" for label in Label if counts[label] < _FEWEST]
    if few:
        raise DataError(f"each label needs {_FEWEST} examples or more, but {', '.join(few)}; add some")


def _versions() -> dict[str, str]:
    packages = ("mvs-classifier", "scikit-learn", "numpy", "scipy", "opencc", segmenter_name())
    return {"python": platform.python_version(), **{name: version(name) for name in packages}}
