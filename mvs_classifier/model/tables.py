"""The tables of a model as they are in its file: n-grams and weights, ready to be looked up.

Units (characters, Latin words, numbers) have the numbers 1 to n; before a gap, as the first of a skip-gram, the numbers
n + 1 to 2n. An n-gram is a path of units, so all n-grams form a trie. Its edges are sorted by the node that they leave
and by the unit that they follow; the node at the end of edge e has the number 2n + 1 + e. So the edges of a node stand
together, and a binary search among them finds an n-gram without any preparation.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from functools import cached_property
from itertools import pairwise
from operator import le

from mvs_classifier.errors import ModelFileError
from mvs_classifier.text.ngrams import SKIP, pieces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

GRID = 1024
"""Stored idf and weights are whole multiples of 1/GRID.

Their products and sums are then exact in double precision whatever the order of summation, so one text, a batch of
texts and another machine give the same bits.
"""
LABELS = 4
ALIGNED = 8
SMALL, LARGE = 2, 4
"""The widths of numbers in bytes; whatever the bits of a small one are, it is within the bounds of a model."""
SIGNED, UNSIGNED = {SMALL: "h", LARGE: "i"}, {SMALL: "H", LARGE: "I"}

_HEAD = 11
_LONGEST_NGRAM = 3
_MOST = 1 << 24  # units and edges
_LARGEST_IDF = 64 * GRID
_LARGEST_WEIGHT = 1024 * GRID

Record = tuple[int, int, int, int, int]
"""The idf of an n-gram and its four weights, in units of 1/GRID."""


class Tables:
    """A model of texts as it is in its file.

    Attributes:
        longest_ngram: features are n-grams of 1 to this many units.
        skip_grams: whether pairs of units with one between them are features too.
        intercept: four intercepts, in units of 1/GRID.
        units: the units.
        starts: for each node from 1 the first of its edges, and the number of edges as the last item.
        bases: for each node from 1 where its edges begin in the array that many texts are looked up in.
        steps: the unit of each edge.
        idf: the idf of each unit and of each edge's n-gram, in units of 1/GRID; 0 if it is not a feature.
        weights: the four weights of each unit and of each edge's n-gram, likewise.
    """

    def __init__(self, head: Sequence[int], data: memoryview) -> None:
        self.longest_ngram, skip_grams, text, count, edges, step_width, number_width, *intercept = head
        require(1 <= self.longest_ngram <= _LONGEST_NGRAM, f"its longest n-gram is of {self.longest_ngram} units")
        require(skip_grams in {0, 1}, f"its skip-grams must be 0 or 1, not {skip_grams}")
        require(0 <= text <= len(data) and 1 <= count < _MOST and 0 <= edges < _MOST, "the sizes of its tables are wrong")
        require({step_width, number_width} <= {SMALL, LARGE}, "its numbers have an unknown width")
        require(max(map(abs, intercept)) <= _LARGEST_WEIGHT, "its weights are out of bounds")
        self.skip_grams, self.intercept = bool(skip_grams), intercept
        nodes = 2 * count + (edges if self.longest_ngram > 2 else 0)  # noqa: PLR2004 - units of a pair
        cut = _Cutter(data)
        self.units = _units(cut.bytes(text), count)
        self.starts = cut.numbers(UNSIGNED[LARGE], nodes + 1)
        self.bases = cut.numbers(UNSIGNED[LARGE], nodes)
        self.steps = cut.numbers(UNSIGNED[step_width], edges)
        self.idf = cut.numbers(UNSIGNED[number_width], count + edges)
        self.weights = cut.numbers(SIGNED[number_width], LABELS * (count + edges))
        self.size = cut.place
        starts = self.starts.tolist() if isinstance(self.starts, memoryview) else list(self.starts)
        rises = starts[0] == 0 and starts[-1] == edges and all(map(le, starts, starts[1:]))
        require(rises, "the edges of its n-grams are not in order")
        if number_width == LARGE:
            require(max(self.idf) <= _LARGEST_IDF, "its idf are out of bounds")
            require(max(map(abs, self.weights)) <= _LARGEST_WEIGHT, "its weights are out of bounds")

    def record(self, ngram: str) -> Record | None:
        """Return the idf and the weights of an n-gram, None if it is not a feature."""
        place = self._place(ngram)
        if place is None or not (idf := self.idf[place]):
            return None
        first, second, third, fourth = self.weights[LABELS * place : LABELS * (place + 1)]
        return idf, first, second, third, fourth

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {unit: number for number, unit in enumerate(self.units, 1)}

    def _place(self, ngram: str) -> int | None:
        """The place of an n-gram among the idf."""
        numbers = self._numbers
        if ngram in numbers:
            return numbers[ngram] - 1
        node, place, gap = 0, 0, SKIP in ngram
        for step, unit in enumerate(pieces(ngram)):
            number = numbers.get(unit)
            if number is None or node >= len(self.starts):
                return None
            if step == 0:
                node = number + gap * len(numbers)
                continue
            start, stop = self.starts[node - 1], self.starts[node]
            edge = bisect_left(self.steps, number, start, stop)
            if edge == stop or self.steps[edge] != number:
                return None
            node, place = 2 * len(numbers) + 1 + edge, len(numbers) + edge
        return place or None

    def names(self) -> list[str]:
        """Return the n-gram of each unit and each edge."""
        count = len(self.units)
        before = ["", *self.units, *(unit + SKIP for unit in self.units)]
        steps = [self.units[step - 1] for step in self.steps]
        for node, (start, stop) in enumerate(pairwise(self.starts), 1):
            before += [before[node] + step for step in steps[start:stop]]
        return before[1 : count + 1] + before[2 * count + 1 :]

    def require_order(self) -> None:
        """Check what a look-up does not rely on: that the edges of each node are sorted, and every number is used.

        Raises:
            ModelFileError: they are not.
        """
        steps, count = list(self.steps), len(self.units)
        falls = {place for place, (one, other) in enumerate(pairwise(steps), 1) if one >= other}
        require(falls <= set(self.starts), "the edges of its n-grams are not in order")
        require(all(1 <= step <= count for step in steps), "its n-grams have unknown units")
        require(all(GRID <= idf <= _LARGEST_IDF or idf == 0 for idf in self.idf), "its idf are out of bounds")
        require(any(self.idf), "it knows no n-gram")


def tables_of(data: memoryview) -> list[Tables]:
    """Return the tables in a model file: that of lines, and those of roles and titles if it judges whole jobs.

    Raises:
        ModelFileError: they are not tables, or do not fit the data.
    """
    cut = _Cutter(data)
    (count,) = cut.numbers(SIGNED[LARGE], 1)
    require(count in {1, 3}, f"it has {count} tables")
    heads = list(cut.numbers(SIGNED[LARGE], count * _HEAD))
    found, place = list[Tables](), cut.place
    for number in range(count):
        found.append(Tables(heads[number * _HEAD : (number + 1) * _HEAD], data[place:]))
        place += found[-1].size
    require(place == len(data), "the size of its data does not match its tables")
    return found


def require(condition: object, otherwise: str) -> None:
    """Raise unless a condition holds.

    Raises:
        ModelFileError: it does not.
    """
    if not condition:
        raise ModelFileError(otherwise)


class _Cutter:
    """Cuts data into aligned parts."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self.place = 0

    def bytes(self, size: int) -> memoryview:
        found = self._data[self.place : self.place + size]
        require(len(found) == size, "the size of its data does not match its tables")
        self.place += size + -size % ALIGNED
        return found

    def numbers(self, code: str, count: int) -> Sequence[int]:
        width = LARGE if code in {"i", "I"} else SMALL
        found = self.bytes(width * count)
        if sys.byteorder == "little":
            return found.cast(code)
        from array import array

        numbers = array(code, bytes(found))
        numbers.byteswap()
        return numbers


def _units(text: memoryview, count: int) -> list[str]:
    try:
        units = str(text, "utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise ModelFileError("its units are not in UTF-8") from error
    require(len(units) == count == len(set(units)) and all(units), "its units are not what their number says")
    return units
