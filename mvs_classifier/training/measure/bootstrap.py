"""The main figures, and how far chance alone may move them."""

import warnings
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mvs_classifier.model.labels import Label
from mvs_classifier.training.measure.metrics import OutOfFold, probabilities

NAMES = ("accuracy", "macro_f1", *(f"f1_{label}" for label in Label), "calibration_error", "log_loss")
"""The figures in their order, by their names in ``Evaluation.metrics``."""
RESAMPLES = 1000

_LABELS = len(Label)
_CELLS = _LABELS * _LABELS
_BINS = 10
_MIDDLE = (0.025, 0.975)

Array = NDArray[Any]


class Interval(NamedTuple):
    """Between what a figure lies in 95 of 100 resamples."""

    low: float
    high: float


def resampled(outcome: OutOfFold) -> Array:
    """Return each figure of texts drawn again and again from these, with repetition, as many as these are.

    The source is Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13. The draws depend on
    the number of texts alone, so that two models on the same texts are measured on the same draws.

    Returns:
        The figures in the order of ``NAMES``, shape (resamples, figures).
    """
    parts = text_parts(outcome)
    count = len(parts)
    rng = np.random.default_rng(0)
    draws = (np.bincount(rng.integers(count, size=count), minlength=count) for _ in range(RESAMPLES))
    return measured(np.array([draw @ parts for draw in draws]), count)


def intervals(samples: Array) -> list[Interval]:
    """Return the middle 95 % of each column."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="All-NaN")  # a label that is nowhere
        return [Interval(float(low), float(high)) for low, high in np.nanquantile(samples, _MIDDLE, axis=0).T]


def measured(sums: Array, count: int) -> Array:
    """Return the figures in the order of ``NAMES`` from sums over so many texts, one row for each of the sums."""
    cells = sums[:, :_CELLS].reshape(-1, _LABELS, _LABELS)
    hits = cells.diagonal(axis1=1, axis2=2)
    given = cells.sum(axis=1) + cells.sum(axis=2)
    f1 = np.divide(2.0 * hits, given, out=np.full(hits.shape, np.nan), where=given > 0)
    gaps = np.abs(sums[:, _CELLS : _CELLS + _BINS]).sum(axis=1)
    return np.column_stack([hits.sum(axis=1) / count, np.nanmean(f1, axis=1), f1, gaps / count, sums[:, -1] / count])


def text_parts(outcome: OutOfFold) -> Array:
    """Return what each text adds to the sums: a cell of the confusion matrix, a gap in a bin, a log-loss."""
    scores = probabilities(outcome.logits)
    verdicts, confidence = outcome.logits.argmax(axis=1), scores.max(axis=1)
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    every = np.arange(len(scores))
    parts = np.zeros((len(scores), _CELLS + _BINS + 1))
    parts[every, outcome.labels * _LABELS + verdicts] = 1
    parts[every, _CELLS + bins] = (verdicts == outcome.labels) - confidence
    parts[:, -1] = -np.log(np.maximum(scores[every, outcome.labels], 1e-300))
    return parts
