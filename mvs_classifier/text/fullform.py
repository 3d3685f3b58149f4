"""The normal form of any text, however unusual its characters are."""

import re
import unicodedata
from functools import cache
from typing import Protocol

from mvs_classifier.text.traditional import TRADITIONAL

_TRADITIONAL = frozenset(TRADITIONAL)
# Zero-width and direction marks, soft hyphens, variation selectors, tags, lone surrogates.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ud800-\udfff\U000e0000-\U000e0fff]"
)
# Control characters, line ends and the private areas (word processors keep their bullets there).
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ue000-\uf8ff\U000f0000-\U0010ffff]")
# What NFKC makes of the commonest marks, done first: most texts then need no slow NFKC.
_FULL_WIDTH = tuple((mark, unicodedata.normalize("NFKC", mark)) for mark in "，；：（）！？～\u3000")

_MOST_MARKS = 128
# As many characters in a row of blocks that hold combining marks; a text that may be too long for NFKC is rare, so re
# compiles it when the first comes.
_MAYBE_MARKS = (
    f"[^\x00-\u02ff\u3000-\u3029\u3030-\u3098\u309b-\ua66e\uac00-\ud7ff\uf900-\ufb1d\uff00-\uff9d]{{{_MOST_MARKS},}}"
)
_BECOME_MARKS = "\u0f73\u0f75\u0f81\uff9e\uff9f"  # by NFKC


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@cache
def _to_simplified() -> _Converter:
    from opencc import OpenCC

    return OpenCC("t2s")


def full_form(text: str) -> str:
    """Return the normal form of a text; see :func:`mvs_classifier.text.normalize.normalize`, which is faster.

    >>> full_form("負責ＳＥＯ推廣")
    '负责seo推广'
    """
    text = _INVISIBLE.sub("", text)
    if not text.isprintable():
        text = _CONTROL.sub(" ", text)
    for mark, plain in _FULL_WIDTH:
        text = text.replace(mark, plain)
    if len(text) > _MOST_MARKS and re.search(_MAYBE_MARKS, text):
        text = _without_long_runs(text)
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    text = text.lower()
    if not _TRADITIONAL.isdisjoint(text):
        text = _to_simplified().convert(text)
    return text


def _without_long_runs(text: str) -> str:
    """Return a text with no more than 128 combining marks in a row."""
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) or char in _BECOME_MARKS else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)
