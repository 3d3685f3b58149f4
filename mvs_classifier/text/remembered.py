"""Functions that remember what they returned for short texts; a long one would stay in memory for as long."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
Function = Callable[Concatenate[str, P], T]


def remembered(most: int, longest: int) -> Callable[[Function[P, T]], Function[P, T]]:
    """Return a decorator of functions of a text.

    Args:
        most: how many results are remembered: those of the texts that were asked for last.
        longest: the number of characters of the longest text whose result is remembered.
    """

    def decorated(function: Function[P, T]) -> Function[P, T]:
        of_short = lru_cache(most)(function)

        @wraps(function)
        def answer(text: str, *args: P.args, **options: P.kwargs) -> T:
            if len(text) > longest:
                return function(text, *args, **options)
            return of_short(text, *args, **options)

        return answer

    return decorated
