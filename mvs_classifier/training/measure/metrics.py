"""Figures of a model: accuracy, F1, log-loss, calibration."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mvs_classifier.model.labels import Label

_BINS = 10
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
    cells = confusion(outcome)
    hits, given = cells.diagonal(), cells.sum(axis=0) + cells.sum(axis=1)
    f1 = np.divide(2.0 * hits, given, out=np.full(len(Label), np.nan), where=given > 0)
    return {
        "accuracy": float((outcome.logits.argmax(axis=1) == outcome.labels).mean()),
        "macro_f1": float(np.nanmean(f1)),
        **{f"f1_{label}": float(value) for label, value in zip(Label, f1, strict=True)},
        "kappa": _kappa(cells),
        "log_loss": log_loss(outcome),
        "calibration_error": calibration_error(outcome),
    }


def confusion(outcome: OutOfFold) -> Array:
    """Return how many texts of each true label (rows) got each label (columns)."""
    count = len(Label)
    pairs = outcome.labels * count + outcome.logits.argmax(axis=1)
    return np.bincount(pairs, minlength=count * count).reshape(count, count)


def _kappa(cells: Array) -> float:
    """Cohen's kappa; not a number where all texts are of one label and get it."""
    by_chance = np.outer(cells.sum(axis=1), cells.sum(axis=0)) / cells.sum()
    others = 1 - np.eye(len(cells))
    expected = float((others * by_chance).sum())
    return 1 - float((others * cells).sum()) / expected if expected else float("nan")


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
