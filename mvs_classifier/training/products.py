"""Products with the features of many texts, in threads; how many there are does not change a bit of the result."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from itertools import pairwise
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix

_MANY = 200_000  # from so many values on, a product takes longer than to hand it to threads
_THREADS = 4

Array = NDArray[Any]


class Features:
    """The features of texts, with a last one that is 1 for each text.

    Double precision serves gradients. Single precision is twice as fast and serves the search for a step, which is
    judged by the gradient where it leads.
    """

    def __init__(self, features: csr_matrix) -> None:
        pool = ThreadPoolExecutor(min(os.cpu_count() or 1, _THREADS)) if features.nnz >= _MANY else None
        self.shape = features.shape
        self._texts = _Blocks([features[cut].tocsc() for cut in _cuts(np.diff(features.indptr), pool)], pool)
        frequencies = np.bincount(features.indices, minlength=features.shape[1])
        self._turned = _Blocks([features[:, cut].T for cut in _cuts(frequencies, pool)], pool)
        self._single, self._single_turned = self._texts.single(), self._turned.single()
        self._squared = self._single_turned.squared()

    def of_texts(self, values: Array) -> Array:
        """Return the sum of each text's features times their values, shape (texts, columns)."""
        texts = self._single if values.dtype == np.float32 else self._texts
        moved = np.concatenate(texts.parts(values[:-1]))
        moved += values[-1]
        return moved

    def of_features(self, values: Array) -> Array:
        """Return for each feature the sum over the texts of its values times theirs, shape (features + 1, columns)."""
        turned = self._single_turned if values.dtype == np.float32 else self._turned
        return np.concatenate([*turned.parts(values), _total(values)])

    def squared(self, values: Array) -> Array:
        """Do the same with the squares of the features, in single precision."""
        values = values.astype(np.float32)
        return np.concatenate([*self._squared.parts(values), _total(values)])


class _Blocks(NamedTuple):
    """A matrix in blocks of rows, each stored by columns.

    So values that follow each other are added to different sums. Stored by rows, each addition would wait for the one
    before it; with 68,000 texts, a product of texts then took more than twice as long, one of features half as long
    again. Each sum has the same order in both.
    """

    blocks: Sequence[csc_matrix]
    pool: Executor | None

    def parts(self, values: Array) -> Sequence[Array]:
        """Return the product, block by block."""
        if self.pool is None:
            return [block @ values for block in self.blocks]
        return list(self.pool.map(lambda block: block @ values, self.blocks))

    def single(self) -> Self:
        """Return the same in single precision."""
        return self._replace(blocks=[_with_data(block, block.data.astype(np.float32)) for block in self.blocks])

    def squared(self) -> Self:
        """Return the matrix of the squares."""
        return self._replace(blocks=[_with_data(block, block.data**2) for block in self.blocks])


def _with_data(matrix: csc_matrix, data: Array) -> csc_matrix:
    """The same matrix with other values; the places of the values are shared, not copied."""
    return csc_matrix((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def _total(values: Array) -> Array:
    """The sums of columns, as a row; numpy's own takes six times as long for four long ones."""
    return np.ones((1, len(values)), dtype=values.dtype) @ values


def _cuts(sizes: Array, pool: Executor | None) -> Iterator[slice]:
    """Where to cut rows of so many values into blocks that hold about the same number of them."""
    ends = np.cumsum(sizes)
    count = _THREADS if pool else 1
    cuts = np.searchsorted(ends, np.linspace(0, ends[-1], count + 1)[1:-1]).tolist() if len(ends) else []
    return (slice(*pair) for pair in pairwise([0, *cuts, len(sizes)]))
