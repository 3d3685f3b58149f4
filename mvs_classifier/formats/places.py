"""Places in a file, as messages give them."""

from mvs_classifier.i18n import _


def place_of(file: str, line: int) -> str:
    """Return the place of a row in a file.

    >>> place_of("new.csv", 2)
    'new.csv:2'
    """
    return _("{file}:{line}", file=file, line=line)


def at(where: str, message: object) -> str:
    """Return a message with the place that it is about.

    >>> at("new.csv:2", "the label is blank")
    'new.csv:2: the label is blank'
    """
    return _("{place}: {message}", place=where, message=message)
