"""The learned values of a model, as plain values: the content of a model file."""

from collections.abc import Sequence
from typing import NamedTuple

from mvs_classifier.model.tables import GRID

__all__ = ["GRID", "JobParameters", "Parameters"]


class Parameters(NamedTuple):
    """The learned values of a model with ``n`` features.

    Attributes:
        longest_ngram: features are n-grams of 1 to this many units.
        skip_grams: whether pairs of units with one between them are features too.
        vocabulary: the ``n`` features, sorted.
        idf: ``n`` inverse document frequencies, in units of 1/GRID.
        coef: four rows (in the order of ``Label``) of ``n`` weights, in units of 1/GRID; the calibration's
            temperature is already in them.
        intercept: four intercepts, in units of 1/GRID, likewise.
        dictionary: the words that explanations know in addition to the segmenter's.
    """

    longest_ngram: int
    skip_grams: bool
    vocabulary: list[str]
    idf: Sequence[int]
    coef: Sequence[Sequence[int]]
    intercept: list[int]
    dictionary: list[str]


class JobParameters(NamedTuple):
    """The learned values of the model of whole jobs; see :mod:`mvs_classifier.model.work` for the features.

    Attributes:
        roles: the model of what a line is in its job; its four rows are those of ``ROLES``, not of ``Label``.
        titles: the model of titles.
        coef: four rows (in the order of ``Label``) of weights of the features of a job, in units of 1/GRID; the
            calibration's temperature is already in them.
        intercept: four intercepts, likewise.
        context: how far the other lines of a job change the verdict on a line: a power, in units of 1/GRID.
        prior: the mean probability of each label over the duties of jobs, in units of 1/GRID.
    """

    roles: Parameters
    titles: Parameters
    coef: Sequence[Sequence[int]]
    intercept: list[int]
    context: int
    prior: list[int]
