"""Normalisation of many texts at once, by a table of code points for all characters that allow it."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from mvs_classifier.text.normalize import IDEOGRAPHS, MARKS, normalize, simple_forms
from mvs_classifier.text.traditional import TRADITIONAL

SEPARATOR = "\n"
"""The separator between texts; no normalised text contains it."""

_NOT_SIMPLE = 0  # in the table where the normal form is not one character, or depends on the neighbours
_CODE_POINTS = 0x110000

CodePoints = NDArray[np.uint32]
Positions = NDArray[np.intp]


def normalized_code_points(texts: Sequence[str]) -> CodePoints:
    """Return the code points of the texts, normalised as by :func:`normalize`, with separators between them."""
    joined = SEPARATOR.join(texts)
    if joined.count(SEPARATOR) != len(texts) - 1:
        texts = [text.replace(SEPARATOR, " ") for text in texts]  # which has the same normal form
        joined = SEPARATOR.join(texts)
    codes = _code_points(joined)
    forms = _normal_forms().take(codes)
    odd = np.flatnonzero(forms == _NOT_SIMPLE)
    return _with_full_forms(texts, codes, forms, odd) if len(odd) else forms


def _with_full_forms(texts: Sequence[str], codes: CodePoints, forms: CodePoints, odd: Positions) -> CodePoints:
    """The forms with those of the texts replaced in which a character is not simple."""
    ends = np.append(np.flatnonzero(codes == ord(SEPARATOR)), len(codes))
    parts, done = list[CodePoints](), 0
    for number in np.unique(np.searchsorted(ends, odd)).tolist():
        parts += [forms[done : ends[number] - len(texts[number])], _code_points(normalize(texts[number]))]
        done = ends[number]
    return np.concatenate([*parts, forms[done:]])


def _code_points(text: str) -> CodePoints:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


@cache
def _normal_forms() -> CodePoints:
    """For each code point the code point of its normal form, or ``_NOT_SIMPLE``.

    For a text of simple characters the table gives what :func:`normalize` gives, character by character, and every
    simple character of a normalised text maps to itself.
    """
    forms = np.full(_CODE_POINTS, _NOT_SIMPLE, dtype=np.uint32)
    forms[IDEOGRAPHS.start : IDEOGRAPHS.stop] = IDEOGRAPHS
    forms[[ord(char) for char in TRADITIONAL if ord(char) in IDEOGRAPHS]] = _NOT_SIMPLE
    marks = [code for block in MARKS for code in block]
    all_at_once = simple_forms(SEPARATOR.join(map(chr, marks)))
    for mark, form in zip(marks, all_at_once.split(SEPARATOR), strict=True):
        forms[mark] = ord(form) if len(form) == 1 else _NOT_SIMPLE
    forms[ord(SEPARATOR)] = ord(SEPARATOR)
    forms.flags.writeable = False
    return forms
