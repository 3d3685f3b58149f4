"""How many rows got which label, and how many none."""

from collections import Counter
from typing import NamedTuple

from mvs_classifier.model.prediction import EMPTY


class Tally(NamedTuple):
    """What labelling some rows gave.

    Attributes:
        rows: how many there are.
        labels: how many have each label, in the language of the request.
        reasons: for each reason how many have no verdict.
        disagreeing: how many titles promise something else than the duties are.
        characters: how long the texts are together.
        ragged: how many rows have more or fewer cells than the header.
    """

    rows: int
    labels: Counter[str]
    reasons: Counter[str]
    disagreeing: int
    characters: int
    ragged: int

    @classmethod
    def none(cls) -> "Tally":
        """Return the tally of no rows."""
        return cls(0, Counter(), Counter(), 0, 0, 0)

    def plus(self, other: "Tally") -> "Tally":
        """Return both together."""
        return Tally(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))  # type: ignore[operator]

    @property
    def filled(self) -> int:
        """How many rows have a text."""
        return self.rows - self.reasons[EMPTY]
