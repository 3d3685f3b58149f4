"""A regression's optimum does not depend on where it starts, and is scikit-learn's."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix, random_array

from mvs_classifier.training.fit import regress
from mvs_classifier.training.newton import Weights, regress_from
from mvs_classifier.training.products import Features

CLASSES = 4


@given(st.integers(0, 2**32 - 1), st.integers(CLASSES, 80), st.integers(1, 30), st.floats(0.1, 20))
def test_the_optimum_is_scikit_learns_wherever_it_starts(seed: int, texts: int, features: int, inverse: float) -> None:
    rng = np.random.default_rng(seed)
    values = csr_matrix(random_array((texts, features), density=0.4, rng=rng))
    classes = np.append(np.arange(CLASSES), rng.integers(CLASSES, size=texts - CLASSES))
    weights = rng.uniform(0.05, 20, size=texts)
    far = Weights(rng.normal(size=(CLASSES, features)), rng.normal(size=CLASSES))
    nothing = Weights(np.zeros((CLASSES, features)), np.zeros(CLASSES))
    one, other = (regress_from(start, Features(values), classes, weights, inverse) for start in (nothing, far))
    theirs = regress(values, [str(number) for number in classes], inverse, weights.tolist())
    for found in (one, other):
        assert np.abs(found.coef - theirs.coef_).max() < 1e-4
        assert np.abs(found.intercept - (theirs.intercept_ - theirs.intercept_.mean())).max() < 1e-4
    assert np.abs(one.coef - other.coef).max() < 1e-4
