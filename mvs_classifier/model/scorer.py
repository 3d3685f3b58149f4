"""TF-IDF and a linear layer for one text at a time, on the standard library alone."""

from collections.abc import Sequence
from functools import cached_property
from math import exp, sqrt
from operator import add
from struct import Struct

from mvs_classifier.model.parameters import GRID, Parameters
from mvs_classifier.text.ngrams import ngrams

Logits = tuple[float, float, float, float]
Totals = tuple[int, int, int, int, int]
"""A squared idf, then idf times weight for each of the four labels, in units of 1/GRID², or sums of such."""

_FIELDS = Struct("<5QI")
_BIAS = 1 << 40  # makes each field positive, so that none borrows from the next
_MOST = 1 << 20  # so many can be added before a field overflows
_UNKNOWN_KEPT = 1 << 16


class Scorer:
    """The logits of a text: for each label the weights of its n-grams, by TF-IDF, plus an intercept.

    With tf the number of times an n-gram stands in the text, the logit of a label is
    ``intercept + sum(tf * idf * weight) / sqrt(sum((tf * idf) ** 2))`` over the known n-grams, as
    scikit-learn's ``TfidfVectorizer(norm="l2")`` before a ``LogisticRegression`` has it.

    The five numbers of a feature, and a 1 to count it, are the fields of one integer, so that one addition adds them
    all; an n-gram that is no feature has 0.
    """

    def __init__(self, parameters: Parameters) -> None:
        self.longest, self.skip_grams = parameters.longest_ngram, parameters.skip_grams
        first, second, third, fourth = (value / GRID for value in parameters.intercept)
        self.intercept: Logits = first, second, third, fourth
        self._packed = _Packed(parameters)

    def __contains__(self, ngram: str) -> bool:
        return self._packed[ngram] > 0

    def logits(self, text: str) -> Logits | None:
        """Return the four logits of a normalised text, or None where none of its n-grams is known."""
        found = ngrams(text, self.longest, skip_grams=self.skip_grams)
        squared, first, second, third, fourth = self._totals(found)
        if not squared:
            return None
        norm = sqrt(squared + self._repeated(found)) * GRID
        base = self.intercept
        return first / norm + base[0], second / norm + base[1], third / norm + base[2], fourth / norm + base[3]

    def contributions(self, known: Sequence[str]) -> list[tuple[float, ...]]:
        """Return what each of these n-grams, all that a text has in the vocabulary, adds to the four logits."""
        squared = self._totals(known)[0] + self._repeated(known)
        norm = sqrt(squared) * GRID
        return [tuple(value / norm for value in self._totals([ngram])[1:]) for ngram in known]

    def _totals(self, found: Sequence[str]) -> Totals:
        if len(found) > _MOST:
            middle = len(found) // 2
            first, second, third, fourth, fifth = map(add, self._totals(found[:middle]), self._totals(found[middle:]))
            return first, second, third, fourth, fifth
        packed = sum(map(self._packed.__getitem__, found))
        first, second, third, fourth, fifth, count = _FIELDS.unpack(packed.to_bytes(_FIELDS.size, "little"))
        bias = count * _BIAS
        return first - bias, second - bias, third - bias, fourth - bias, fifth - bias

    def _repeated(self, found: Sequence[str]) -> int:
        """What repeats add to the squared norm: tf² instead of tf times the squared idf."""
        seen = set[str]()
        again = [ngram for ngram in found if ngram in seen or seen.add(ngram)]  # type: ignore[func-returns-value]
        total, repeats = 0, dict[str, int]()
        for ngram in again:
            count = repeats[ngram] = repeats.get(ngram, 0) + 1
            total += 2 * count * self._totals([ngram])[0]
        return total


class _Packed(dict[str, int]):
    """The numbers of each n-gram in one, 0 of one that is no feature; made when first asked for.

    A short run asks for few of them. Of what is no feature only so many are kept.
    """

    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        self._vocabulary = parameters.vocabulary
        self._columns = (parameters.idf, *parameters.coef)
        self._most = len(self._vocabulary) + _UNKNOWN_KEPT

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where each n-gram stands; batches do without."""
        return {ngram: place for place, ngram in enumerate(self._vocabulary)}

    def __missing__(self, ngram: str) -> int:
        place = self._places.get(ngram)
        packed = 0 if place is None else _pack(*(column[place] for column in self._columns))
        if packed or len(self) < self._most:
            self[ngram] = packed
        return packed


def _pack(idf: int, first: int, second: int, third: int, fourth: int) -> int:
    fields = (idf * idf, idf * first, idf * second, idf * third, idf * fourth)
    return int.from_bytes(_FIELDS.pack(*[field + _BIAS for field in fields], 1), "little")


def softmax(logits: Logits) -> tuple[float, float, float, float]:
    """Return the probabilities of four logits.

    >>> softmax((0.0, 0.0, 0.0, 0.0))
    (0.25, 0.25, 0.25, 0.25)
    """
    top = max(logits)
    first, second, third, fourth = logits
    first, second, third, fourth = exp(first - top), exp(second - top), exp(third - top), exp(fourth - top)
    total = first + second + third + fourth
    return first / total, second / total, third / total, fourth / total
