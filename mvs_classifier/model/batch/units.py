"""N-grams as numbers of their units, from which the trie is built."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mvs_classifier.text.ngrams import SKIP, pieces

_NO_UNIT = 0
_CHARACTERS = 0x110000  # codes from here on stand for units of several characters
_PAIR, _PAIR_WITH_GAP = 2, 3

Numbers = NDArray[np.int64]


def unit_paths(vocabulary: Sequence[str], longest: int) -> tuple[list[str], Numbers]:
    """Number the units of n-grams, in the order in which they first occur.

    Args:
        vocabulary: the n-grams.
        longest: the number of units of the longest.

    Returns:
        The units, of which the first has the number 1; and the n-grams as numbers of units, shape (n-grams, longest,
        at least 2), the shorter ones filled with 0. Before a gap a unit has a second number, which is larger by the
        number of units.
    """
    codes, words = _codes(vocabulary, max(longest, _PAIR))
    found, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    is_unit = found != _NO_UNIT
    order = np.argsort(np.where(is_unit, first, -1))[np.count_nonzero(~is_unit) :]
    numbers = np.zeros(len(found), dtype=np.int64)
    numbers[order] = np.arange(1, len(order) + 1)
    paths = numbers[inverse].reshape(codes.shape)
    has_gap = np.fromiter((SKIP in ngram for ngram in vocabulary), dtype=bool, count=len(vocabulary))
    paths[has_gap, 0] += len(order)
    units = [chr(code) if code < _CHARACTERS else words[code - _CHARACTERS] for code in found[order].tolist()]
    return units, paths


def _codes(vocabulary: Sequence[str], longest: int) -> tuple[Numbers, list[str]]:
    """The units of each n-gram as code points; a unit of several characters by its place in the returned list."""
    codes = np.full((len(vocabulary), longest), _NO_UNIT, dtype=np.int64)
    of_characters = [_places_of_characters(ngram) for ngram in vocabulary]
    for places in {places for places in of_characters if places}:
        rows = [row for row, its in enumerate(of_characters) if its == places]
        characters = "".join(vocabulary[row] for row in rows).encode("utf-32-le", "surrogatepass")
        table = np.frombuffer(characters, dtype="<u4").reshape(len(rows), -1)
        codes[rows, : len(places)] = table[:, places]
    words: dict[str, int] = {}
    for row, ngram in enumerate(vocabulary):
        if not of_characters[row]:
            numbers = [
                ord(unit) if len(unit) == 1 else words.setdefault(unit, len(words) + _CHARACTERS)
                for unit in pieces(ngram)
            ]
            codes[row, : len(numbers)] = numbers
    return codes, list(words)


def _places_of_characters(ngram: str) -> tuple[int, ...]:
    """The positions of the units in an n-gram of one or two single characters, otherwise nothing."""
    if len(ngram) == 1:
        return (0,)
    if len(ngram) == _PAIR and not ngram.isascii():
        return (0, 1)
    return (0, 2) if len(ngram) == _PAIR_WITH_GAP and SKIP in ngram else ()
