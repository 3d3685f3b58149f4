"""The words that decide: the exact contribution of each word to each label's logit."""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from mvs_classifier.model.labels import Label
from mvs_classifier.model.scorer import Scorer
from mvs_classifier.text.ngrams import SKIP, unit_starts, units
from mvs_classifier.text.words import Segment
from mvs_classifier.value import FrozenDict, Value

if TYPE_CHECKING:
    from mvs_classifier.model.notebook import Weighed


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


def word_contributions(scorer: Scorer, segment: Segment, text: str) -> tuple[WordContribution, ...]:
    """Divide the contribution of each known n-gram of a normalised text among the words that contain it.

    An n-gram's contribution is divided evenly among its units, and each unit belongs to the word in which
    it starts; nothing is lost, so the sums are those of the logits.
    """
    pieces = units(text)
    word_of_unit = _words_of_units(text, segment)
    found = [(places, ngram) for places, ngram in _placed(pieces, scorer) if ngram in scorer]
    contributions = scorer.contributions([ngram for _, ngram in found])
    totals: dict[tuple[int, str], list[float]] = {}
    for places, ngram in found:
        for unit in places:
            total = totals.setdefault(word_of_unit[unit], [0.0] * len(Label))
            for number, value in enumerate(contributions[ngram]):
                total[number] += value / len(places)
    return tuple(
        WordContribution(word, start, FrozenDict(zip(Label, totals[start, word], strict=True)))
        for start, word in sorted(totals)
    )


def _placed(pieces: Sequence[str], scorer: Scorer) -> Iterator[tuple[Sequence[int], str]]:
    """Every n-gram that may be a feature, with the places of its units."""
    for size in range(1, scorer.longest + 1):
        for start in range(len(pieces) - size + 1):
            yield range(start, start + size), "".join(pieces[start : start + size])
    if scorer.skip_grams:
        for start, (first, second) in enumerate(zip(pieces, pieces[2:], strict=False)):
            yield (start, start + 2), first + SKIP + second


def _words_of_units(text: str, segment: Segment) -> Sequence[tuple[int, str]]:
    """For each unit of a text, the offset and the text of the word in which it starts."""
    words = segment(text)
    starts = accumulate(map(len, words), initial=0)
    owners = [(start, word) for start, word in zip(starts, words, strict=False) for _ in word]
    return [owners[start] for start in unit_starts(text)]
