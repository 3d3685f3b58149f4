"""The tables of a model, made from its learned values."""

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mvs_classifier.model.batch.trie import interleaved
from mvs_classifier.model.batch.units import unit_paths
from mvs_classifier.model.parameters import Parameters
from mvs_classifier.model.tables import ALIGNED, LABELS, LARGE, SIGNED, SMALL, UNSIGNED, Tables, parts_of

_OWNER = 32
_PAIR = 2

Numbers = NDArray[np.int64]
_LAST: deque[tuple[Parameters, "_Packed", Tables]] = deque(maxlen=6)
"""The tables of the last models: a training judges texts by the model that it then writes."""


class _Packed(NamedTuple):
    """A model's tables: the numbers at their head, and the tables themselves."""

    head: list[int]
    body: bytes


def packed_tables(models: Sequence[Parameters]) -> bytes:
    """Return models of texts as the data of a model file."""
    return _joined([_remembered(parameters)[0] for parameters in models])


def tables(parameters: Parameters) -> Tables:
    """Return the tables of a model of texts; those of the last few models are remembered."""
    return _remembered(parameters)[1]


def _joined(packed: Sequence[_Packed]) -> bytes:
    heads = np.array([value for one in packed for value in one.head])
    count = _bytes(np.array([len(packed)]), SIGNED[LARGE])
    return b"".join([count, _bytes(heads, SIGNED[LARGE]), *(one.body for one in packed)])


def _remembered(parameters: Parameters) -> tuple[_Packed, Tables]:
    for known, packed, found in tuple(_LAST):
        if known == parameters:
            return packed, found
    packed = _packed(parameters)
    (part,) = parts_of(memoryview(_joined([packed])))
    made = Tables(*part)
    _LAST.append((parameters, packed, made))
    return packed, made


def _packed(parameters: Parameters) -> _Packed:
    idf = np.array(parameters.idf, dtype=np.int64)
    order = np.argsort(idf, kind="stable")  # frequent units have small numbers, so their edges lie close together
    units, paths = unit_paths([parameters.vocabulary[place] for place in order.tolist()], parameters.longest_ngram)
    places, parents, steps = _edges(paths, len(units))
    nodes = 2 * len(units) + (len(steps) if parameters.longest_ngram > _PAIR else 0)
    size = len(units) + len(steps)
    weights = np.zeros((size, LABELS), dtype=np.int64)
    weights[places] = np.array(parameters.coef, dtype=np.int64).T[order]
    of_places = np.zeros(size, dtype=np.int64)
    of_places[places] = idf[order]
    fits = (
        of_places.max(initial=0) < 1 << 16 and weights.max(initial=0) < 1 << 15 and weights.min(initial=0) >= -1 << 15
    )
    number_width = SMALL if fits else LARGE
    step_width = SMALL if len(units) < 1 << 16 else LARGE
    text = "\n".join(units).encode()
    skip_grams = int(parameters.skip_grams)
    head = [parameters.longest_ngram, skip_grams, len(text), len(units), len(steps), step_width, number_width]
    body = [
        text + bytes(-len(text) % ALIGNED),
        _bytes(np.searchsorted(parents, np.arange(1, nodes + 2)), UNSIGNED[LARGE]),
        _bytes(interleaved(parents, steps, nodes), UNSIGNED[LARGE]),
        _bytes(steps, UNSIGNED[step_width]),
        _bytes(of_places, UNSIGNED[number_width]),
        _bytes(weights, SIGNED[number_width]),
    ]
    return _Packed([*head, *parameters.intercept], b"".join(body))


def _edges(paths: Numbers, units: int) -> tuple[Numbers, Numbers, Numbers]:
    """The place of each n-gram among units and edges; the node that each edge leaves; the unit that it follows."""
    nodes, places = paths[:, 0].copy(), paths[:, 0] - 1
    keys = np.zeros(0, dtype=np.int64)
    for column in paths.T[1:]:
        goes_on = np.flatnonzero(column)
        found, edge = np.unique(nodes[goes_on] << _OWNER | column[goes_on], return_inverse=True)
        nodes[goes_on] = 2 * units + 1 + len(keys) + edge
        places[goes_on] = units + len(keys) + edge
        keys = np.concatenate([keys, found])
    return places, keys >> _OWNER, keys & ((1 << _OWNER) - 1)


def _bytes(values: NDArray[np.integer], code: str) -> bytes:
    data = values.astype(f"<{code}").tobytes()
    return data + bytes(-len(data) % ALIGNED)
