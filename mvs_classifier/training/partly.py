"""A regression in which only the weights of some features change: a few texts move few of them far."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from mvs_classifier.training.newton import Weights, regress_from
from mvs_classifier.training.products import Features

Array = NDArray[Any]


class Partly:
    """Texts of which some features are learned again.

    Args:
        known: what was learned; the weights of all other features stay what they are there.
        features: the features of each text, shape (texts, features).
        changing: the texts whose features are learned again, by their rows.
    """

    def __init__(self, known: Weights, features: csr_matrix, changing: Array) -> None:
        chosen = np.unique(features[changing].indices)
        others = known.coef.copy()
        others[:, chosen] = 0.0
        self._offsets = features @ others.T
        self._some = features[:, chosen]
        self._features = Features(self._some)
        self._weights = known._replace(coef=known.coef[:, chosen])

    def learn(self, classes: Array, weights: Array, inverse: float, enough: float) -> None:
        """Learn from the texts, from what was learned last; see :func:`regress_from`."""
        self._weights = regress_from(
            self._weights, self._features, classes, weights, inverse, enough, offsets=self._offsets
        )

    def logits(self, rows: Array) -> Array:
        """Return the logits of some texts all of whose features are learned; where nothing is known, four zeros."""
        some = self._some[rows]
        logits: Array = some @ self._weights.coef.T + self._weights.intercept
        logits[np.diff(some.indptr) == 0] = 0.0
        return logits
