"""Errors of requests, as JSON."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from mvs_classifier.i18n import N_, _

_CODES = {404: "not_found", 405: "method_not_allowed"}
_WRONG = N_("the request is wrong")
_MESSAGES = {
    404: N_("there is nothing at this address; GET /v1/openapi.json lists what there is"),
    405: N_("this address does not take that method; the header Allow lists those that it takes"),
}


class Problem(Exception):  # noqa: N818  # one that is answered, not raised to a caller
    """A request that cannot be answered.

    Args:
        status: the status of the response.
        code: the name of the error, which does not change with the wording.
        message: what was found, what was expected and how to fix it.
        headers: further headers of the response.
    """

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, headers

    def response(self) -> Response:
        """Return the response that reports it."""
        content = {"error": {"code": self.code, "message": self.message}}
        return Response(json_bytes(content), self.status, self.headers, "application/json")


def of_status(status: int, headers: Mapping[str, str] | None = None) -> Problem:
    """Return the problem of a request for which there is no endpoint."""
    message = _(_MESSAGES.get(status, _WRONG))
    return Problem(status, _CODES.get(status, "bad_request"), message, headers)


def json_bytes(content: Any) -> bytes:
    r"""Return plain values as JSON in UTF-8; half a surrogate pair is written as an escape.

    >>> json_bytes("客户").decode(), json_bytes("\ud800").decode()
    ('"客户"', '"\\ud800"')
    """
    try:
        return json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        return json.dumps(content, allow_nan=False).encode()
