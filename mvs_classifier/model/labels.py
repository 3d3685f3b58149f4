"""The four labels."""

from enum import StrEnum


class Label(StrEnum):
    """What kind of work a text speaks of; each equals its own name as a string.

    >>> Label.SALES == "sales", str(Label.BOTH)
    (True, 'both')
    """

    MARKETING = "marketing"
    SALES = "sales"
    BOTH = "both"
    NEITHER = "neither"
