"""The numbers of n-grams in memory, each packed into one integer when it is first needed.

An n-gram that is not a feature has 0. Only a limited number is kept, and none with a long unit, whatever texts come.
"""

from __future__ import annotations

from struct import Struct

from mvs_classifier.model.tables import Tables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mvs_classifier.model.listed import Listed
    from mvs_classifier.model.parameters import Parameters
    from mvs_classifier.model.tables import Record

Totals = tuple[int, int, int, int, int]
"""idf times weight for each of the four labels, then the squared idf, in units of 1/GRID², or sums of these."""

_FIELDS = Struct("<4qQ")
_WIDTH = 64  # bits of a field; a million n-grams fit before one overflows
_SIGNS = sum(1 << _WIDTH * (field + 1) - 1 for field in range(4))
_MOST_KEPT = 1 << 18
_MOST_ROWS = 1 << 14
_LONGEST_KEPT = 64  # characters; a run of Latin letters is one unit, and some texts hold a million


class Packed(dict[str, int]):
    """The numbers of n-grams by their names.

    Args:
        listed: what looks an n-gram up.
        kept: how many may still be kept, in all the dicts of a model together.
    """

    __slots__ = ("_kept", "_listed")

    def __init__(self, listed: Tables | Listed, kept: list[int]) -> None:
        super().__init__()
        self._listed, self._kept = listed, kept

    def __missing__(self, ngram: str) -> int:
        packed = _pack(self._listed.record(ngram))
        if self._kept[0] > 0 and len(ngram) <= _LONGEST_KEPT:
            self._kept[0] -= 1
            self[ngram] = packed
        return packed


class Row(dict[str, int]):
    """The numbers of the n-grams of two units that begin with the same one, by the other.

    Args:
        one: the unit that they begin with.
        alone: what is added to each, and is the number under an empty other.
        listed: as for :class:`Packed`.
        kept: as for :class:`Packed`.
        gap: whether there is a unit between the two.
    """

    __slots__ = ("_alone", "_gap", "_kept", "_listed", "_one")

    def __init__(self, one: str, alone: int, listed: Tables | Listed, kept: list[int], *, gap: bool) -> None:
        super().__init__({"": alone})
        self._one, self._alone, self._listed, self._kept, self._gap = one, alone, listed, kept, gap

    def __missing__(self, two: str) -> int:
        packed = self._alone + _pack(self._listed.record_of_two(self._one, two, gap=self._gap))
        if self._kept[0] > 0 and len(two) <= _LONGEST_KEPT:
            self._kept[0] -= 1
            self[two] = packed
        return packed


class Rows(dict[str, Row]):
    """For each unit the numbers of the n-grams of two units that begin with it.

    So an n-gram of two units is found without its name: neither is a string made nor hashed. Without a gap the number
    of the first unit is part of each; so single units need no look-up and no addition of their own.

    Args:
        packed: the numbers of units.
        listed: as for :class:`Packed`.
        kept: as for :class:`Packed`.
        gap: whether there is a unit between the two.
    """

    __slots__ = ("_gap", "_kept", "_listed", "_packed")

    def __init__(self, packed: Packed, listed: Tables | Listed, kept: list[int], *, gap: bool) -> None:
        super().__init__()
        self._packed, self._listed, self._kept, self._gap = packed, listed, kept, gap

    def __missing__(self, unit: str) -> Row:
        alone = 0 if self._gap else self._packed[unit]
        row = Row(unit, alone, self._listed, self._kept, gap=self._gap)
        if len(self) < _MOST_ROWS and len(unit) <= _LONGEST_KEPT:
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
    return _FIELDS.unpack(((total + _SIGNS) ^ _SIGNS).to_bytes(_FIELDS.size, "little"))


def squared_idf(packed: int) -> int:
    """Return the squared idf in a packed number."""
    return packed + _SIGNS >> 4 * _WIDTH


def _pack(record: Record | None) -> int:
    """The numbers as one: the signed fields add up as they are, and the largest is the one that is never negative."""
    if record is None:
        return 0
    idf, first, second, third, fourth = record
    return idf * ((idf << 4 * _WIDTH) + (fourth << 3 * _WIDTH) + (third << 2 * _WIDTH) + (second << _WIDTH) + first)
