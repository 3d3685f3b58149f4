"""In which language a request is answered."""

from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from mvs_classifier.i18n import LANGUAGES, speaking

LANGUAGE_COOKIE = "mvs_language"
"""Keeps the choice of a reader."""


class Speaking(Starlette):
    """An application that answers each request in the language that it is to have, mistakes and failures too.

    Args:
        language_of: returns the language of a request.
        options: those of any application.
    """

    def __init__(self, language_of: Callable[[Request], str], **options: Any) -> None:
        super().__init__(**options)
        self._language_of = language_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        with speaking(self._language_of(Request(scope))):
            await super().__call__(scope, receive, send)


def chosen(request: Request) -> str | None:
    """Return the language that a reader chooses with this request; None without a choice."""
    return _known(request.query_params.get("lang", ""))


def of_reader(request: Request, usual: str | None) -> str:
    """Return the language for a reader of the page: the chosen one, else the usual one, else the browser's.

    Args:
        request: the request.
        usual: the language of who has not chosen one; None for the browser's.
    """
    return chosen(request) or _known(request.cookies.get(LANGUAGE_COOKIE, "")) or usual or of_program(request)


def of_program(request: Request) -> str:
    """Return the language that a request prefers; English where it prefers none that there is."""
    return preferred(request.headers.get("accept-language", "")) or "en"


def preferred(accepted: str) -> str | None:
    """Return the language that a header Accept-Language prefers among those that there are; None for none of them.

    >>> preferred("de, en;q=0.7, zh-CN;q=0.9"), preferred("de")
    ('zh', None)
    """
    weights: dict[str, float] = {}
    for part in accepted.split(","):
        name, *parameters = part.split(";")
        code = _known(name.strip().partition("-")[0].lower())
        if code:
            weights[code] = max(weights.get(code, 0.0), _weight(parameters))
    best = max(weights, key=lambda code: weights[code], default=None)
    return best if best and weights[best] > 0 else None


def _known(code: str) -> str | None:
    return code if code in LANGUAGES else None


def _weight(parameters: list[str]) -> float:
    """The weight among the parameters of a language; nothing for one that is not a number."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(float(value), 1.0)
            except ValueError:
                return 0.0
    return 1.0
