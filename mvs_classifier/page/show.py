"""Writes the pages in the reader's language, with the headers that keep them safe."""

from importlib.resources import files
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from mvs_classifier.i18n import LANGUAGES, _, language
from mvs_classifier.model.labels import Label
from mvs_classifier.model.palette import DEEP, STRONG
from mvs_classifier.page.phrases import PHRASES, explanation
from mvs_classifier.page.problem import Problem
from mvs_classifier.page.speaking import LANGUAGE_COOKIE, chosen
from mvs_classifier.tables.templates import html_language, templates
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
_OWN_NAMES = {"en": "English", "zh": "中文"}
_FOLDER = files("mvs_classifier.page") / "static"
_PAGES = templates(
    Path(__file__).parent / "templates",
    {"visible": printable, "visible_lines": lambda text: "\n".join(map(printable, text.splitlines()))},
)
_PAGES.globals.update(PHRASES)


class Look:
    """How the page looks for one request, in the language that is spoken.

    Attributes:
        is_part: whether htmx asks for a part of a page.

    Args:
        request: the request.
    """

    def __init__(self, request: Request) -> None:
        self._chosen = chosen(request)
        self._path = request.scope["path"]
        self.is_part = request.headers.get("hx-request") == "true"

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """Return a page, or the part of it that htmx asked for."""
        text = _PAGES.get_template(template).render(
            language=html_language(),
            other_languages=[(code, _OWN_NAMES[code]) for code in LANGUAGES if code != language()],
            labels=list(Label),
            is_part=self.is_part,
            path=self._path,
            **values,
        )
        response = Response(text, status, media_type="text/html")
        if self._chosen:
            response.set_cookie(LANGUAGE_COOKIE, self._chosen, max_age=31_536_000, httponly=True, samesite="strict")
        return response

    def problem(self, problem: Problem) -> Response:
        """Return what someone reads whose request could not be answered."""
        message = explanation(problem)
        if self.is_part:
            return PlainTextResponse(message, problem.status, problem.headers)
        return self.page("problem.html.j2", problem.status, message=message)


def static_file(name: str) -> Response:
    """Return a file that pages need.

    Raises:
        Problem: there is no such file.
    """
    if name not in _STATIC:
        raise Problem(404, "not_found", _("there is no such file"))
    content = (_FOLDER / name).read_bytes()
    return Response(_colours() + content if name == "page.css" else content, media_type=_STATIC[name])


def _colours() -> bytes:
    """The colours of the labels, as the style sheet calls them."""
    named = [f"--{label}:{STRONG[label]};--{label}-deep:{DEEP[label]};" for label in Label]
    return f":root{{{''.join(named)}}}\n".encode()
