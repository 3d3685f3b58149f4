"""The numbers of rows with each label, and without one."""

from collections import Counter
from typing import NamedTuple

from mvs_classifier.model.prediction import EMPTY


class Tally(NamedTuple):
    """The result of labelling some rows, in numbers.

    Attributes:
        rows: the number of rows.
        labels: the number of rows with each label, in the language of the request.
        reasons: the number of rows without a verdict, by reason.
        disagreeing: the number of titles that promise something other than the duties.
        characters: the total length of the texts.
        ragged: the number of rows with more or fewer cells than the header.
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
        """Return the sum of both."""
        return Tally(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))  # type: ignore[operator]

    @property
    def filled(self) -> int:
        """The number of rows with a text."""
        return self.rows - self.reasons[EMPTY]
