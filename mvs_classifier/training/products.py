"""Products with the features of many texts, in threads; how many there are does not change a bit of the result."""

import os
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

_MANY = 200_000  # from so many values on, a product takes longer than to hand it to threads
_THREADS = 4

Array = NDArray[Any]


class Features:
    """The features of texts, with a last one that is 1 for each text.

    Double precision serves gradients. Single precision is twice as fast and serves the search for a step, which is
    judged by the gradient where it leads.
    """

    def __init__(self, features: csr_matrix) -> None:
        turned = features.T.tocsr()
        single, single_turned = (_with_data(one, one.data.astype(np.float32)) for one in (features, turned))
        pool = ThreadPoolExecutor(min(os.cpu_count() or 1, _THREADS)) if features.nnz >= _MANY else None
        self.shape = features.shape
        self._texts, self._turned = _Blocks(features, pool), _Blocks(turned, pool)
        self._single, self._single_turned = _Blocks(single, pool), _Blocks(single_turned, pool)
        self._squared = _Blocks(_with_data(single_turned, single_turned.data**2), pool)

    def of_texts(self, values: Array) -> Array:
        """Return the sum of each text's features times their values, shape (texts, columns)."""
        texts = self._single if values.dtype == np.float32 else self._texts
        moved: Array = texts @ values[:-1]
        moved += values[-1]
        return moved

    def of_features(self, values: Array) -> Array:
        """Return for each feature the sum over the texts of its values times theirs, shape (features + 1, columns)."""
        turned = self._single_turned if values.dtype == np.float32 else self._turned
        return np.concatenate([*turned.parts(values), values.sum(axis=0, keepdims=True)])

    def squared(self, values: Array) -> Array:
        """Do the same with the squares of the features, in single precision."""
        values = values.astype(np.float32)
        return np.concatenate([*self._squared.parts(values), values.sum(axis=0, keepdims=True)])


class _Blocks:
    """A matrix in blocks of rows that hold about the same number of values."""

    def __init__(self, matrix: csr_matrix, pool: Executor | None) -> None:
        count = _THREADS if pool else 1
        cuts = np.searchsorted(matrix.indptr, np.linspace(0, matrix.nnz, count + 1)[1:-1]).tolist()
        bounds = [0, *cuts, matrix.shape[0]]
        self._pool = pool
        self._blocks = [_rows(matrix, *pair) for pair in pairwise(bounds)]

    def __matmul__(self, values: Array) -> Array:
        return np.concatenate(self.parts(values))

    def parts(self, values: Array) -> Sequence[Array]:
        """Return the product, block by block."""
        if self._pool is None:
            return [block @ values for block in self._blocks]
        return list(self._pool.map(lambda block: block @ values, self._blocks))


def _with_data(matrix: csr_matrix, data: Array) -> csr_matrix:
    """The same matrix with other values; the places of the values are shared, not copied."""
    return csr_matrix((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def _rows(matrix: csr_matrix, first: int, end: int) -> csr_matrix:
    """Some rows of a matrix, without a copy."""
    start, stop = matrix.indptr[first], matrix.indptr[end]
    starts = matrix.indptr[first : end + 1] - start
    return csr_matrix(
        (matrix.data[start:stop], matrix.indices[start:stop], starts), shape=(end - first, matrix.shape[1])
    )
