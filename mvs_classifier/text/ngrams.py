"""The features of a text: n-grams of its characters, where a run of Latin letters counts as one."""

from __future__ import annotations

from collections import Counter
from operator import add

from mvs_classifier.text.normalize import NOT_SIMPLE, SIMPLE, normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

SKIP = "…"
"""Replaces the skipped unit in a skip-gram; no normalised text contains it, as NFKC turns it into ``...``."""

_PAIR = 2  # two characters that are not both Latin or digits are two units
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_DIGITS = frozenset("0123456789")
_IN_RUNS = _LETTERS | _DIGITS
_NOT_UNITS = _IN_RUNS | {NOT_SIMPLE}


def units(text: str) -> list[str]:
    """Split a normalised text into its units: a Latin word, a number (written ``0``), or one character.

    >>> units("策划618直播seo")
    ['策', '划', '0', '直', '播', 'seo']
    """
    characters = list(text)
    return characters if _IN_RUNS.isdisjoint(characters) else _joined(characters)


def normal_units(text: str) -> list[str]:
    """Return ``units(normalize(text))``, with the same objects for the same characters, if they are simple.

    What is found by these objects is found sooner: a verdict takes a sixth less.

    >>> normal_units("策划６１８直播SEO")
    ['策', '划', '0', '直', '播', 'seo']
    """
    characters = list(map(SIMPLE.__getitem__, text))
    if _NOT_UNITS.isdisjoint(characters):
        return characters
    return units(normalize(text)) if NOT_SIMPLE in characters else _joined(characters)


def _joined(characters: list[str]) -> list[str]:
    """The units of a text with letters or digits."""
    found: list[str] = []
    word: list[str] = []
    number = False
    for char in characters:
        if char in _LETTERS:
            word.append(char)
            number = False
            continue
        if word:
            found.append("".join(word))
            word.clear()
        if char in _DIGITS:
            if not number:
                found.append("0")
            number = True
        else:
            found.append(char)
            number = False
    if word:
        found.append("".join(word))
    return found


def unit_starts(text: str) -> list[int]:
    """Return the offset of each unit of a normalised text, in characters.

    >>> unit_starts("策划618直播")
    [0, 1, 2, 5, 6]
    """
    if _IN_RUNS.isdisjoint(text):
        return list(range(len(text)))
    import re  # an import that no verdict needs

    return [unit.start() for unit in re.finditer(r"(?s:[a-z]+|[0-9]+|.)", text)]


def ngrams(text: str, longest: int, *, skip_grams: bool = False) -> list[str]:
    """Return every n-gram of a normalised text's units, of 1 to ``longest`` units, repeats included.

    They include n-grams over marks and blanks, which no vocabulary contains (see :func:`is_feature`).

    Args:
        text: the normalised text.
        longest: the number of units of the longest n-grams.
        skip_grams: whether to add pairs of units with one between them, written with ``SKIP`` in its place.

    >>> ngrams("做seo", 2), ngrams("谈合作", 1, skip_grams=True)
    (['做', 'seo', '做seo'], ['谈', '合', '作', '谈…作'])
    """
    single = units(text)
    found = grams = single
    for size in range(1, longest):
        grams = list(map(add, grams, single[size:]))
        found = found + grams
    if skip_grams:
        found = found + list(map(SKIP.join, zip(single, single[2:], strict=False)))
    return found


def ngram_counts(single: Sequence[str], longest: int, *, skip_grams: bool = False) -> Counter[str]:
    """Count the n-grams of units as :func:`ngrams` does; for a long text, as they are never all in memory at once.

    >>> ngram_counts("客户客", 1)
    Counter({'客': 2, '户': 1})
    """
    counts, grams = Counter(single), single
    for size in range(1, longest):
        grams = list(map(add, grams, single[size:]))
        counts.update(grams)
    if skip_grams:
        counts.update(map(SKIP.join, zip(single, single[2:], strict=False)))
    return counts


def pieces(ngram: str) -> list[str]:
    """Return the units of an n-gram; of a skip-gram the two that are not skipped.

    >>> pieces("做seo"), pieces("谈…作")
    (['做', 'seo'], ['谈', '作'])
    """
    if ngram.isascii():
        return units(ngram)
    if len(ngram) == _PAIR:
        return list(ngram)
    return [unit for unit in units(ngram) if unit != SKIP]


def is_feature(ngram: str) -> bool:
    """Return whether an n-gram may be in a vocabulary: letters, characters and digits only."""
    return ngram.replace(SKIP, "", 1).isalnum()
