"""TF-IDF and a linear layer for one text at a time, on the standard library alone."""

from collections.abc import Iterable, Sequence
from math import exp, sqrt
from operator import add
from struct import Struct

from mvs_classifier.model.parameters import GRID, Parameters
from mvs_classifier.text.ngrams import ngrams

Logits = tuple[float, float, float, float]
Totals = tuple[int, int, int, int, int]
"""A squared idf, then idf times weight for each of the four labels, in units of 1/GRID², or sums of such."""

_FIELDS = Struct("<5Q")
_BIAS = 1 << 40  # makes each field positive, so that none borrows from the next
_FIRST_FIELD = (1 << 64) - 1
_MOST = 1 << 20  # so many can be added before a field overflows


class Scorer:
    """The logits of a text: for each label the weights of its n-grams, by TF-IDF, plus an intercept.

    With tf the number of times an n-gram stands in the text, the logit of a label is
    ``intercept + sum(tf * idf * weight) / sqrt(sum((tf * idf) ** 2))`` over the known n-grams, as
    scikit-learn's ``TfidfVectorizer(norm="l2")`` before a ``LogisticRegression`` has it.

    The five numbers of a feature are the 64-bit fields of one integer, so that one addition adds all five.
    """

    def __init__(self, parameters: Parameters) -> None:
        self.longest, self.skip_grams = parameters.longest_ngram, parameters.skip_grams
        first, second, third, fourth = (value / GRID for value in parameters.intercept)
        self.intercept: Logits = first, second, third, fourth
        self._numbers = {ngram: number for number, ngram in enumerate(parameters.vocabulary, 1)}
        self._packed = _Packed(parameters)

    def __contains__(self, ngram: str) -> bool:
        return ngram in self._numbers

    def logits(self, text: str) -> Logits | None:
        """Return the four logits of a normalised text, or None where none of its n-grams is known."""
        known = self._known(ngrams(text, self.longest, skip_grams=self.skip_grams))
        if not known:
            return None
        squared, first, second, third, fourth = self._totals(known)
        norm = sqrt(squared + self._repeated(known)) * GRID
        base = self.intercept
        return first / norm + base[0], second / norm + base[1], third / norm + base[2], fourth / norm + base[3]

    def contributions(self, features: Sequence[str]) -> list[tuple[float, ...]]:
        """Return what each of these n-grams, all that a text has in the vocabulary, adds to the four logits."""
        known = self._known(features)
        squared = self._totals(known)[0] + self._repeated(known)
        norm = sqrt(squared) * GRID
        return [tuple(value / norm for value in self._totals([number])[1:]) for number in known]

    def _known(self, found: Iterable[str]) -> list[int]:
        """The numbers of those n-grams that are in the vocabulary, from 1."""
        return list(filter(None, map(self._numbers.get, found)))

    def _totals(self, known: Sequence[int]) -> Totals:
        if len(known) > _MOST:
            middle = len(known) // 2
            first, second, third, fourth, fifth = map(add, self._totals(known[:middle]), self._totals(known[middle:]))
            return first, second, third, fourth, fifth
        packed = sum(map(self._packed.__getitem__, known))
        first, second, third, fourth, fifth = _FIELDS.unpack(packed.to_bytes(_FIELDS.size, "little"))
        bias = len(known) * _BIAS
        return first - bias, second - bias, third - bias, fourth - bias, fifth - bias

    def _repeated(self, known: Sequence[int]) -> int:
        """What repeats add to the squared norm: tf² instead of tf times the squared idf."""
        unseen = set(known)
        if len(unseen) == len(known):
            return 0
        total, repeats = 0, dict[int, int]()
        for number in known:
            if number in unseen:
                unseen.remove(number)
            else:
                count = repeats[number] = repeats.get(number, 0) + 1
                total += 2 * count * ((self._packed[number] & _FIRST_FIELD) - _BIAS)
        return total


class _Packed(dict[int, int]):
    """The five numbers of each feature in one; made when first asked for, because a short run asks for few."""

    def __init__(self, parameters: Parameters) -> None:
        self._columns = (parameters.idf, *parameters.coef)

    def __missing__(self, number: int) -> int:
        idf, *weights = (column[number - 1] for column in self._columns)
        packed = self[number] = _pack(idf, *weights)
        return packed


def _pack(idf: int, first: int, second: int, third: int, fourth: int) -> int:
    fields = (idf * idf, idf * first, idf * second, idf * third, idf * fourth)
    return int.from_bytes(_FIELDS.pack(*[field + _BIAS for field in fields]), "little")


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
