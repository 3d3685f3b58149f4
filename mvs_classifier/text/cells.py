"""How wide a text is on a terminal, and texts as wide as a column."""


def cells_wide(text: str) -> int:
    """Return how many cells of a terminal a text takes: a Chinese character takes two.

    >>> cells_wide("sales"), cells_wide("销售")
    (5, 4)
    """
    from unicodedata import category, east_asian_width

    return sum(
        0 if category(char) in {"Mn", "Me", "Cf"} else 2 if east_asian_width(char) in {"W", "F"} else 1 for char in text
    )


def padded(text: str, cells: int, *, to_right: bool = False) -> str:
    """Return a text with as many blanks behind it, or before it, as make it so many cells wide.

    >>> padded("销售", 6) + "|", padded("销售", 6, to_right=True) + "|"
    ('销售  |', '  销售|')
    """
    blanks = " " * (cells - cells_wide(text))
    return blanks + text if to_right else text + blanks
