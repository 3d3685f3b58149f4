"""Bodies of requests: read within limits, and checked."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any, NamedTuple, NoReturn

from starlette.requests import ClientDisconnect, Request

from mvs_classifier.errors import excerpt
from mvs_classifier.i18n import N_, _, joined
from mvs_classifier.page.problem import Problem
from mvs_classifier.text.lines import split_lines

MOST_BYTES = 4 * 2**20
MOST_TEXTS = 10_000
MOST_JOBS = 1_000
MOST_LINES = 10_000
"""Of all jobs of one request together: the response has about a kilobyte for each line."""

_SECONDS = 30.0
_A_STRING, _A_NUMBER = N_("a string"), N_("a number")
_KINDS = {
    str: _A_STRING,
    list: N_("an array"),
    dict: N_("an object"),
    bool: N_("a boolean"),
    type(None): N_("null"),
}


class Jobs(NamedTuple):
    """The jobs of a request: their descriptions, each a text or a list of tasks, and their titles."""

    descriptions: Sequence[str | Sequence[str]]
    titles: Sequence[str | None]


async def read_body(request: Request, most: int = MOST_BYTES) -> bytes:
    """Return the body of a request.

    Args:
        request: the request.
        most: the number of bytes that it may have.

    Raises:
        Problem: it is larger, ends early, or takes longer than half a minute.
    """
    if (length := request.headers.get("content-length", "0")).isdigit() and int(length) > most:
        _refuse_size(most)
    parts, size = [], 0
    try:
        async with asyncio.timeout(_SECONDS):
            async for part in request.stream():
                size += len(part)
                if size > most:
                    _refuse_size(most)
                parts.append(part)
    except TimeoutError as error:
        message = _("the body did not arrive within {seconds:.0f} seconds", seconds=_SECONDS)
        raise Problem(408, "timeout", message) from error
    except ClientDisconnect as error:
        raise Problem(400, "bad_request", _("the connection ended before the body did")) from error
    return b"".join(parts)


def require_json(request: Request) -> None:
    """Raise unless a request says that its body is plain JSON.

    Raises:
        Problem: it says something else.
    """
    given = request.headers.get("content-type", "")
    if given.partition(";")[0].strip().lower() != "application/json":
        message = _("the Content-Type must be application/json, not {given!r:.60}", given=given)
        raise Problem(415, "unsupported_media_type", message)
    if encoding := request.headers.get("content-encoding"):
        message = _("send the body as it is, not encoded as {encoding!r:.60}", encoding=encoding)
        raise Problem(415, "unsupported_media_type", message)


def parsed(body: bytes) -> dict[str, Any]:
    """Return the object that a body of JSON holds.

    Raises:
        Problem: it is not JSON in UTF-8, or not an object.
    """
    try:
        content = json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except RecursionError as error:
        raise Problem(400, "not_json", _("the body is nested too deeply")) from error
    except ValueError as error:
        raise Problem(400, "not_json", _("the body is not JSON in UTF-8: {error}", error=error)) from error
    if not isinstance(content, dict):
        _refuse(_("the body must be an object, not {kind}", kind=_kind(content)))
    return content


def texts_of(content: dict[str, Any]) -> list[str]:
    """Return the texts of a request to classify.

    Raises:
        Problem: they are missing, too many, or not strings.
    """
    _require_names(content, _("the body"), {"texts"}, {"texts"})
    texts = _items(content["texts"], "texts", MOST_TEXTS)
    return [_text(text, f"texts[{place}]") for place, text in enumerate(texts)]


def jobs_of(content: dict[str, Any]) -> Jobs:
    """Return the jobs of a request to judge jobs.

    Raises:
        Problem: they are missing, too many, have too many lines, or are not as they should be.
    """
    _require_names(content, _("the body"), {"jobs"}, {"jobs"})
    descriptions, titles, lines = [], [], 0
    for place, job in enumerate(_items(content["jobs"], "jobs", MOST_JOBS)):
        what = f"jobs[{place}]"
        if not isinstance(job, dict):
            _refuse(_("{what} must be an object with description and title, not {kind}", what=what, kind=_kind(job)))
        _require_names(job, what, {"description", "title"}, {"description"})
        descriptions.append(description := _description(job["description"], f"{what}.description"))
        titles.append(None if job.get("title") is None else _text(job["title"], f"{what}.title"))
        lines += len(split_lines(description) if isinstance(description, str) else description)
        if lines > MOST_LINES:
            message = _("the jobs have more than {most:,} lines; send fewer at once", most=MOST_LINES)
            raise Problem(413, "too_large", message)
    return Jobs(descriptions, titles)


def _description(value: Any, what: str) -> str | list[str]:
    if isinstance(value, list):
        return [_text(task, f"{what}[{place}]") for place, task in enumerate(value)]
    return _text(value, what, N_("a string or an array of strings"))


def _text(value: Any, what: str, wanted: str = _A_STRING) -> str:
    if not isinstance(value, str):
        _refuse(_("{what} must be {wanted}, not {kind}", what=what, wanted=_(wanted), kind=_kind(value)))
    return value


def _items(value: Any, what: str, most: int) -> list[Any]:
    if not isinstance(value, list):
        _refuse(_("{what} must be an array, not {kind}", what=what, kind=_kind(value)))
    if len(value) > most:
        message = _(
            "{what} has {count:,} items; at most {most:,} can be sent at once", what=what, count=len(value), most=most
        )
        raise Problem(413, "too_large", message)
    return value


def _require_names(content: dict[str, Any], what: str, known: set[str], needed: set[str]) -> None:
    for name in sorted(needed - set(content)):
        _refuse(_("{what} lacks {name}", what=what, name=name))
    for name in content:
        if name not in known:
            names = joined(sorted(known))
            _refuse(
                _(
                    "{what} has an unknown name {name}; known are {names}",
                    what=what,
                    name=excerpt(name),
                    names=names,
                )
            )


def _kind(value: Any) -> str:
    return _(_KINDS.get(type(value), _A_NUMBER))


def _refuse(message: str) -> NoReturn:
    raise Problem(422, "invalid", message)


def _refuse_size(most: int) -> NoReturn:
    message = _("the body is larger than {most:,} bytes; send less at once", most=most)
    raise Problem(413, "too_large", message)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(_("{name} is not a JSON value", name=name))
