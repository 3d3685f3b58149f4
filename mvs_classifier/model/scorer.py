"""TF-IDF and a linear layer for one text at a time, on the standard library alone."""

from collections.abc import Sequence
from math import exp, sqrt

from mvs_classifier.model.parameters import GRID, Parameters
from mvs_classifier.text.ngrams import ngrams

Logits = tuple[float, float, float, float]
Row = tuple[float, float, float, float, float]
"""A feature's squared idf, then idf times weight for each of the four labels."""


class Scorer:
    """The logits of a text: for each label the weights of its n-grams, by TF-IDF, plus an intercept.

    With tf the number of times an n-gram stands in the text, the logit of a label is
    ``intercept + sum(tf * idf * weight) / sqrt(sum((tf * idf) ** 2))`` over the known n-grams, as
    scikit-learn's ``TfidfVectorizer(norm="l2")`` before a ``LogisticRegression`` has it.
    """

    def __init__(self, parameters: Parameters) -> None:
        self.longest = parameters.longest_ngram
        self.intercept = tuple(value / GRID for value in parameters.intercept)
        idf = [value / GRID for value in parameters.idf]
        squared = [value * value for value in idf]
        weighted = [[value * weight / GRID for value, weight in zip(idf, row, strict=True)] for row in parameters.coef]
        self.rows: dict[str, Row] = dict(zip(parameters.vocabulary, zip(squared, *weighted, strict=True), strict=True))

    def logits(self, text: str) -> Logits | None:
        """Return the four logits of a normalised text, or None where none of its n-grams is known."""
        rows = self.rows
        known = list(filter(rows.__contains__, ngrams(text, self.longest)))
        if not known:
            return None
        squared, first, second, third, fourth = map(sum, zip(*map(rows.__getitem__, known), strict=True))
        norm = sqrt(squared + self._repeated(known))
        base = self.intercept
        return first / norm + base[0], second / norm + base[1], third / norm + base[2], fourth / norm + base[3]

    def norm(self, known: Sequence[str]) -> float:
        """Return the Euclidean norm of the TF-IDF vector of these n-grams, all in the vocabulary."""
        return sqrt(sum(self.rows[ngram][0] for ngram in known) + self._repeated(known))

    def _repeated(self, known: Sequence[str]) -> float:
        """What repeats add to the squared norm: tf² instead of tf times the squared idf."""
        seen: set[str] = set(known)
        if len(seen) == len(known):
            return 0.0
        total, repeats = 0.0, dict[str, int]()
        for ngram in known:
            if ngram in seen:
                seen.remove(ngram)
            else:
                count = repeats[ngram] = repeats.get(ngram, 0) + 1
                total += 2 * count * self.rows[ngram][0]
        return total


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
