"""How good a model is: grouped cross-validation, metrics, calibration."""

import os
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score, f1_score
from sklearn.model_selection import GroupKFold

from mvs_classifier.model.labels import Label
from mvs_classifier.model.parameters import Parameters
from mvs_classifier.model.scorer import Scorer
from mvs_classifier.text.normalize import normalize
from mvs_classifier.training.examples import TASKS, Example
from mvs_classifier.training.fit import Settings, fit

FOLDS = 5
_STYLE_PARTS = 6
_BINS = 10
_MANY = 5000  # from so many examples on, other processes pay off
_TEMPERATURES = np.geomspace(0.25, 4.0, 161)

Array = NDArray[Any]


class OutOfFold(NamedTuple):
    """The logits of examples, each from a model that was trained without the example's group.

    Attributes:
        labels: the true labels as numbers in the order of ``Label``, shape (examples,).
        logits: the logits before calibration, shape (examples, 4).
    """

    labels: Array
    logits: Array


def cross_validate(examples: Sequence[Example], settings: Settings, folds: int = FOLDS) -> OutOfFold:
    """Return the logits of each example from a model trained without its group.

    Their order is that of :func:`fold_parts`.
    """
    return _left_out(examples, fold_parts(examples, folds), settings)


def fold_parts(examples: Sequence[Example], folds: int = FOLDS) -> list[list[int]]:
    """Return the numbers of the examples in so many parts, each with whole groups."""
    groups = [example.group for example in examples]
    splitter = GroupKFold(min(folds, len(set(groups))), shuffle=True, random_state=0)
    return [test.tolist() for _, test in splitter.split(groups, groups, groups)]


def leave_styles_out(examples: Sequence[Example], settings: Settings) -> OutOfFold:
    """Return the logits of the tasks, each from a model trained without any task of the same style.

    This is the nearest that our own data come to texts from somewhere else. Their order is that of
    :func:`style_parts`.
    """
    return _left_out(examples, style_parts(examples), settings)


def style_parts(examples: Sequence[Example]) -> list[list[int]]:
    """Return the numbers of the tasks in a few parts, each with all tasks of some styles."""
    tasks = [number for number, example in enumerate(examples) if example.file == TASKS]
    styles = [examples[number].style for number in tasks]
    folds = GroupKFold(min(_STYLE_PARTS, len(set(styles))))
    return [[tasks[i] for i in part] for _, part in folds.split(tasks, groups=styles)]


def _left_out(examples: Sequence[Example], parts: Sequence[Sequence[int]], settings: Settings) -> OutOfFold:
    processes = min(os.cpu_count() or 1, len(parts)) if len(examples) >= _MANY else 1
    logits = Parallel(processes)(delayed(_logits_of_part)(examples, part, settings) for part in parts)
    order = list(Label)
    labels = [order.index(examples[number].label) for part in parts for number in part]
    return OutOfFold(np.array(labels), np.concatenate(logits))


def _logits_of_part(examples: Sequence[Example], part: Sequence[int], settings: Settings) -> Array:
    left_out = set(part)
    parameters = fit([example for number, example in enumerate(examples) if number not in left_out], settings)
    return all_logits(parameters, [examples[number].text for number in part])


def all_logits(parameters: Parameters, texts: Sequence[str]) -> Array:
    """Return the logits of texts, shape (texts, 4); where nothing is known, four zeros."""
    scorer = Scorer(parameters)
    return np.array([scorer.logits(normalize(text)) or (0.0,) * len(Label) for text in texts])


def temperature(outcome: OutOfFold) -> float:
    """Return the temperature that makes out-of-fold probabilities most likely.

    The source is Guo et al., "On Calibration of Modern Neural Networks" (2017), section 4.2.
    """
    losses = [log_loss(calibrated(outcome, value)) for value in _TEMPERATURES]
    return float(_TEMPERATURES[int(np.argmin(losses))])


def calibrated(outcome: OutOfFold, heat: float) -> OutOfFold:
    """Return the same with the logits divided by a temperature."""
    return OutOfFold(outcome.labels, outcome.logits / heat)


def log_loss(outcome: OutOfFold) -> float:
    """Return the mean negative log-probability of the true labels."""
    chosen = probabilities(outcome.logits)[np.arange(len(outcome.labels)), outcome.labels]
    return float(-np.log(np.maximum(chosen, 1e-300)).mean())


def probabilities(logits: Array) -> Array:
    """Return the softmax of each row."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)  # type: ignore[no-any-return]


def metrics(outcome: OutOfFold) -> dict[str, float]:
    """Return accuracy, macro-F1, F1 of each label, Cohen's kappa, log-loss and calibration error.

    The F1 of a label that no text has and no verdict gives is not a number, and no part of macro-F1.
    """
    predicted = outcome.logits.argmax(axis=1)
    every = range(len(Label))
    f1 = f1_score(outcome.labels, predicted, labels=every, average=None, zero_division=np.nan)
    return {
        "accuracy": float((predicted == outcome.labels).mean()),
        "macro_f1": float(np.nanmean(f1)),
        **{f"f1_{label}": float(value) for label, value in zip(Label, f1, strict=True)},
        "kappa": float(cohen_kappa_score(outcome.labels, predicted)),
        "log_loss": log_loss(outcome),
        "calibration_error": calibration_error(outcome),
    }


def calibration_error(outcome: OutOfFold) -> float:
    """Return the expected calibration error over ten equal bins of confidence.

    The source is Naeini et al., "Obtaining Well Calibrated Probabilities Using Bayesian Binning" (2015).
    """
    gaps = [count * abs(accuracy - confidence) for count, confidence, accuracy in calibration_bins(outcome)]
    return sum(gaps) / len(outcome.labels)


def calibration_bins(outcome: OutOfFold) -> list[tuple[int, float, float]]:
    """Return for each tenth of confidence with examples in it: how many, their mean confidence, their accuracy."""
    confidence = probabilities(outcome.logits).max(axis=1)
    right = outcome.logits.argmax(axis=1) == outcome.labels
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    members = [bins == number for number in np.unique(bins)]
    return [(int(some.sum()), float(confidence[some].mean()), float(right[some].mean())) for some in members]
