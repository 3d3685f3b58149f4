"""The logistic regression of all classes, solved by Newton's method from any start."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from mvs_classifier.training.products import Features

EXACT = 1e-7
"""A gradient so short leaves weights within about a millionth of a step of the grid on which they are stored."""
ROUGH = 1e-3
"""A gradient so short is enough for figures."""

_STEPS = 60
_INNER_STEPS = 300
_LOOSE = 0.3
_CLOSE = 100
_LEAST = 1e-12
_HALVINGS = 30
_ROUNDING = 1e-11  # of the objective; a step that makes it worse by more than that could be taken back by the next

Array = NDArray[np.float64]


class Weights(NamedTuple):
    """What a regression has learned.

    Attributes:
        coef: a weight for each class and feature, shape (classes, features).
        intercept: one for each class; their sum is 0, which nothing else decides.
    """

    coef: Array
    intercept: Array


def regress_from(  # noqa: PLR0913, PLR0917 - all that a regression needs
    start: Weights,
    features: Features,
    classes: NDArray[Any],
    weights: Array,
    inverse: float,
    enough: float = EXACT,
    offsets: Array | None = None,
) -> Weights:
    """Fit a multinomial logistic regression with an L2 penalty, as scikit-learn's ``LogisticRegression`` does.

    The objective is strictly convex but for a shift of all intercepts, so the optimum does not depend on the start; a
    near one only takes less time. The source of the method is Nocedal and Wright, "Numerical Optimization" (2006),
    algorithm 7.1; the inner conjugate gradients have the Hessian's diagonal as their preconditioner.

    Args:
        start: where to begin.
        features: the features of the texts.
        classes: the class of each text, as a number.
        weights: how much each text counts.
        inverse: the inverse strength of the penalty.
        enough: the length of the gradient at which to stop.
        offsets: what is added to the logits of each text, shape (texts, classes); None for nothing.
    """
    problem = _Problem(features, classes, weights, 1.0 / inverse, offsets)
    with threadpool_limits(1):  # for products of vectors, more threads only wait for each other
        point = _nearest(problem, np.vstack([start.coef.T, start.intercept - start.intercept.mean()]), enough)
        if point.length > _CLOSE * enough:  # the start was so far off that probabilities vanished
            point = min(point, _nearest(problem, np.zeros_like(point.values), enough), key=lambda one: one.objective)
    return Weights(point.values[:-1].T, point.values[-1])


def _nearest(problem: "_Problem", values: Array, enough: float) -> "_Point":
    """Newton's method from some values, until the gradient is short enough or nothing is better."""
    point = problem.at(values)
    for _ in range(_STEPS):
        if point.length <= enough:
            break
        step = problem.step(point, max(min(_LOOSE, 0.1 * point.length**0.5), 0.5 * enough / point.length))
        following = _shorter(problem, point, step)
        if following is None:
            break
        point = following
    return point


class _Point(NamedTuple):
    """Weights with the objective, its gradient, and the probabilities of the texts there."""

    values: Array
    objective: float
    gradient: Array
    chances: Array

    @property
    def length(self) -> float:
        return float(np.sqrt(_product(self.gradient, self.gradient)))


class _Problem:
    """The objective of a regression; weights and gradients have a row for each feature, and a last one for 1."""

    def __init__(
        self, features: Features, classes: NDArray[Any], weights: Array, penalty: float, offsets: Array | None
    ) -> None:
        self._features, self._penalty = features, penalty
        self._texts, self._classes, self._weights = np.arange(features.shape[0]), classes, weights[:, None]
        self._offsets = 0.0 if offsets is None else offsets

    def at(self, values: Array) -> _Point:
        logits = self._features.of_texts(values)
        logits += self._offsets
        logits -= logits.max(axis=1, keepdims=True)
        powers = np.exp(logits)
        total = powers.sum(axis=1, keepdims=True)
        losses = np.log(total) - logits[self._texts, self._classes, None]
        objective = _product(self._weights, losses) + 0.5 * self._penalty * _product(values[:-1], values[:-1])
        chances = powers / total
        errors = chances.copy()
        errors[self._texts, self._classes] -= 1.0
        gradient = self._features.of_features(self._weights * errors)
        gradient[:-1] += self._penalty * values[:-1]
        return _Point(values, objective, gradient, chances)

    def step(self, point: _Point, tolerance: float) -> Array:
        """Solve Newton's equation roughly, by preconditioned conjugate gradients in single precision."""
        weighted = self._weights * point.chances
        curved = self._features.squared(weighted * (1.0 - point.chances))
        curved[:-1] += np.float32(self._penalty)
        scale = (1.0 / np.maximum(curved, _LEAST)).astype(np.float32)
        curvature = _Curvature(self._features, point.chances, weighted, self._penalty)
        rest = (-point.gradient / point.length).astype(np.float32)
        step = np.zeros_like(rest)
        ahead = rest * scale
        direction = ahead.copy()
        now = first = _product(rest, ahead)
        for _ in range(_INNER_STEPS):
            turned = curvature.times(direction)
            bent = _product(direction, turned)
            if not bent > 0 or not now > 0:
                break
            stride = np.float32(now / bent)
            step += stride * direction
            turned *= stride
            rest -= turned
            np.multiply(rest, scale, out=ahead)
            before, now = now, _product(rest, ahead)
            if now <= tolerance * tolerance * first:
                break
            direction *= np.float32(now / before)
            direction += ahead
        found = step.astype(np.float64) * point.length
        found[-1] -= found[-1].mean()
        return found


class _Curvature:
    """The Hessian at a point, in single precision."""

    def __init__(self, features: Features, chances: Array, weighted: Array, penalty: float) -> None:
        self._features, self._penalty = features, np.float32(penalty)
        self._chances, self._weighted = chances.astype(np.float32), weighted.astype(np.float32)

    def times(self, direction: NDArray[Any]) -> NDArray[Any]:
        moved = self._features.of_texts(direction)
        moved -= np.einsum("ij,ij->i", self._chances, moved)[:, None]
        moved *= self._weighted
        turned = self._features.of_features(moved)
        turned[:-1] += self._penalty * direction[:-1]
        return turned


def _product(one: NDArray[Any], other: NDArray[Any]) -> float:
    return float(np.vdot(one, other))


def _shorter(problem: _Problem, point: _Point, step: Array) -> _Point | None:
    """The point after a step, or after a half of it, and so on, until it is better."""
    for _ in range(_HALVINGS):
        following = problem.at(point.values + step)
        rounding = _ROUNDING * abs(point.objective)
        is_level = following.objective <= point.objective + rounding and following.length < point.length
        if following.objective < point.objective - rounding or is_level:
            return following
        step = step / 2
    return None
