"""Texts safe to look at: whatever is invisible, or would act on a terminal, is written out."""

_JOINER = "\u200d"  # holds emoji together


def printable(text: str) -> str:
    r"""Return a text on one line, safe to print: its control characters are shown, not sent.

    Line ends, tabs and other blanks become spaces. Terminal escapes, marks that turn the text around, lone surrogates
    and whatever else cannot be seen are written as Python writes them.

    >>> print(printable("拜访\n客户\x1b[31m\u202e"))
    拜访 客户\x1b[31m\u202e
    """
    return text if text.isprintable() else "".join(map(_printable, text))


def _printable(char: str) -> str:
    if char.isprintable() or char == _JOINER:
        return char
    return " " if char.isspace() else ascii(char)[1:-1]
