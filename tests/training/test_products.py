"""Products in threads are those of one matrix, to the last bit."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix, random_array

from mvs_classifier.training import products
from mvs_classifier.training.products import Features


@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_threads_do_not_change_a_bit(kind: type[np.floating], monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    matrix = csr_matrix(random_array((300, 70), density=0.2, rng=rng))
    weights, errors = rng.normal(size=(71, 4)).astype(kind), rng.normal(size=(300, 4)).astype(kind)
    alone = Features(matrix)
    plain = matrix.astype(kind)
    assert np.array_equal(alone.of_texts(weights), plain @ weights[:-1] + weights[-1])
    assert np.array_equal(alone.of_features(errors)[:-1], plain.T.tocsr() @ errors)
    monkeypatch.setattr(products, "_MANY", 1)
    parallel = Features(matrix)
    assert np.array_equal(alone.of_texts(weights), parallel.of_texts(weights))
    assert np.array_equal(alone.of_features(errors), parallel.of_features(errors))
    assert np.array_equal(alone.squared(errors), parallel.squared(errors))


def test_the_last_feature_is_1_for_each_text() -> None:
    matrix = csr_matrix(np.array([[2.0, 0.0], [0.0, 3.0], [1.0, 1.0]]))
    features = Features(matrix)
    assert features.of_texts(np.array([[1.0], [10.0], [100.0]])).ravel().tolist() == [102, 130, 111]
    assert features.of_features(np.array([[1.0], [2.0], [3.0]])).ravel().tolist() == [5, 9, 6]
    assert features.squared(np.array([[1.0], [2.0], [3.0]])).ravel().tolist() == [7, 21, 6]
