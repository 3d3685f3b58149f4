"""Checks that callers pass texts; the errors say what was passed and how to pass texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_MISSING = {"None", "nan", "<NA>", "NaT"}


def require_text(text: object) -> str:
    """Return a text.

    Raises:
        TypeError: it is not a string.
    """
    if isinstance(text, str):
        return text
    raise TypeError(f"a text must be a str, not {type(text).__name__}: {text!r:.80}{_advice(text)}")


def require_texts(texts: Any, function: str, instead: str) -> Iterable[Any]:
    """Return many texts, each of which is still to be checked.

    Args:
        texts: what was passed.
        function: the name of the function, for the message.
        instead: the function to use for one text.

    Raises:
        TypeError: it is a single text, a mapping or a table, or is not iterable.
    """
    wants = f"{function} takes an iterable of texts, such as a list or a column, not "
    if isinstance(texts, str):
        raise TypeError(f"{wants}one text; use {instead} for it")
    if isinstance(texts, bytes | bytearray | memoryview):
        raise TypeError(f"{wants}{type(texts).__name__}; decode it first")
    if hasattr(texts, "columns"):
        raise TypeError(f"{wants}a {type(texts).__name__}; name the column of texts: {function}(table['text'])")
    if isinstance(texts, Mapping):
        raise TypeError(f"{wants}a {type(texts).__name__}; pass its texts: {function}(texts.values())")
    if not isinstance(texts, Iterable):
        raise TypeError(f"{wants}{type(texts).__name__}: {texts!r:.80}")
    return texts


def each_text(
    texts: Iterable[Any], kinds: tuple[type, ...] = (str,), start: int = 0, series: Any = None
) -> Iterator[Any]:
    """Yield many texts.

    Args:
        texts: the texts.
        kinds: what each may be; bytes are refused whatever the kinds.
        start: the position of the first.
        series: what they are part of, if they are not all.

    Raises:
        TypeError: a text is of another kind; the message names its position, counted from 0, and its row in a Series.
    """
    whole: Any = texts if series is None else series
    for position, text in enumerate(texts, start):
        if not isinstance(text, kinds) or isinstance(text, bytes | bytearray | memoryview):
            row = f" (row {whole.index[position]!r})" if hasattr(whole, "iloc") else ""
            what = f"text {position}{row} must be a str, not {type(text).__name__}: {text!r:.80}"
            raise TypeError(f"{what}{_advice(text)}")
        yield text


def each_title(titles: Iterable[Any], series: Any = None) -> Iterator[str | None]:
    """Yield the titles of jobs; None for those that are missing, as pandas marks it.

    Args:
        titles: the titles.
        series: what they are part of.

    Raises:
        TypeError: a title is neither a str nor missing; the message names its position, counted from 0, and its row in
            a Series.
    """
    for position, title in enumerate(titles):
        if not isinstance(title, str) and str(title) not in _MISSING:
            row = f" (row {series.index[position]!r})" if hasattr(series, "iloc") else ""
            raise TypeError(f"title {position}{row} must be a str or None, not {type(title).__name__}: {title!r:.80}")
        yield title if isinstance(title, str) else None


def _advice(text: object) -> str:
    if isinstance(text, bytes | bytearray):
        return "; decode it first"
    return "; leave out missing texts or fill them in, as by fillna('')" if str(text) in _MISSING else ""
