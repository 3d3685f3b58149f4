"""N-grams as numbers of their units, from which the trie is built."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mvs_classifier.text.ngrams import SKIP, pieces

_NO_UNIT = 0
_CHARACTERS = 0x110000  # codes from here on stand for units of several characters
_ASCII = 0x80
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
    codes, words, has_gap = _codes(vocabulary, max(longest, _PAIR))
    found, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    is_unit = found != _NO_UNIT
    order = np.argsort(np.where(is_unit, first, -1))[np.count_nonzero(~is_unit) :]
    numbers = np.zeros(len(found), dtype=np.int64)
    numbers[order] = np.arange(1, len(order) + 1)
    paths = numbers[inverse].reshape(codes.shape)
    paths[has_gap, 0] += len(order)
    units = [chr(code) if code < _CHARACTERS else words[code - _CHARACTERS] for code in found[order].tolist()]
    return units, paths


def _codes(vocabulary: Sequence[str], longest: int) -> tuple[Numbers, list[str], NDArray[np.bool_]]:
    """The units of each n-gram as code points, those of several characters as places in a list; where a gap is.

    N-grams of one or two single characters are looked at all at once; one by one, the model that ships took twice as
    long.
    """
    codes = np.full((len(vocabulary), longest), _NO_UNIT, dtype=np.int64)
    lengths = np.fromiter(map(len, vocabulary), dtype=np.intp, count=len(vocabulary))
    text = np.frombuffer("".join(vocabulary).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    first = np.cumsum(lengths) - lengths
    gaps = np.append(0, np.cumsum(text == ord(SKIP)))
    has_gap = gaps[first + lengths] > gaps[first]
    letters = np.append(0, np.cumsum(text < _ASCII))
    is_ascii = letters[first + lengths] - letters[first] == lengths
    single, pair = lengths == 1, (lengths == _PAIR) & ~is_ascii
    apart = (lengths == _PAIR_WITH_GAP) & has_gap
    codes[single | pair | apart, 0] = text[first[single | pair | apart]]
    codes[pair, 1], codes[apart, 1] = text[first[pair] + 1], text[first[apart] + 2]
    words: dict[str, int] = {}
    for row in np.flatnonzero(~(single | pair | apart)).tolist():
        numbers = [
            ord(unit) if len(unit) == 1 else words.setdefault(unit, len(words) + _CHARACTERS)
            for unit in pieces(vocabulary[row])
        ]
        codes[row, : len(numbers)] = numbers
    return codes, list(words), has_gap
