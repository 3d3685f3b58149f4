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
from mvs_classifier.i18n import N_, _
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

LONGEST_NGRAM = 3
"""The largest number of units of a model's n-grams."""
LARGEST_IDF = 64 * GRID
"""The largest idf of a model, in units of 1/GRID; the smallest is GRID."""

_LARGEST_WEIGHT = 1024 * GRID
_HEAD = 11
_PAIR = 2
_MOST = 1 << 24  # units and edges

Record = tuple[int, int, int, int, int]
"""The idf of an n-gram and its four weights, in units of 1/GRID."""


class Head:
    """The numbers at the beginning of a model's tables, checked: from them the sizes of all tables follow.

    Attributes:
        longest_ngram: see :class:`Tables`.
        skip_grams: see :class:`Tables`.
        intercept: see :class:`Tables`.
        units: how many units there are.
        edges: how many edges.
        step_width: the bytes of a unit's number.
        number_width: the bytes of an idf or a weight.
        sizes: the bytes of each table.
    """

    def __init__(self, numbers: Sequence[int]) -> None:
        longest, skip_grams, text, units, edges, step_width, number_width, *intercept = numbers
        require(1 <= longest <= LONGEST_NGRAM, N_("its longest n-gram is of {longest} units"), longest=longest)
        require(skip_grams in {0, 1}, N_("its skip-grams must be 0 or 1, not {skip_grams}"), skip_grams=skip_grams)
        require(text >= 0 and 1 <= units < _MOST and 0 <= edges < _MOST, N_("the sizes of its tables are wrong"))
        require({step_width, number_width} <= {SMALL, LARGE}, N_("its numbers have an unknown width"))
        require(are_weights(intercept), N_("its weights are out of bounds"))
        self.longest_ngram, self.skip_grams, self.intercept = longest, bool(skip_grams), intercept
        self.units, self.edges, self.step_width, self.number_width = units, edges, step_width, number_width
        nodes = 2 * units + (edges if longest > _PAIR else 0)
        numbers_of = number_width * (units + edges)
        self.sizes = (text, LARGE * (nodes + 1), LARGE * nodes, step_width * edges, numbers_of, LABELS * numbers_of)

    def cut(self, data: memoryview) -> list[memoryview]:
        """Return the tables."""
        found, place = [], 0
        for size in self.sizes:
            found.append(data[place : place + size])
            place += aligned(size)
        return found


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

    def __init__(self, head: Head, data: memoryview) -> None:
        self.longest_ngram, self.skip_grams, self.intercept = head.longest_ngram, head.skip_grams, head.intercept
        text, starts, bases, steps, idf, weights = head.cut(data)
        self.units = _units(text, head.units)
        self.starts = _numbers(starts, UNSIGNED[LARGE])
        self.bases = _numbers(bases, UNSIGNED[LARGE])
        self.steps = _numbers(steps, UNSIGNED[head.step_width])
        self.idf = _numbers(idf, UNSIGNED[head.number_width])
        self.weights = _numbers(weights, SIGNED[head.number_width])
        starts_of_nodes = list(self.starts)
        is_whole = starts_of_nodes[0] == 0 and starts_of_nodes[-1] == head.edges
        rises = all(map(le, starts_of_nodes, starts_of_nodes[1:]))
        require(is_whole and rises, N_("the edges of its n-grams are not in order"))
        if head.number_width == LARGE:
            require(max(self.idf) <= LARGEST_IDF, N_("its idf are out of bounds"))
            require(are_weights(self.weights), N_("its weights are out of bounds"))

    def record(self, ngram: str) -> Record | None:
        """Return the idf and the weights of an n-gram, None if it is not a feature."""
        return self._record(self._place(ngram))

    def record_of_two(self, one: str, two: str, *, gap: bool) -> Record | None:
        """Return the same of two units, in three fifths of the time: no name is made and taken apart."""
        node, number = self.known.get(one), self.known.get(two)
        if node is None or number is None:
            return None
        edge = self._edge(node + gap * len(self.known), number)
        return None if edge is None else self._record(len(self.known) + edge)

    @cached_property
    def known(self) -> dict[str, int]:
        """The units that may be part of an n-gram that is a feature, with their numbers."""
        return {unit: number for number, unit in enumerate(self.units, 1)}

    def _place(self, ngram: str) -> int | None:
        """The place of an n-gram among the idf."""
        numbers = self.known
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
            edge = self._edge(node, number)
            if edge is None:
                return None
            node, place = 2 * len(numbers) + 1 + edge, len(numbers) + edge
        return place or None

    def _edge(self, node: int, number: int) -> int | None:
        """The edge that leaves a node and follows a unit."""
        start, stop = self.starts[node - 1], self.starts[node]
        edge = bisect_left(self.steps, number, start, stop)
        return edge if edge < stop and self.steps[edge] == number else None

    def _record(self, place: int | None) -> Record | None:
        if place is None or not (idf := self.idf[place]):
            return None
        first, second, third, fourth = self.weights[LABELS * place : LABELS * (place + 1)]
        return idf, first, second, third, fourth

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
        require(falls <= set(self.starts), N_("the edges of its n-grams are not in order"))
        require(all(1 <= step <= count for step in steps), N_("its n-grams have unknown units"))
        require(all(GRID <= idf <= LARGEST_IDF or idf == 0 for idf in self.idf), N_("its idf are out of bounds"))
        require(any(self.idf), N_("it knows no n-gram"))


def parts_of(data: memoryview) -> list[tuple[Head, memoryview]]:
    """Return the parts of a model file's data from which :class:`Tables` are made.

    That of lines, and those of roles and titles if the model judges whole jobs.

    Raises:
        ModelFileError: they are not tables, or do not fit the data.
    """
    require(len(data) >= ALIGNED, N_("it has no tables"))
    (count, _nothing) = _numbers(data[:ALIGNED], SIGNED[LARGE])
    require(
        count in {1, 3} and len(data) >= ALIGNED + aligned(LARGE * _HEAD * count),
        N_("it has {count} tables"),
        count=count,
    )
    numbers = _numbers(data[ALIGNED : ALIGNED + LARGE * _HEAD * count], SIGNED[LARGE])
    heads = [Head(numbers[_HEAD * number : _HEAD * (number + 1)]) for number in range(count)]
    found, place = [], ALIGNED + aligned(LARGE * _HEAD * count)
    for head in heads:
        size = sum(map(aligned, head.sizes))
        found.append((head, data[place : place + size]))
        place += size
    require(place == len(data), N_("the size of its data does not match its tables"))
    return found


def are_weights(numbers: Sequence[int]) -> bool:
    """Return whether numbers are within the bounds of a model's weights and intercepts."""
    return min(numbers) >= -_LARGEST_WEIGHT and max(numbers) <= _LARGEST_WEIGHT


def aligned(size: int) -> int:
    """Return the bytes that a table of some size takes in a file."""
    return size + -size % ALIGNED


def require(condition: object, otherwise: str, **values: object) -> None:
    """Raise unless a condition holds.

    Args:
        condition: the condition.
        otherwise: what is wrong otherwise, as marked by ``N_``: it is translated only then.
        values: those of the message.

    Raises:
        ModelFileError: it does not.
    """
    if not condition:
        raise ModelFileError(_(otherwise, **values))


def _numbers(data: memoryview, code: str) -> Sequence[int]:
    if sys.byteorder == "little":
        return data.cast(code)  # type: ignore[call-overload, no-any-return]
    from array import array

    numbers = array(code, bytes(data))
    numbers.byteswap()
    return numbers


def _units(text: memoryview, count: int) -> list[str]:
    try:
        units = str(text, "utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise ModelFileError(_("its units are not in UTF-8")) from error
    require(len(units) == count == len(set(units)) and all(units), N_("its units are not what their number says"))
    return units
