"""The words that decide: the exact contribution of each word to each label's logit."""

from collections.abc import Callable, Mapping
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from mvs_classifier.model.labels import Label
from mvs_classifier.model.lookup import Totals
from mvs_classifier.model.scorer import Scorer, norm_of
from mvs_classifier.text.ngrams import SKIP, pieces, unit_starts, units
from mvs_classifier.text.words import Segment
from mvs_classifier.value import FrozenDict, Value, frozen

if TYPE_CHECKING:
    from mvs_classifier.model.notebook import Weighed

_LABELS = tuple(Label)
_BESIDE = 2  # units on either side of a word that n-grams and skip-grams of three units reach
_Place = tuple[str, int, int]
"""A word between the units beside it: their text, and the numbers of the word's first unit and of the one after it."""


class WordContribution(Value):
    """What one word adds to the logits.

    Attributes:
        word: the word, normalised.
        start: its offset in the normalised text, in characters.
        contributions: for each label what the word adds to its logit.
    """

    _fields = ("word", "start", "contributions")
    __slots__ = _fields
    word: str
    start: int
    contributions: dict[Label, float]

    def __init__(self, word: str, start: int, contributions: Mapping[Label, float]) -> None:
        """Do what other values do, in a third of the time: a long text has many words."""
        _hold_word(self, word)
        _hold_start(self, start)
        _hold_contributions(self, contributions if type(contributions) is FrozenDict else frozen(contributions))


_hold_word, _hold_start, _hold_contributions = (
    vars(WordContribution)[name].__set__ for name in ("word", "start", "contributions")
)


class Explanation(Value):
    """A verdict taken apart.

    For each label, the words' contributions and the intercept sum to its logit; the difference of two
    labels' logits is the log-odds between them. A taught label is not a sum of words: the sums are then those of the
    model, which may give another label.

    Attributes:
        text: the normalised text that was judged.
        label: the verdict.
        words: the words that contain known n-grams, in the order of the text.
        intercept: each label's logit for a text in which nothing is known.
        reason: None, or why there is no verdict, as in :class:`Prediction`; there are then no words, and the
            prediction's scores, all equal, are not those of the intercept. ``"taught"`` if this text was taught.
        original: the text as given.
        confidence: the prediction's probability of the label, 0 to 1.
    """

    _fields = ("text", "label", "words", "intercept", "reason", "original", "confidence")
    __slots__ = _fields
    text: str
    label: Label
    words: tuple[WordContribution, ...]
    intercept: dict[Label, float]
    reason: str | None
    original: str
    confidence: float

    @property
    def logits(self) -> dict[Label, float]:
        """Each label's score before the softmax."""
        return {
            label: base + sum(word.contributions[label] for word in self.words)
            for label, base in self.intercept.items()
        }

    def strongest(self, count: int = 5, label: Label | None = None) -> tuple[WordContribution, ...]:
        """Return the words that support a label most against the average of the labels, strongest first.

        Args:
            count: how many words to return at most.
            label: the label they support (default: the verdict).
        """
        wanted = label or self.label
        ranked = sorted(self.words, key=lambda word: _support(word, wanted), reverse=True)
        return tuple(word for word in ranked[:count] if _support(word, wanted) > 0)

    def _repr_html_(self) -> str:
        """Show it in a notebook."""
        from mvs_classifier.model.notebook import of_words

        words = self.weighed(lambda word: _support(word, self.label))
        return of_words(self.original, self.label, words, self.reason)

    def weighed(self, weigh: Callable[[WordContribution], float]) -> "list[Weighed]":
        """Return where each word is in the original text, with its weight."""
        from mvs_classifier.model.notebook import Weighed, placed

        words = (Weighed(word.start, word.start + len(word.word), weigh(word)) for word in self.words)
        return placed(words, self.original, self.text)


def _support(word: WordContribution, label: Label) -> float:
    """How much a word supports a label against the average of the labels."""
    values = word.contributions
    return values[label] - sum(values.values()) / len(values)


def word_contributions(scorer: Scorer, segment: Segment, text: str, totals: Totals) -> tuple[WordContribution, ...]:
    """Divide the contribution of each known n-gram of a normalised text among the words that contain it.

    An n-gram's contribution is divided evenly among its units, and each unit belongs to the word in which
    it starts; nothing is lost, so the sums are those of the logits.

    Args:
        scorer: the model.
        segment: the segmenter.
        text: the text.
        totals: the sums of the text, by whose norm the contributions are divided.
    """
    shares = _Shares(scorer, totals)
    starts = [*unit_starts(text), *[len(text)] * (_BESIDE + 1)]
    found = []
    first = begin = 0
    for word in segment(text):
        start, begin, last = begin, begin + len(word), first
        while starts[last] < begin:
            last += 1
        if last > first:  # otherwise no unit starts in it
            before = min(first, _BESIDE)
            window = text[starts[first - before] : starts[last + _BESIDE]]
            share = shares[window, before, before + last - first]
            if share is not None:
                found.append(WordContribution(word, start, share))
            first = last
    return tuple(found)


class _Shares(dict[_Place, "FrozenDict[Label, float] | None"]):
    """What a word adds to the logits, by its place; None if it contains no known n-gram.

    Most words of a long text occur again between the same units, and then add the same.

    Args:
        scorer: the model.
        totals: the sums of the text.
    """

    def __init__(self, scorer: Scorer, totals: Totals) -> None:
        super().__init__()
        self._scorer, self._parts = scorer, _Parts(scorer, totals)

    def __missing__(self, place: _Place) -> FrozenDict[Label, float] | None:
        added = list(filter(None, map(self._parts.__getitem__, _ngrams_over(place, self._scorer))))
        sums = [
            reduce(add, column, 0.0) for column in zip(*added, strict=True)
        ]  # sum() rounds as Python's version does
        self[place] = share = FrozenDict(zip(_LABELS, sums, strict=True)) if added else None
        return share


class _Parts(dict[str, tuple[float, ...]]):
    """What a known n-gram adds to the four logits for each of its units; empty if it is not known.

    Args:
        scorer: the model.
        totals: the sums of the text.
    """

    def __init__(self, scorer: Scorer, totals: Totals) -> None:
        super().__init__()
        self._contribution, self._norm = scorer.contribution, norm_of(totals)

    def __missing__(self, ngram: str) -> tuple[float, ...]:
        values = self._contribution(ngram, self._norm)
        count = len(pieces(ngram)) if values else 1
        self[ngram] = part = values if count == 1 else tuple([value / count for value in values])
        return part


def _ngrams_over(place: _Place, scorer: Scorer) -> list[str]:
    """The n-grams that contain units of a word, each as often as it contains some, in a fixed order."""
    window, first, last = place
    near = units(window)
    found = near[first:last]
    for size in range(2, scorer.longest + 1):
        for start in range(max(first - size + 1, 0), min(last, len(near) - size + 1)):
            times = min(start + size, last) - max(start, first)
            found += ["".join(near[start : start + size])] * times
    if scorer.skip_grams:
        for start in range(max(first - _BESIDE, 0), min(last, len(near) - _BESIDE)):
            times = (start >= first) + (start + _BESIDE < last)
            found += [near[start] + SKIP + near[start + _BESIDE]] * times
    return found
