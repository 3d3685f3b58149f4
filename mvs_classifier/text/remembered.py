"""Functions that remember what they returned for short texts; a long one would stay in memory for as long."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])


def remembered(most: int, longest: int) -> Callable[[F], F]:
    """Return a decorator of functions of a text, which is their first argument.

    Args:
        most: how many results are remembered: those of the texts that were asked for last.
        longest: the number of characters of the longest text whose result is remembered.
    """

    def decorated(function: F) -> F:
        of_short = lru_cache(most)(function)

        @wraps(function)
        def answer(text: str, **options: Any) -> Any:
            return function(text, **options) if len(text) > longest else of_short(text, **options)

        return cast("F", answer)

    return decorated
