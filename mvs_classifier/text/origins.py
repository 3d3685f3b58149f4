"""Where the characters of a normalised text come from."""

import re

from mvs_classifier.text.normalize import normalize

# A character with the combining marks, vowels and Hangul parts that may join it.
_CLUSTER = re.compile(
    r".(?:[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u065f\u0900-\u109f\u1160-\u11ff\u1ab0-\u1aff\u1dc0-\u1dff"
    r"\u20d0-\u20ff\u302a-\u302f\u3099\u309a\uff9e\uff9f\ufe20-\ufe2f])*",
    re.DOTALL,
)


def origins(text: str, normalized: str) -> list[int]:
    """Return the offset in a text of each character of its normalised form, and its length for the end.

    Returns:
        The offsets, ascending; empty if the parts of the text, normalised one by one, do not add up to the normalised
        form: in a few scripts a character's form depends on others.

    >>> origins("㎡\u200b客", "m2客")
    [0, 0, 2, 3]
    """
    places = []
    for cluster in _CLUSTER.finditer(text):
        places += [cluster.start()] * len(normalize(cluster[0]))
    return [*places, len(text)] if len(places) == len(normalized) else []
