import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mvs_classifier.model.batch.trie import NOWHERE, Nodes, Trie

UNITS = 12
ngrams = st.lists(st.integers(1, UNITS), min_size=2, max_size=4).map(tuple)


def filled(known: list[tuple[int, ...]]) -> Nodes:
    """The n-grams as the rows of a table, the shorter ones filled with 0."""
    return np.array([*(ngram + (0,) * (4 - len(ngram)) for ngram in known)], dtype=np.int64).reshape(-1, 4)


def walk(trie: Trie, ngram: tuple[int, ...]) -> int:
    nodes = np.array(ngram[:1])
    for unit in ngram[1:]:
        nodes = trie.step(nodes, np.array([unit]))
    return int(nodes[0])


@given(st.sets(ngrams, max_size=60), st.sets(ngrams, max_size=60))
def test_walking_leads_to_the_node_of_each_ngram_and_nowhere_else(
    known: set[tuple[int, ...]], asked: set[tuple[int, ...]]
) -> None:
    trie = Trie(UNITS, filled(sorted(known)))
    prefixes = {ngram[:size] for ngram in known for size in range(2, len(ngram) + 1)}
    assert [walk(trie, ngram) for ngram in sorted(known)] == trie.nodes.tolist()
    assert len({walk(trie, ngram) for ngram in prefixes}) == len(prefixes)
    assert {walk(trie, ngram) for ngram in asked - prefixes} <= {NOWHERE}


def test_an_unknown_unit_leads_nowhere() -> None:
    trie = Trie(2, filled([(1, 2)]))
    assert trie.step(np.array([0, 1, 2]), np.array([2, 0, 2])).tolist() == [0, 0, 0]
