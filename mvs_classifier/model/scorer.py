"""TF-IDF and a linear layer for one text at a time, on the standard library alone."""

from __future__ import annotations

from itertools import count
from math import exp, sqrt
from operator import getitem

from mvs_classifier.model.lookup import Packed, Rows, kept, listing, squared_idf, unpacked
from mvs_classifier.model.tables import GRID
from mvs_classifier.text.ngrams import ngram_counts, units

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mvs_classifier.model.lookup import Totals
    from mvs_classifier.model.parameters import Parameters
    from mvs_classifier.model.tables import Tables

Logits = tuple[float, float, float, float]
_LONG = 1000  # units; the n-grams of longer texts repeat, so they are counted first: 400,000 take 0.3 s, not 2
_PAIR = 2
_FEW = 16  # places of units that occur again, as in most lines; 16 of the same unit take 70 µs, counting 18


class Scorer:
    """The logits of a text: for each label the weights of its n-grams, by TF-IDF, plus an intercept.

    With tf the number of times an n-gram occurs in the text, the logit of a label is ``intercept + sum(tf * idf *
    weight) / sqrt(sum((tf * idf) ** 2))`` over the known n-grams, as in scikit-learn's ``TfidfVectorizer(norm="l2")``
    with a ``LogisticRegression``.

    The five numbers of a feature are the fields of one integer, so that one addition adds them all; an n-gram that is
    not a feature has 0.
    """

    def __init__(self, model: Tables | Parameters) -> None:
        self.longest, self.skip_grams = model.longest_ngram, model.skip_grams
        first, second, third, fourth = (value / GRID for value in model.intercept)
        self.intercept: Logits = first, second, third, fourth
        self._listed, left = listing(model), kept()
        self._packed = Packed(self._listed, left)
        self._near, self._far = (Rows(self._packed, self._listed, left, gap=gap) for gap in (False, True))

    def logits(self, text: str) -> Logits | None:
        """Return the four logits of a normalised text, or None if none of its n-grams is known."""
        return self.logits_of(units(text))

    def logits_of(self, single: Sequence[str]) -> Logits | None:
        """Return the same for the units of a text."""
        return self.logits_of_totals((self._summed if len(single) <= _LONG else self._counted)(single))

    def totals(self, single: Sequence[str]) -> Totals:
        """Return the sums of the four labels and the squared norm of the units of a text."""
        return (self._summed if len(single) <= _LONG else self._counted)(single)

    def logits_of_totals(self, totals: Totals) -> Logits | None:
        """Return the logits of a text with these sums."""
        first, second, third, fourth, squared = totals
        if not squared:
            return None
        norm = sqrt(squared) * GRID
        base = self.intercept
        return first / norm + base[0], second / norm + base[1], third / norm + base[2], fourth / norm + base[3]

    def contribution(self, ngram: str, norm: float) -> tuple[float, ...]:
        """Return what one occurrence of an n-gram adds to the four logits of a text; empty if it is not known."""
        packed = self._packed[ngram]
        return tuple([value / norm for value in unpacked(packed)[:-1]]) if packed else ()

    def _summed(self, single: Sequence[str]) -> Totals:
        """The sums of the four labels, and the squared norm of a text."""
        total = sum(map(getitem, map(self._near.__getitem__, single), [*single[1:], ""]))
        if self.skip_grams:
            total += sum(map(getitem, map(self._far.__getitem__, single), single[2:]))
        if self.longest > _PAIR:
            names = map("".join, zip(single, single[1:], single[2:], strict=False))
            total += sum(map(self._packed.__getitem__, names))
        first, second, third, fourth, squared = unpacked(total)
        return first, second, third, fourth, squared + self._repeated(single)

    def _counted(self, single: Sequence[str]) -> Totals:
        """The same for a long text."""
        squared, totals = 0, [0, 0, 0, 0]
        for ngram, times in ngram_counts(single, self.longest, skip_grams=self.skip_grams).items():
            record = self._listed.record(ngram)
            if record:
                idf, *weights = record
                squared += (times * idf) ** 2
                totals = [total + times * idf * weight for total, weight in zip(totals, weights, strict=True)]
        first, second, third, fourth = totals
        return first, second, third, fourth, squared

    def _repeated(self, single: Sequence[str]) -> int:
        """What repeats add to the squared norm: tf² instead of tf times the squared idf."""
        last = dict(zip(single, count()))
        if len(last) == len(single):
            return 0
        known = self._listed.known
        again = [place for place, unit in enumerate(single) if last[unit] != place and unit in known]
        return self._of_few(single, again, last) if len(again) <= _FEW else self._of_many(single)

    def _of_few(self, single: Sequence[str], again: Sequence[int], last: Mapping[str, int]) -> int:
        """The same, for each two places of a unit, of which there are tf(tf - 1) / 2.

        An n-gram that begins with the unit occurs at both if the units that follow are the same. It takes a fifth of
        the time of counting n-grams.

        Args:
            single: the units.
            again: the places of known ones that occur again after them.
            last: the last place of each unit.
        """
        near, far, padded = self._near, self._far, [*single, "", ""]
        places: dict[str, list[int]] = {}
        found = 0
        for place in again:
            unit, two, three = padded[place : place + 3]
            others = places.setdefault(unit, [last[unit]])
            for other in others:
                is_two, is_three = two == padded[other + 1], three == padded[other + 2]
                found += near[unit][two if is_two else ""]
                if is_three and self.skip_grams:
                    found += far[unit][three]
                if is_two and is_three and self.longest > _PAIR:
                    found += self._packed[unit + two + three]
            others.append(place)
        return 2 * squared_idf(found)

    def _of_many(self, single: Sequence[str]) -> int:
        """The same, by counting all n-grams."""
        counts = ngram_counts(single, self.longest, skip_grams=self.skip_grams)
        return sum(
            times * (times - 1) * squared_idf(self._packed[ngram]) for ngram, times in counts.items() if times > 1
        )


def norm_of(totals: Totals) -> float:
    """Return the norm of a text with these sums."""
    return sqrt(totals[-1]) * GRID


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
