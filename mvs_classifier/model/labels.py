"""The four labels."""

from enum import StrEnum


class Label(StrEnum):
    """The kind of work that a text describes; each label equals its name as a string.

    >>> Label.SALES == "sales", str(Label.BOTH)
    (True, 'both')
    """

    MARKETING = "marketing"
    SALES = "sales"
    BOTH = "both"
    NEITHER = "neither"
