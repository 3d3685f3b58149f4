"""A table of n-grams for many lookups at once: a trie whose rows lie interleaved in one flat array."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from mvs_classifier.errors import ModelFileError
from mvs_classifier.i18n import _

Nodes = NDArray[np.int64]

NOWHERE = 0
"""The node of everything that the trie does not know."""

_WINDOW = 8192
_OWNER = 32  # a slot's upper half says whose it is, its lower half where it leads
_CHILD = (1 << _OWNER) - 1


class Trie:
    """Nodes are numbers; 0 is unknown.

    The children of a node are found at ``base[node] + unit``; a slot that another node owns is not a child. This is the
    double array of J. Aoe, "An Efficient Digital Search Algorithm by Using a Double-Array Structure" (1989).

    Args:
        bases: where the children of each node are, from node 0; nodes that have none are not needed.
        units: how many units there are.
        parents: the node that each edge leaves.
        steps: the unit that it follows.
        children: the node to which it leads.

    Raises:
        ModelFileError: two edges have the same slot, or there are far more slots than edges.
    """

    def __init__(self, bases: Nodes, units: int, parents: Nodes, steps: Nodes, children: Nodes) -> None:
        size = int(bases.max(initial=0)) + units + 1
        if size > _most_slots(len(steps), units):
            raise ModelFileError(_("the places of its n-grams are out of bounds"))
        self._base = np.append(bases, np.zeros(max(0, children.max(initial=0) + 1 - len(bases)), dtype=np.int64))
        self._slots = np.full(size, NOWHERE, dtype=np.int64)
        places, edges = bases[parents] + steps, parents << _OWNER | children
        self._slots[places] = edges
        if (self._slots[places] != edges).any():
            raise ModelFileError(_("two of its n-grams have the same place"))

    def step(self, nodes: Nodes, units: Nodes) -> Nodes:
        """Return the node that each node leads to by a unit, or ``NOWHERE``."""
        slots = self._slots.take(self._base.take(nodes) + units)
        found: Nodes = (slots & _CHILD) * (slots >> _OWNER == nodes)
        return found


def interleaved(parents: Nodes, steps: Nodes, nodes: int) -> Nodes:
    """Return where the edges of each node begin in one flat array, such that no two edges have the same place.

    As in R. Tarjan and A. Yao, "Storing a Sparse Table" (1979): the fullest rows first, each where it fits.

    Args:
        parents: the node that each edge leaves, sorted.
        steps: the unit that it follows.
        nodes: how many nodes there are, counted from 1.
    """
    bases = np.zeros(nodes, dtype=np.int64)
    for node, base in _interleave(_rows(parents, steps)).items():
        bases[node - 1] = base
    return bases


def _most_slots(edges: int, units: int) -> int:
    """More than a model needs, and few enough to keep in memory."""
    return 64 * (edges + units) + (1 << 16)


def _rows(parents: Nodes, units: Nodes) -> dict[int, list[int]]:
    """The units that lead on from each node."""
    nodes, starts = np.unique(parents, return_index=True)
    rows = np.split(units, starts[1:])
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
