"""TF-IDF and a linear layer for one text at a time, on the standard library alone."""

from __future__ import annotations

from collections import Counter
from math import exp, sqrt
from struct import Struct

from mvs_classifier.model.tables import GRID, Tables
from mvs_classifier.text.ngrams import ngram_counts, ngrams

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mvs_classifier.model.parameters import Parameters
    from mvs_classifier.model.tables import Record

Logits = tuple[float, float, float, float]
Totals = tuple[int, int, int, int, int]
"""A squared idf, then idf times weight for each of the four labels, in units of 1/GRID², or sums of these."""

_FIELDS = Struct("<5QI")
_BIAS = 1 << 40  # makes each field positive, so that none borrows from the next; a million fit before one overflows
_MOST_KEPT = 1 << 18
_LONG = 1000  # characters; the n-grams of longer texts repeat, so they are counted first: 400,000 take 0.3 s, not 2


class Scorer:
    """The logits of a text: for each label the weights of its n-grams, by TF-IDF, plus an intercept.

    With tf the number of times an n-gram occurs in the text, the logit of a label is ``intercept + sum(tf * idf *
    weight) / sqrt(sum((tf * idf) ** 2))`` over the known n-grams, as in scikit-learn's ``TfidfVectorizer(norm="l2")``
    with a ``LogisticRegression``.

    The five numbers of a feature, and a 1 to count it, are the fields of one integer, so that one addition adds them
    all; an n-gram that is not a feature has 0.
    """

    def __init__(self, model: Tables | Parameters) -> None:
        self.longest, self.skip_grams = model.longest_ngram, model.skip_grams
        first, second, third, fourth = (value / GRID for value in model.intercept)
        self.intercept: Logits = first, second, third, fourth
        self._record = _record_of(model)
        self._packed = _Packed(self._record)

    def __contains__(self, ngram: str) -> bool:
        return self._packed[ngram] > 0

    def logits(self, text: str) -> Logits | None:
        """Return the four logits of a normalised text, or None if none of its n-grams is known."""
        squared, first, second, third, fourth = (self._summed if len(text) <= _LONG else self._counted)(text)
        if not squared:
            return None
        norm = sqrt(squared) * GRID
        base = self.intercept
        return first / norm + base[0], second / norm + base[1], third / norm + base[2], fourth / norm + base[3]

    def contributions(self, known: Sequence[str]) -> dict[str, tuple[float, ...]]:
        """Return what each n-gram adds to the four logits, given all of a text that are in the vocabulary."""
        counts = Counter(known)
        totals = {ngram: self._totals([ngram]) for ngram in counts}
        norm = sqrt(sum(count * count * totals[ngram][0] for ngram, count in counts.items())) * GRID
        return {ngram: tuple(value / norm for value in values) for ngram, (_, *values) in totals.items()}

    def _summed(self, text: str) -> Totals:
        """The squared norm of a text, and the sums of the four labels."""
        found = ngrams(text, self.longest, skip_grams=self.skip_grams)
        squared, first, second, third, fourth = self._totals(found)
        return squared + self._repeated(found), first, second, third, fourth

    def _counted(self, text: str) -> Totals:
        """The same for a long text."""
        squared, totals = 0, [0, 0, 0, 0]
        for ngram, count in ngram_counts(text, self.longest, skip_grams=self.skip_grams).items():
            record = self._record(ngram)
            if record:
                idf, *weights = record
                squared += (count * idf) ** 2
                totals = [total + count * idf * weight for total, weight in zip(totals, weights, strict=True)]
        first, second, third, fourth = totals
        return squared, first, second, third, fourth

    def _totals(self, found: Sequence[str]) -> Totals:
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
    """The numbers of each n-gram in one integer, 0 if it is not a feature; made when first needed.

    A short run needs few of them, and only a limited number is kept.
    """

    def __init__(self, record: Callable[[str], Record | None]) -> None:
        super().__init__()
        self._record = record

    def __missing__(self, ngram: str) -> int:
        record = self._record(ngram)
        packed = _pack(*record) if record else 0
        if len(self) < _MOST_KEPT:
            self[ngram] = packed
        return packed


def _record_of(model: Tables | Parameters) -> Callable[[str], Record | None]:
    if isinstance(model, Tables):
        return model.record
    from mvs_classifier.model.listed import Listed

    return Listed(model).record


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
