"""TF-IDF and a linear layer for one text at a time, on the standard library alone."""

from __future__ import annotations

from collections import Counter
from math import exp, sqrt
from operator import getitem

from mvs_classifier.model.lookup import Packed, Rows, kept, listing, squared_idf, unpacked
from mvs_classifier.model.tables import GRID
from mvs_classifier.text.ngrams import SKIP, ngram_counts, units

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from mvs_classifier.model.lookup import Totals
    from mvs_classifier.model.parameters import Parameters
    from mvs_classifier.model.tables import Tables

Logits = tuple[float, float, float, float]
_LONG = 1000  # characters; the n-grams of longer texts repeat, so they are counted first: 400,000 take 0.3 s, not 2
_PAIR = 2


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
        listed = listing(model)
        self._record, self._may_know, left = listed.record, listed.may_know, kept()
        self._packed = Packed(self._record, "", left)
        self._pairs, self._skipping = Rows(self._record, "", left), Rows(self._record, SKIP, left)

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
        totals = {ngram: unpacked(self._packed[ngram]) for ngram in counts}
        norm = sqrt(sum(count * count * totals[ngram][0] for ngram, count in counts.items())) * GRID
        return {ngram: tuple(value / norm for value in values) for ngram, (_, *values) in totals.items()}

    def _summed(self, text: str) -> Totals:
        """The squared norm of a text, and the sums of the four labels."""
        single = units(text)
        found = list(map(self._packed.__getitem__, single))
        if self.longest >= _PAIR:
            found += map(getitem, map(self._pairs.__getitem__, single), single[1:])
        if self.skip_grams:
            found += map(getitem, map(self._skipping.__getitem__, single), single[2:])
        if self.longest > _PAIR:
            found += map(self._packed.__getitem__, map("".join, zip(single, single[1:], single[2:], strict=False)))
        squared, first, second, third, fourth = unpacked(sum(found))
        if len(set(single)) < len(single):
            squared += self._repeated(single)
        return squared, first, second, third, fourth

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

    def _repeated(self, single: Sequence[str]) -> int:
        """What repeats add to the squared norm: tf² instead of tf times the squared idf.

        Only n-grams of units that occur again do so.
        """
        may_know = self._may_know
        again = {unit: count for unit, count in Counter(single).items() if count > 1 and may_know(unit)}
        if not again:
            return 0
        counts, names = [again], self._of_units(single, again)
        if len(set(names)) < len(names):
            counts.append(Counter(names))
        return sum(
            count * (count - 1) * squared_idf(self._packed[name])
            for of_size in counts
            for name, count in of_size.items()
            if count > 1
        )

    def _of_units(self, single: Sequence[str], some: Container[str]) -> list[str]:
        """The names of the n-grams that consist of some units alone, and of more than one."""
        padded, names = [*single, "", ""], list[str]()
        for place in [place for place, unit in enumerate(single) if unit in some]:
            one, two, three = padded[place : place + 3]
            if two in some and self.longest >= _PAIR:
                names.append(one + two)
            if three in some and self.skip_grams:
                names.append(one + SKIP + three)
            if two in some and three in some and self.longest > _PAIR:
                names.append(one + two + three)
        return names


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
