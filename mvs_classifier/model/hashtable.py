"""A lookup of many n-grams at once: their positions in a vocabulary, by an open-addressing hash table."""

import numpy as np
from numpy.typing import NDArray

_CODE_BITS = 21  # a Unicode code point
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio, Knuth's multiplicative hashing
_SLOTS_PER_KEY = 4
_EMPTY = np.uint64(0)

Keys = NDArray[np.uint64]


def pack(codes: Keys, size: int) -> Keys:
    """Return one key for each n-gram of ``size`` (1 to 3) neighbours in an array of code points."""
    keys = codes[: max(len(codes) - size + 1, 0)].copy()
    for offset in range(1, size):
        keys |= codes[offset : len(codes) - size + 1 + offset] << np.uint64(_CODE_BITS * offset)
    return keys


class HashTable:
    """Keys and their positions, fixed once made.

    Args:
        keys: the keys, all different, none of them zero.
    """

    def __init__(self, keys: Keys) -> None:
        bits = max(len(keys) * _SLOTS_PER_KEY, 2).bit_length()
        self._shift = np.uint64(64 - bits)
        self._mask = (1 << bits) - 1
        self._keys = np.full(1 << bits, _EMPTY)
        self._positions = np.full(1 << bits, -1, dtype=np.int64)
        self._insert(keys)

    def positions(self, keys: Keys) -> NDArray[np.int64]:
        """Return the position of each key, -1 where it is not in the table."""
        slots = self._slots(keys)
        found = self._keys[slots]
        positions = np.where(found == keys, self._positions[slots], -1)
        pending = np.flatnonzero((found != keys) & (found != _EMPTY))
        while pending.size:
            slots[pending] = (slots[pending] + 1) & self._mask
            found = self._keys[slots[pending]]
            hit = found == keys[pending]
            positions[pending[hit]] = self._positions[slots[pending[hit]]]
            pending = pending[~hit & (found != _EMPTY)]
        return positions

    def _slots(self, keys: Keys) -> NDArray[np.int64]:
        return ((keys * _MULTIPLIER) >> self._shift).astype(np.int64)

    def _insert(self, keys: Keys) -> None:
        slots, pending = self._slots(keys), np.arange(len(keys))
        while pending.size:
            wanted = slots[pending]
            free = self._keys[wanted] == _EMPTY
            first = np.zeros(pending.size, dtype=bool)
            first[np.unique(wanted, return_index=True)[1]] = True
            placed = pending[free & first]
            self._keys[slots[placed]] = keys[placed]
            self._positions[slots[placed]] = placed
            pending = pending[~(free & first)]
            slots[pending] = (slots[pending] + 1) & self._mask
