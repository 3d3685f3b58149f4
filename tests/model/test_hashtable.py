import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mvs_classifier.model.hashtable import HashTable, pack

keys = st.lists(st.integers(1, 2**64 - 1), unique=True, max_size=300)


@given(keys, st.lists(st.integers(1, 2**64 - 1), max_size=50))
def test_finds_each_key_and_nothing_else(known: list[int], asked: list[int]) -> None:
    table = HashTable(np.array(known, dtype=np.uint64))
    wanted = [*known, *asked]
    positions = {key: position for position, key in enumerate(known)}
    found = table.positions(np.array(wanted, dtype=np.uint64)).tolist()
    assert found == [positions.get(key, -1) for key in wanted]


def test_ngrams_shorter_than_their_size_have_no_keys() -> None:
    assert pack(np.array([65], dtype=np.uint64), 2).tolist() == []


def test_keys_tell_order_apart() -> None:
    first, second = pack(np.array([65, 66, 65], dtype=np.uint64), 2).tolist()
    assert first != second
