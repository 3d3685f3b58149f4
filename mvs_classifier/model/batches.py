"""Texts in batches that grow, so that the first verdict does not wait for the rest."""

from __future__ import annotations

from itertools import islice

from mvs_classifier.model.given import each_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_GROWTH = 16
_TEXTS = 4096
_CHARACTERS = 1_000_000
_AT_ONCE = 256
"""How many texts are read before their characters are counted."""


def batches(texts: Iterable[object]) -> Iterator[list[str]]:
    """Group texts into batches.

    If iterating fails, or a text is not a str, all texts before it are answered first.

    Raises:
        TypeError: a text is not a str.
    """
    iterator, batch = iter(texts), list[str]()
    wanted, characters, position = 1, 0, 0
    error: Exception | None = None
    while error is None:
        some, error, is_end = _read(iterator, min(_AT_ONCE, wanted - len(batch)))
        error = _append(batch, some, position, texts) or error
        characters += sum(map(len, batch[-len(some) :])) if some else 0
        position += len(some)
        if is_end:
            break
        if len(batch) >= wanted or characters >= _CHARACTERS:
            yield batch
            batch, characters = [], 0
            wanted = min(_GROWTH * wanted, _TEXTS)
    yield batch
    if error is not None:
        raise error


def _read(iterator: Iterator[object], size: int) -> tuple[list[object], Exception | None, bool]:
    """The next texts; the error that ended them, if one did; and whether these were all."""
    found: list[object] = []
    try:
        found.extend(islice(iterator, size))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is raised after the texts before it
        return found, error, True
    return found, None, len(found) < size


def _append(batch: list[str], some: list[object], position: int, texts: Iterable[object]) -> TypeError | None:
    """Append texts to a batch up to the first that is not one; return the error of that."""
    if set(map(type, some)) <= {str}:
        batch += some  # type: ignore[arg-type]
        return None
    try:
        for text in each_text(some, start=position, series=texts):
            batch.append(text)
    except TypeError as error:
        return error
    return None
