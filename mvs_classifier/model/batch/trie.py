"""A table of n-grams for many lookups at once: a trie whose rows lie interleaved in one flat array."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Nodes = NDArray[np.int64]

NOWHERE = 0
"""The node of everything that the trie does not know."""

_WINDOW = 8192
_OWNER = 32  # a slot's upper half says whose it is, its lower half where it leads
_CHILD = (1 << _OWNER) - 1


class Trie:
    """Nodes are numbers: 0 is unknown, 1 to ``units`` are the single units, higher ones are longer n-grams.

    The children of a node are found at ``base[node] + unit``; a slot that another node owns is not a child. This is the
    double array of J. Aoe, "An Efficient Digital Search Algorithm by Using a Double-Array Structure" (1989), filled as
    in R. Tarjan and A. Yao, "Storing a Sparse Table" (1979): the fullest rows first, each where it fits.

    Args:
        units: how many units there are.
        ngrams: n-grams as numbers of units from 1, shape (n-grams, longest), the shorter ones filled with 0.

    Attributes:
        size: the number of nodes, including the unknown one.
        nodes: the node of each n-gram. Those that come first have the smaller numbers, so that frequent n-grams, put
            first, lie close together in memory.
    """

    def __init__(self, units: int, ngrams: Nodes) -> None:
        self.size = units + 1
        self.nodes: Nodes = ngrams[:, 0].astype(np.int64)
        edges = [self._grow(column) for column in ngrams.T[1:].astype(np.int64)]
        parents, steps, children = (np.concatenate(part) for part in zip(*edges, strict=True)) if edges else [_NONE] * 3
        self._base = np.zeros(self.size, dtype=np.int64)
        rows = _rows(parents, steps)
        for node, base in _interleave(rows).items():
            self._base[node] = base
        self._slots = np.full(int(self._base.max()) + units + 1, NOWHERE, dtype=np.int64)
        self._slots[self._base[parents] + steps] = parents << _OWNER | children

    def step(self, nodes: Nodes, units: Nodes) -> Nodes:
        """Return the node that each node leads to by a unit, or ``NOWHERE``."""
        slots = self._slots.take(self._base.take(nodes) + units)
        found: Nodes = (slots & _CHILD) * (slots >> _OWNER == nodes)
        return found

    def _grow(self, units: Nodes) -> tuple[Nodes, Nodes, Nodes]:
        """Extend the n-grams that continue by one unit; return the new edges: source, unit, target."""
        goes_on = np.flatnonzero(units)
        keys = self.nodes[goes_on] << _OWNER | units[goes_on]
        edges, first, edge = np.unique(keys, return_index=True, return_inverse=True)
        order = np.argsort(first)
        numbers = np.empty(len(edges), dtype=np.int64)
        numbers[order] = np.arange(self.size, self.size + len(edges))
        self.size += len(edges)
        self.nodes[goes_on] = numbers[edge]
        return edges >> _OWNER, edges & _CHILD, numbers


_NONE = np.zeros(0, dtype=np.int64)


def _rows(parents: Nodes, units: Nodes) -> dict[int, list[int]]:
    """The units that lead on from each node."""
    order = np.argsort(parents, kind="stable")
    nodes, starts = np.unique(parents[order], return_index=True)
    rows = np.split(units[order], starts[1:])
    return {node: row.tolist() for node, row in zip(nodes.tolist(), rows, strict=False)}


def _interleave(rows: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """Return an offset for each row of numbers, such that, moved by it, no two rows have a number in common.

    The search for a row's place starts at that of the row before it: the table is a third larger, and takes a twentieth
    of the time to build.
    """
    taken = start = 0  # a set of numbers, as the bits of one
    bases: dict[int, int] = {}
    for node, row in sorted(rows.items(), key=lambda item: -len(item[1])):
        while (free := _first_free(taken >> start, row)) == _WINDOW:
            start += _WINDOW
        bases[node] = start + free
        taken |= sum(1 << unit for unit in row) << bases[node]
    return bases


def _first_free(taken: int, row: Sequence[int]) -> int:
    """The smallest offset at which no number of the row is taken, at most ``_WINDOW``."""
    near = taken & ((1 << (_WINDOW + max(row))) - 1)
    clashes = 0
    for unit in row:
        clashes |= near >> unit
    free = (~clashes & (clashes + 1)).bit_length() - 1  # the lowest bit that is 0
    return min(free, _WINDOW)
