"""Writes the pages in the reader's language, with the headers that keep them safe."""

from importlib.resources import files
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from mvs_classifier.model.labels import Label
from mvs_classifier.page.limits import MOST_CHARACTERS, MOST_LINES, MOST_MEBIBYTES
from mvs_classifier.page.problem import Problem
from mvs_classifier.page.words import WORDS
from mvs_classifier.tables.templates import templates
from mvs_classifier.text.visible import printable

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers send no Origin with a form
    "X-Content-Type-Options": "nosniff",
}
"""Of every response, unless it has another of that name."""

REPORT_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; sandbox"
    )
}
"""Of a report, which is one file with its styles in it, and runs nothing."""

_STATIC = {
    "page.css": "text/css",
    "page.js": "text/javascript",
    "htmx.min.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
_LANGUAGE = "mvs_language"
_FOLDER = files("mvs_classifier.page") / "static"
_PAGES = templates(
    Path(__file__).parent / "templates",
    {"visible": printable, "visible_lines": lambda text: "\n".join(map(printable, text.splitlines()))},
)


class Look:
    """How the page looks for one request.

    Attributes:
        language: the language of the reader, ``"en"`` or ``"zh"``.
        words: the texts in that language.
        is_part: whether htmx asks for a part of a page.

    Args:
        request: the request.
        language: the language of someone who has not chosen one.
    """

    def __init__(self, request: Request, language: str) -> None:
        asked = request.query_params.get("lang", "")
        self._chosen = asked if asked in WORDS else None
        kept = request.cookies.get(_LANGUAGE, "")
        self._path = request.scope["path"]
        self.language = self._chosen or (kept if kept in WORDS else language)
        self.words = WORDS[self.language]
        self.is_part = request.headers.get("hx-request") == "true"

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """Return a page, or the part of it that htmx asked for."""
        text = _PAGES.get_template(template).render(
            words=self.words, labels=list(Label), is_part=self.is_part, path=self._path, **values
        )
        response = Response(text, status, media_type="text/html")
        if self._chosen:
            response.set_cookie(_LANGUAGE, self._chosen, max_age=31_536_000, httponly=True, samesite="strict")
        return response

    def problem(self, problem: Problem) -> Response:
        """Return what someone reads whose request could not be answered."""
        name = f"problem_{problem.code}" if f"problem_{problem.code}" in self.words else "problem_bad_request"
        limits = {
            "characters": f"{MOST_CHARACTERS:,}",
            "lines": MOST_LINES,
            "size": MOST_MEBIBYTES,
            "reason": problem.message,
        }
        message = self.words[name].format_map(limits)
        if self.is_part:
            return PlainTextResponse(message, problem.status, problem.headers)
        return self.page("problem.html.j2", problem.status, message=message)


def static_file(name: str) -> Response:
    """Return a file that pages need.

    Raises:
        Problem: there is no such file.
    """
    if name not in _STATIC:
        raise Problem(404, "not_found", "there is no such file")
    return Response((_FOLDER / name).read_bytes(), media_type=_STATIC[name])
