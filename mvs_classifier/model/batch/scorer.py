"""The scorer for many texts at once, on numpy, with bit for bit the logits of the scorer for one text."""

from collections.abc import Sequence
from math import exp
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mvs_classifier.errors import ModelFileError
from mvs_classifier.i18n import _
from mvs_classifier.model.batch.codepoints import SEPARATOR, CodePoints, normalized_code_points
from mvs_classifier.model.batch.packing import tables
from mvs_classifier.model.batch.trie import NOWHERE, Nodes, Trie
from mvs_classifier.model.parameters import GRID, Parameters
from mvs_classifier.model.scorer import Scorer
from mvs_classifier.model.tables import LABELS, Tables
from mvs_classifier.text.normalize import normalize

_LONGEST = 4096  # longer texts are scored alone: their sums could outgrow exact arithmetic
_AT_ONCE = 2048  # texts; 512 at once took 1.3 times as long, 4,096 took 1.1 times
_SLOTS = 17  # at most so many bits: about two slots for each unit of the texts at once, and still in the second cache
_DIGIT, _LETTER, _SEPARATOR = -1, -2, -3  # in the table of units: characters that are not units alone

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Positions = NDArray[np.intp]
Whole = NDArray[np.int64]


class Logits(NamedTuple):
    """The logits of many texts.

    Attributes:
        values: shape (texts, 4), in the order of ``Label``; zeros if nothing is known.
        known: whether anything in a text is known, shape (texts,).
    """

    values: Floats
    known: Flags


class BatchScorer:
    """Scores many texts in a few array operations; see :class:`Scorer` for the formula."""

    def __init__(self, model: Tables | Parameters, scorer: Scorer) -> None:
        self._scorer = scorer
        self._longest, self._skip_grams = model.longest_ngram, model.skip_grams
        found = model if isinstance(model, Tables) else tables(model)
        self._units = {unit: number for number, unit in enumerate(found.units, 1)}
        self._unit_table = _unit_table(self._units)
        numbers = _numbers(found)
        self._trie = _trie(found, numbers)
        self._squared, weighted = _columns(found, numbers)
        self._squares, self._weights = (_narrow(_along(found, numbers, own)) for own in (self._squared, weighted))
        self._size = len(numbers)
        self._intercept = np.array(model.intercept) / GRID

    def logits(self, texts: Sequence[str]) -> Logits:
        """Return the logits of texts, not normalised."""
        if not texts:
            return Logits(np.zeros((0, len(self._intercept))), np.zeros(0, dtype=bool))
        parts = [self._logits(texts[start : start + _AT_ONCE]) for start in range(0, len(texts), _AT_ONCE)]
        return Logits(*map(np.concatenate, zip(*parts, strict=True)))

    def _logits(self, texts: Sequence[str]) -> Logits:
        too_long = (
            [] if max(map(len, texts)) <= _LONGEST else [n for n, text in enumerate(texts) if len(text) > _LONGEST]
        )
        found, starts = self._nodes(_blanked(texts, too_long))
        ngrams = [_longest(found[: self._longest]), *found[self._longest :]]
        squared = (_sums(self._squares, ngrams, starts) + self._repeated(found, starts)) / GRID**2
        totals = _sums(self._weights, ngrams, starts) / GRID**2
        known = squared > 0
        norm = np.sqrt(squared, where=known, out=np.ones(len(texts)))
        values = totals / norm[:, None] + self._intercept
        values[~known] = 0.0
        for number in too_long:
            alone = self._scorer.logits(normalize(texts[number]))
            if alone:
                values[number], known[number] = alone, True
        return Logits(values, known)

    def _nodes(self, texts: Sequence[str]) -> tuple[list[Nodes], Positions]:
        """The nodes of the n-grams that begin at each unit, by their size; and where each text begins.

        A unit that is nowhere follows each text.
        """
        singles = self._single_units(normalized_code_points(texts))
        ends = np.flatnonzero(singles == _SEPARATOR)
        singles[ends] = NOWHERE
        singles = np.append(singles, NOWHERE)
        found = [singles]
        for size in range(1, self._longest):
            longer = np.zeros_like(singles)
            longer[:-size] = self._trie.step(found[-1][:-size], singles[size:])
            found.append(longer)
        if self._skip_grams:
            apart = np.zeros_like(singles)
            before_gap = (singles + len(self._units)) * (singles != NOWHERE)
            apart[:-2] = self._trie.step(before_gap[:-2], singles[2:])
            apart[ends - 1] = NOWHERE  # from the last unit of a text over its end
            found.append(apart)
        return found, np.concatenate(([0], ends + 1))

    def _single_units(self, codes: CodePoints) -> Nodes:
        """One unit for each character, number or Latin word; between texts ``_SEPARATOR``."""
        found = self._unit_table.take(codes).astype(np.int64)
        digit, letter = found == _DIGIT, found == _LETTER
        goes_on = np.zeros(len(found), dtype=bool)
        goes_on[1:] = (digit[1:] & digit[:-1]) | (letter[1:] & letter[:-1])
        found[digit] = self._units.get("0", NOWHERE)
        if letter.any():
            first = np.flatnonzero(letter & ~goes_on)
            last = np.flatnonzero(letter & ~np.append(goes_on[1:], [False]))
            text = codes.tobytes().decode("utf-32-le")
            words = map(text.__getitem__, map(slice, first.tolist(), (last + 1).tolist()))
            found[first] = [self._units.get(word, NOWHERE) for word in words]
        return found[~goes_on]

    def _repeated(self, found: Sequence[Nodes], starts: Positions) -> Floats:
        """What repeats add to the sums of squares: tf² instead of tf times the squared idf.

        An n-gram is only repeated where its first and its last unit are, so that a fifth of them need to be sorted.
        """
        squared, size = self._squared, self._size
        total = np.zeros(len(starts))
        key = np.int32 if len(starts) * size < np.iinfo(np.int32).max else np.int64  # shorter keys are quicker to sort
        of_text = np.repeat(np.arange(0, len(starts) * size, size, dtype=key), np.diff(starts, append=len(found[0])))
        again = _may_be_repeated(of_text + found[0].astype(key))
        for units, nodes in enumerate(found):
            last = 2 if units == self._longest else units  # a skip-gram's second unit is its last
            places = np.flatnonzero(again[: len(again) - last] & again[last:] & (nodes[: len(again) - last] > 0))
            pairs = of_text.take(places) + nodes.take(places).astype(key)
            pairs.sort()
            repeats, extra = np.unique(pairs[1:][pairs[1:] == pairs[:-1]], return_counts=True)
            number, node = np.divmod(repeats, size)
            total += np.bincount(number, (extra + 1) * extra * squared[node], len(starts))
        return total


def softmax_rows(logits: Floats) -> Floats:
    """Return the probabilities of rows of logits, bit for bit those of :func:`softmax`."""
    below_top = logits - row_maxima(logits)
    powers = np.fromiter(map(exp, below_top.ravel().tolist()), float, logits.size).reshape(logits.shape)
    total = powers[:, 0] + powers[:, 1] + powers[:, 2] + powers[:, 3]
    probabilities: Floats = powers / total[:, None]
    return probabilities


def row_maxima(logits: Floats) -> Floats:
    """Return the largest of each row of four, as a column; column by column takes half the time of ``max(axis=1)``."""
    first, second, third, fourth = logits.T
    top: Floats = np.maximum(np.maximum(first, second), np.maximum(third, fourth))
    return top[:, None]


def _may_be_repeated(keys: NDArray[Any]) -> Flags:
    """Where a key stands that another place has too, and a few others: those that share a slot of a small table."""
    count = 1 << min(len(keys).bit_length() + 1, _SLOTS)
    slots = (keys & (count - 1)).astype(np.intp)
    return np.bincount(slots, minlength=count).take(slots) > 1


def _blanked(texts: Sequence[str], numbers: Sequence[int]) -> Sequence[str]:
    if not numbers:
        return texts
    texts = list(texts)
    for number in numbers:
        texts[number] = ""
    return texts


def _unit_table(numbers: dict[str, int]) -> NDArray[np.int32]:
    """For each code point of a normalised text its unit, or the kind of character that is not a unit alone."""
    table = np.full(0x110000, NOWHERE, dtype=np.int32)
    for unit, number in numbers.items():
        if len(unit) == 1:
            table[ord(unit)] = number
    table[ord("0") : ord("9") + 1] = _DIGIT
    table[ord("a") : ord("z") + 1] = _LETTER
    table[ord(SEPARATOR)] = _SEPARATOR
    return table


def _numbers(found: Tables) -> Positions:
    """A number for each node; those at the ends of frequent edges are small, so that they lie close in memory."""
    units = len(found.units)
    idf = np.asarray(found.idf[units:], dtype=np.int64)
    by_frequency = np.argsort(np.where(idf, idf, np.iinfo(np.int64).max), kind="stable")
    numbers = np.arange(2 * units + 1 + len(idf))
    numbers[2 * units + 1 + by_frequency] = np.arange(2 * units + 1, len(numbers))
    return numbers


def _trie(found: Tables, numbers: Positions) -> Trie:
    starts, units = np.asarray(found.starts, dtype=np.int64), len(found.units)
    parents = np.repeat(numbers[1 : len(starts)], np.diff(starts))
    bases = np.zeros(len(numbers), dtype=np.int64)
    bases[numbers[1 : len(starts)]] = found.bases
    steps = np.asarray(found.steps, dtype=np.int64)
    if len(steps) and not 1 <= steps.min() <= steps.max() <= units:
        raise ModelFileError(_("its n-grams have unknown units"))
    return Trie(bases, units, parents, steps, numbers[2 * units + 1 :])


def _columns(found: Tables, numbers: Positions) -> tuple[Whole, Whole]:
    """For each node the squared idf of its n-gram, and its idf times the four weights; 0 if it is not a feature.

    Both are whole numbers, ``GRID`` squared times what they stand for.
    """
    units = len(found.units)
    places = np.concatenate([numbers[1 : units + 1], numbers[2 * units + 1 :]])
    idf, weights = np.asarray(found.idf, dtype=np.int64), np.asarray(found.weights, dtype=np.int64)
    squared, weighted = np.zeros(len(numbers), dtype=np.int64), np.zeros((len(numbers), LABELS), dtype=np.int64)
    squared[places] = idf * idf
    weighted[places] = idf[:, None] * weights.reshape(-1, LABELS)
    return squared, weighted


def _along(found: Tables, numbers: Positions, own: Whole) -> Whole:
    """The sum of the values of each n-gram and of all those that it begins with; a skip-gram has its own alone."""
    sums, units = own.copy(), len(found.units)
    starts = np.asarray(found.starts, dtype=np.int64)
    parents, children = np.repeat(np.arange(1, len(starts)), np.diff(starts)), np.arange(2 * units + 1, len(numbers))
    nodes = np.arange(1, units + 1)
    for _longer in range(1, found.longest_ngram):
        edges = np.isin(parents, nodes)
        nodes = children[edges]
        sums[numbers[nodes]] += sums[numbers[parents[edges]]]
    return sums


def _narrow(values: Whole) -> NDArray[Any]:
    """The same numbers in 32 bits, where the sum of two still fits: half the memory, so that more of it stays near."""
    fits = np.abs(values).max(initial=0) < 1 << 30
    return values.astype(np.int32 if fits else np.float64)


def _longest(found: Sequence[Nodes]) -> Nodes:
    """The longest n-gram that begins at each unit, of those by size; ``np.where`` takes twice as long."""
    longest = found[0]
    for longer in found[1:]:
        longest = longest + (longer - longest) * (longer != NOWHERE)
    return longest


def _sums(values: NDArray[Any], found: Sequence[Nodes], starts: Positions) -> Floats:
    """The sums of a node's values over all n-grams of each text.

    A row of four numbers is taken at once: in columns of their own they took twice as long.
    """
    taken = values.take(found[0], axis=0)
    for nodes in found[1:]:
        taken += values.take(nodes, axis=0)
    sums: Floats = np.add.reduceat(taken.astype(np.float64, copy=False), starts, axis=0)
    return sums
