"""The features of a text: n-grams of its characters, where a run of Latin letters counts as one."""

import re
from operator import add

_RUN = re.compile(r"([a-z]+|[0-9]+)")
_UNIT = re.compile(r"[a-z]+|[0-9]+|.", re.DOTALL)


def units(text: str) -> list[str]:
    """Split a normalised text into its units: a Latin word, a number (written ``0``), or one character.

    >>> units("策划618直播seo")
    ['策', '划', '0', '直', '播', 'seo']
    """
    found: list[str] = []
    is_run = False
    for part in _RUN.split(text):
        if is_run:
            found.append("0" if part < ":" else part)
        else:
            found += part
        is_run = not is_run
    return found


def unit_starts(text: str) -> list[int]:
    """Return the offset of each unit of a normalised text, in characters.

    >>> unit_starts("策划618直播")
    [0, 1, 2, 5, 6]
    """
    return [unit.start() for unit in _UNIT.finditer(text)]


def ngrams(text: str, longest: int) -> list[str]:
    """Return every n-gram of a normalised text's units, of 1 to ``longest`` units, repeats included.

    N-grams over marks and blanks are among them; no vocabulary holds them (see :func:`is_feature`).

    >>> ngrams("做seo", 2)
    ['做', 'seo', '做seo']
    """
    single = units(text)
    found = grams = single
    for size in range(1, longest):
        grams = list(map(add, grams, single[size:]))
        found = found + grams
    return found


def is_feature(ngram: str) -> bool:
    """Say whether an n-gram may stand in a vocabulary: letters, characters and digits only."""
    return ngram.isalnum()
