"""The numbers of n-grams in memory, each packed into one integer when it is first needed.

An n-gram that is not a feature has 0. Only a limited number is kept, whatever texts come.
"""

from __future__ import annotations

from struct import Struct

from mvs_classifier.model.tables import Tables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from mvs_classifier.model.listed import Listed
    from mvs_classifier.model.parameters import Parameters
    from mvs_classifier.model.tables import Record

Totals = tuple[int, int, int, int, int]
"""A squared idf, then idf times weight for each of the four labels, in units of 1/GRID², or sums of these."""

_FIELDS = Struct("<5QI")
_BIAS = 1 << 40  # makes each field positive, so that none borrows from the next; a million fit before one overflows
_FIELD = (1 << 64) - 1
_MOST_KEPT = 1 << 18
_MOST_ROWS = 1 << 14


class Packed(dict[str, int]):
    """The numbers of n-grams by their names, after a beginning that all of them share.

    Args:
        record: returns the idf and weights of an n-gram.
        before: the beginning.
        kept: how many may still be kept, in all the dicts of a model together.
    """

    __slots__ = ("_before", "_kept", "_record")

    def __init__(self, record: Callable[[str], Record | None], before: str, kept: list[int]) -> None:
        super().__init__()
        self._record, self._before, self._kept = record, before, kept

    def __missing__(self, ngram: str) -> int:
        record = self._record(self._before + ngram)
        packed = _pack(*record) if record else 0
        if self._kept[0] > 0:
            self._kept[0] -= 1
            self[ngram] = packed
        return packed


class Rows(dict[str, Packed]):
    """For each unit the numbers of the n-grams that begin with it.

    So an n-gram of two units is found without its name: neither is a string made nor hashed.

    Args:
        record: as for :class:`Packed`.
        between: what is between the two units in the name of an n-gram.
        kept: as for :class:`Packed`.
    """

    __slots__ = ("_between", "_kept", "_record")

    def __init__(self, record: Callable[[str], Record | None], between: str, kept: list[int]) -> None:
        super().__init__()
        self._record, self._between, self._kept = record, between, kept

    def __missing__(self, unit: str) -> Packed:
        row = Packed(self._record, unit + self._between, self._kept)
        if len(self) < _MOST_ROWS:
            self[unit] = row
        return row


def kept() -> list[int]:
    """Return the number of n-grams that a model may keep."""
    return [_MOST_KEPT]


def listing(model: Tables | Parameters) -> Tables | Listed:
    """Return what looks an n-gram up in a model."""
    if isinstance(model, Tables):
        return model
    from mvs_classifier.model.listed import Listed

    return Listed(model)


def unpacked(total: int) -> Totals:
    """Return the five sums in the sum of packed numbers."""
    first, second, third, fourth, fifth, count = _FIELDS.unpack(total.to_bytes(_FIELDS.size, "little"))
    bias = count * _BIAS
    return first - bias, second - bias, third - bias, fourth - bias, fifth - bias


def squared_idf(packed: int) -> int:
    """Return the squared idf in a packed number."""
    return (packed & _FIELD) - _BIAS if packed else 0


def _pack(idf: int, first: int, second: int, third: int, fourth: int) -> int:
    fields = (idf * idf, idf * first, idf * second, idf * third, idf * fourth)
    return int.from_bytes(_FIELDS.pack(*[field + _BIAS for field in fields], 1), "little")
