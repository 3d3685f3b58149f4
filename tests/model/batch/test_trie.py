import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mvs_classifier.errors import ModelFileError
from mvs_classifier.model.batch.trie import NOWHERE, Nodes, Trie, interleaved

UNITS = 12
edges = st.sets(st.tuples(st.integers(1, UNITS), st.integers(1, UNITS)), min_size=1, max_size=60)


def columns(known: set[tuple[int, int]]) -> tuple[Nodes, Nodes, Nodes]:
    parents, steps = np.array(sorted(known), dtype=np.int64).T
    return parents, steps, np.arange(UNITS + 1, UNITS + 1 + len(known))


def trie(known: set[tuple[int, int]]) -> Trie:
    parents, steps, children = columns(known)
    return Trie(np.append([0], interleaved(parents, steps, UNITS)), UNITS, parents, steps, children)


@given(edges, edges)
def test_an_edge_leads_to_its_node_and_nothing_else_does(
    known: set[tuple[int, int]], asked: set[tuple[int, int]]
) -> None:
    made, (parents, steps, children) = trie(known), columns(known)
    assert made.step(parents, steps).tolist() == children.tolist()
    others = asked - known
    if others:
        nodes, units = np.array(sorted(others)).T
        assert made.step(nodes, units).tolist() == [NOWHERE] * len(others)


def test_an_unknown_unit_leads_nowhere() -> None:
    made = trie({(1, 2)})
    assert made.step(np.array([0, 1, 2]), np.array([2, 0, 2])).tolist() == [0, 0, 0]


def test_edges_that_share_a_place_are_refused() -> None:
    parents, steps, children = columns({(1, 2), (2, 2)})
    with pytest.raises(ModelFileError, match="same place"):
        Trie(np.zeros(UNITS + 1, dtype=np.int64), UNITS, parents, steps, children)


def test_places_far_away_are_refused_before_memory_is_taken() -> None:
    parents, steps, children = columns({(1, 2)})
    with pytest.raises(ModelFileError, match="out of bounds"):
        Trie(np.full(UNITS + 1, 1 << 32), UNITS, parents, steps, children)
