"""What all endpoints of the page have in common: checks before, safe headers after, problems in between."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from mvs_classifier.errors import MvsError
from mvs_classifier.page.problem import Problem
from mvs_classifier.page.show import HEADERS, Look

Answer = Callable[[Request, Look], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


def endpoint(answer: Answer, *checks: Callable[[Request], None]) -> Endpoint:
    """Return an endpoint that answers requests that pass some checks.

    Args:
        answer: makes the response.
        checks: each raises a problem for a request that may not be answered.
    """

    async def answered(request: Request) -> Response:
        look = Look(request)
        try:
            for check in checks:
                check(request)
            return safe(await answer(request, look))
        except Problem as problem:
            return safe(look.problem(problem))
        except MvsError as error:
            return safe(look.problem(Problem(422, "unreadable", str(error))))

    return answered


def safe(response: Response) -> Response:
    """Return a response with the headers of every response; its own come first."""
    response.headers.update({name: value for name, value in HEADERS.items() if name not in response.headers})
    return response
