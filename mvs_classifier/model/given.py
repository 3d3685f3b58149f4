"""Checks that callers pass texts; the errors say what was passed and how to pass texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mvs_classifier.i18n import _

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
    raise TypeError(
        _(
            "a text must be a str, not {kind}: {text!r:.80}{advice}",
            kind=type(text).__name__,
            text=text,
            advice=_advice(text),
        )
    )


def require_title(title: object) -> str | None:
    """Return the title of a job, or None.

    Raises:
        TypeError: it is neither a string nor None.
    """
    if title is None or isinstance(title, str):
        return title
    raise TypeError(
        _("a title must be a str or None, not {kind}: {title!r:.80}", kind=type(title).__name__, title=title)
    )


def require_texts(texts: Any, function: str, instead: str) -> Iterable[Any]:
    """Return many texts, each of which is still to be checked.

    Args:
        texts: what was passed.
        function: the name of the function, for the message.
        instead: the function to use for one text.

    Raises:
        TypeError: it is a single text, a mapping or a table, or is not iterable.
    """
    instead_of_them = _instead_of_texts(texts, function, instead)
    if instead_of_them:
        raise TypeError(
            _(
                "{function} takes an iterable of texts, such as a list or a column, not {what}",
                function=function,
                what=instead_of_them,
            )
        )
    return texts  # type: ignore[no-any-return]


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
            raise TypeError(
                _(
                    "text {position}{row} must be a str, not {kind}: {text!r:.80}{advice}",
                    position=position,
                    row=_row(whole, position),
                    kind=type(text).__name__,
                    text=text,
                    advice=_advice(text),
                )
            )
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
            raise TypeError(
                _(
                    "title {position}{row} must be a str or None, not {kind}: {title!r:.80}",
                    position=position,
                    row=_row(series, position),
                    kind=type(title).__name__,
                    title=title,
                )
            )
        yield title if isinstance(title, str) else None


def _instead_of_texts(texts: Any, function: str, instead: str) -> str:
    """What was passed instead of many texts, and what to pass; empty if it can be many texts."""
    kind = type(texts).__name__
    if isinstance(texts, str):
        return _("one text; use {instead} for it", instead=instead)
    if isinstance(texts, bytes | bytearray | memoryview):
        return _("{kind}; decode it first", kind=kind)
    if hasattr(texts, "columns"):
        return _("a {kind}; name the column of texts: {function}(table['text'])", kind=kind, function=function)
    if isinstance(texts, Mapping):
        return _("a {kind}; pass its texts: {function}(texts.values())", kind=kind, function=function)
    return "" if isinstance(texts, Iterable) else f"{kind}: {texts!r:.80}"


def _row(series: Any, position: int) -> str:
    """The row of a text in a Series, for a message; empty for other texts."""
    return _(" (row {row!r})", row=series.index[position]) if hasattr(series, "iloc") else ""


def _advice(text: object) -> str:
    if isinstance(text, bytes | bytearray):
        return _("; decode it first")
    return _("; leave out missing texts or fill them in, as by fillna('')") if str(text) in _MISSING else ""
