"""Texts as counts of their n-grams, made once and then used by every training that learns them."""

from array import array
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from mvs_classifier.text.ngrams import is_feature, ngrams
from mvs_classifier.text.words import craft_words, segmenter

_NO_FEATURE = -1


class Counted(NamedTuple):
    """How often each n-gram occurs in each of some texts.

    Attributes:
        ngrams: the n-grams, in the order of the columns.
        counts: how often each occurs, shape (texts, n-grams).
        words: 1 where an n-gram is a word of the text, by the segmenter, shape (texts, n-grams).
    """

    ngrams: list[str]
    counts: csr_matrix
    words: csr_matrix

    def rows(self, numbers: Sequence[int] | NDArray[np.intp]) -> Self:
        """Return the counts of some of the texts, by their numbers."""
        return self._replace(counts=self.counts[numbers], words=self.words[numbers])

    def with_texts(self, texts: Iterable[str], longest: int, *, skip_grams: bool) -> Self:
        """Return these counts and those of further normalised texts, which follow."""
        more = count(texts, longest, skip_grams=skip_grams, known=self.ngrams)
        wide = [(one.shape[0], len(more.ngrams)) for one in (self.counts, self.words)]
        counts, words = (_widened(one, shape) for one, shape in zip((self.counts, self.words), wide, strict=True))
        return self._replace(
            ngrams=more.ngrams,
            counts=vstack([counts, more.counts], format="csr"),
            words=vstack([words, more.words], format="csr"),
        )

    def frequent(self, min_df: int) -> Self:
        """Return the same for the n-grams that occur in so many texts or more, in the order of their characters."""
        frequencies = np.bincount(self.counts.indices, minlength=len(self.ngrams))
        kept = sorted(np.flatnonzero(frequencies >= min_df).tolist(), key=self.ngrams.__getitem__)
        return self._replace(
            ngrams=[self.ngrams[number] for number in kept],
            counts=_columns(self.counts, kept),
            words=_columns(self.words, kept),
        )

    def idf(self) -> NDArray[np.float64]:
        """Return the inverse document frequency of each n-gram, as scikit-learn's ``TfidfTransformer`` has it."""
        frequencies = np.bincount(self.counts.indices, minlength=len(self.ngrams))
        found: NDArray[np.float64] = np.log((self.counts.shape[0] + 1.0) / (frequencies + 1.0)) + 1.0
        return found

    def weighed(self, idf: NDArray[np.float64]) -> csr_matrix:
        """Return the counts times the idf of their n-grams, each text scaled to length 1."""
        values = self.counts.data * idf[self.counts.indices]
        texts = np.repeat(np.arange(self.counts.shape[0]), np.diff(self.counts.indptr))
        lengths = np.sqrt(np.bincount(texts, weights=values * values, minlength=self.counts.shape[0]))
        values /= lengths[texts]
        return csr_matrix((values, self.counts.indices, self.counts.indptr), shape=self.counts.shape)

    def is_word(self) -> NDArray[np.bool_]:
        """Return for each n-gram whether it is a word anywhere."""
        found = np.zeros(len(self.ngrams), dtype=bool)
        found[self.words.indices] = True
        return found


def count(texts: Iterable[str], longest: int, *, skip_grams: bool, known: Sequence[str] = ()) -> Counted:
    """Count the n-grams of normalised texts.

    Args:
        texts: the texts.
        longest: the number of units of the longest n-grams.
        skip_grams: whether pairs of units with one between them are counted too.
        known: n-grams that have the first columns, in this order.
    """
    segment = segmenter(craft_words())
    columns = {ngram: number for number, ngram in enumerate(known)}
    marks: set[str] = set()
    counted, words = _Rows(), _Rows()
    for text in texts:
        found = []
        for ngram in ngrams(text, longest, skip_grams=skip_grams):
            column = columns.get(ngram, _NO_FEATURE)
            if column == _NO_FEATURE:
                if ngram in marks or not is_feature(ngram):
                    marks.add(ngram)
                    continue
                column = columns[ngram] = len(columns)
            found.append(column)
        counted.add(found)
        words.add(columns[word] for word in set(segment(text)) if word in columns)
    return Counted(list(columns), counted.matrix(len(columns)), words.matrix(len(columns)))


class _Rows:
    """Rows of a sparse matrix, one after the other."""

    def __init__(self) -> None:
        self._columns, self._ends = array("i"), [0]

    def add(self, columns: Iterable[int]) -> None:
        self._columns.extend(columns)
        self._ends.append(len(self._columns))

    def matrix(self, width: int) -> csr_matrix:
        indices = np.frombuffer(self._columns, dtype=np.int32) if self._columns else np.zeros(0, dtype=np.int32)
        ones, ends = np.ones(len(indices), dtype=np.int32), np.array(self._ends, dtype=np.int32)
        found = csr_matrix((ones, indices.copy(), ends), shape=(len(ends) - 1, width))
        found.sum_duplicates()
        return found


def _widened(matrix: csr_matrix, shape: tuple[int, int]) -> csr_matrix:
    return csr_matrix((matrix.data, matrix.indices, matrix.indptr), shape=shape)


def _columns(matrix: csr_matrix, kept: Sequence[int]) -> Any:
    """Some columns in another order; so a product with them sums in the order of the result's columns."""
    places = np.full(matrix.shape[1], _NO_FEATURE, dtype=np.int32)
    places[kept] = np.arange(len(kept), dtype=np.int32)
    columns = places[matrix.indices]
    stays = columns >= 0
    ends = np.concatenate(([0], np.cumsum(stays)))[matrix.indptr].astype(np.int32)
    found = csr_matrix((matrix.data[stays], columns[stays], ends), shape=(matrix.shape[0], len(kept)))
    found.sort_indices()
    return found
