"""The local page: paste a posting, see the verdict, correct it."""

import asyncio
import csv
import io

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mvs_classifier.i18n import _
from mvs_classifier.model.labels import Label
from mvs_classifier.page import forms
from mvs_classifier.page.endpoint import Answer, Endpoint, endpoint, safe
from mvs_classifier.page.filepages import FilePages
from mvs_classifier.page.files import Files
from mvs_classifier.page.inuse import InUse
from mvs_classifier.page.keeping import kept
from mvs_classifier.page.keys import Keys, cookie_name, require_local
from mvs_classifier.page.posting import Judged, Postings, judge, shown
from mvs_classifier.page.problem import Problem, of_status
from mvs_classifier.page.show import Look, static_file
from mvs_classifier.page.speaking import Speaking, of_reader
from mvs_classifier.page.teachpages import TeachPages
from mvs_classifier.store.corrections import Correction, read_corrections


def site(in_use: InUse, keys: Keys, files: Files, language: str | None = None, start: str = "/") -> Starlette:
    """Return the page as an ASGI application.

    Args:
        in_use: the model that judges.
        keys: who may use it.
        files: the files that are dropped on it.
        language: the language of who has not chosen one, ``"en"`` or ``"zh"``; None for that of the browser.
        start: the address of the page that is shown first.
    """
    pages, tables, teaching = _Pages(in_use, keys, start), FilePages(in_use, files), TeachPages(in_use, files.folder)

    def open_to_all(answer: Answer) -> Endpoint:
        return endpoint(answer, require_local)

    def guarded(answer: Answer) -> Endpoint:
        return endpoint(answer, require_local, keys.require)

    async def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        problem = of_status(status) if status < 500 else Problem(500, "internal", "")  # noqa: PLR2004
        return safe(Look(request).problem(problem))

    app = Speaking(
        lambda request: of_reader(request, language),
        routes=[
            Route("/enter", open_to_all(pages.enter)),
            Route("/static/{name:str}", open_to_all(pages.static)),
            Route("/", guarded(pages.start)),
            Route("/try", guarded(pages.judge), methods=["POST"]),
            Route("/job/{name:str}", guarded(pages.job)),
            Route("/job/{name:str}/correct", guarded(pages.correct), methods=["POST"]),
            Route("/corrections.csv", guarded(pages.download)),
            Route("/teach", guarded(teaching.show)),
            Route("/teach/correct", guarded(teaching.correct), methods=["POST"]),
            Route("/teach/begin", guarded(teaching.begin), methods=["POST"]),
            Route("/teach/progress", guarded(teaching.progress)),
            Route("/teach/cancel", guarded(teaching.cancel), methods=["POST"]),
            Route("/teach/use", guarded(teaching.use), methods=["POST"]),
            Route("/file", guarded(tables.start)),
            Route("/file", guarded(tables.receive), methods=["POST"]),
            Route("/file/{name:str}", guarded(tables.look)),
            Route("/file/{name:str}/label", guarded(tables.label), methods=["POST"]),
            Route("/file/{name:str}/progress", guarded(tables.progress)),
            Route("/file/{name:str}/cancel", guarded(tables.cancel), methods=["POST"]),
            Route("/file/{name:str}/rows", guarded(tables.rows)),
            Route("/file/{name:str}/correct", guarded(tables.correct), methods=["POST"]),
            Route("/file/{name:str}/download", guarded(tables.download)),
            Route("/file/{name:str}/report", guarded(tables.report)),
        ],
        exception_handlers={HTTPException: refused, Exception: refused},
    )
    app.router.redirect_slashes = False
    return app


class _Pages:
    """What the page answers."""

    def __init__(self, in_use: InUse, keys: Keys, start: str) -> None:
        self._in_use, self._keys, self._start = in_use, keys, start
        self._postings = Postings()

    async def enter(self, request: Request, look: Look) -> Response:
        cookie = self._keys.exchange(request.query_params.get("key", ""))
        if cookie is None:
            raise Problem(403, "forbidden", _("the key is wrong"))
        response = look.page("enter.html.j2", start=self._start)
        response.set_cookie(cookie_name(request), cookie, httponly=True, samesite="strict")
        return response

    async def static(self, request: Request, _look: Look) -> Response:
        return static_file(request.path_params["name"])

    async def start(self, _request: Request, look: Look) -> Response:
        return self._try(look, None)

    async def judge(self, request: Request, look: Look) -> Response:
        posting = forms.posting_of(await forms.read_form(request))
        judged = await asyncio.to_thread(judge, self._in_use.classifier, posting)
        self._postings.add(judged)
        address = f"/job/{posting.name}"
        if not look.is_part:
            return RedirectResponse(address, 303)
        response = self._try(look, judged)
        response.headers["HX-Push-Url"] = address
        return response

    async def job(self, request: Request, look: Look) -> Response:
        return self._try(look, self._judged(request))

    async def correct(self, request: Request, look: Look) -> Response:
        judged = self._judged(request)
        form = await forms.read_form(request)
        number = forms.number_of(form, "line", len(judged.job.tasks))
        correction = _correction(judged, number, forms.label_of(form))
        await kept(correction)
        if not look.is_part:
            return RedirectResponse(f"/job/{judged.posting.name}", 303)
        return self._try(look, judged, correction) if number is None else _line(look, judged, number, correction)

    async def download(self, _request: Request, _look: Look) -> Response:
        headers = {"Content-Disposition": 'attachment; filename="corrections.csv"'}
        return Response(_lines_as_csv(), headers=headers, media_type="text/csv")

    def _try(self, look: Look, judged: Judged | None, saved: Correction | None = None) -> Response:
        log = read_corrections()
        return look.page(
            "verdict.html.j2" if look.is_part else "try.html.j2",
            posting=judged and judged.posting,
            shown=judged and shown(judged, log),
            saved=saved,
            model=self._in_use.classifier.fingerprint,
        )

    def _judged(self, request: Request) -> Judged:
        judged = self._postings.get(request.path_params["name"])
        if judged is None:
            raise Problem(404, "not_found", _("the posting is not known"))
        if judged.job.model != self._in_use.classifier.fingerprint:
            judged = judge(self._in_use.classifier, judged.posting)
            self._postings.add(judged)
        return judged


def _line(look: Look, judged: Judged, number: int, saved: Correction) -> Response:
    """One line, which takes the place of the same one: so what is clicked meanwhile on others still counts."""
    job = shown(judged, read_corrections())
    line = next(line for line in job.lines if line.number == number)
    return look.page("line.html.j2", shown=job, line=line, saved=saved, is_alone=True)


def _correction(judged: Judged, number: int | None, label: Label | None) -> Correction:
    """What a user says about a line, or about the whole job."""
    posting, job, _lines = judged
    if number is None:
        return Correction(
            posting.description, label, is_job=True, title=posting.title or None, said=job.label, model=job.model
        )
    text, prediction = job.tasks[number - 1]
    return Correction(text, label, title=posting.title or None, said=prediction.label, model=job.model)


def _lines_as_csv() -> bytes:
    """The corrected lines, as `train --add` reads them and as Excel opens them."""
    file = io.StringIO(newline="")
    rows = ((one.text, one.label) for one in read_corrections().latest.values() if not one.is_job)
    csv.writer(file).writerows([("text", "label"), *rows])
    return file.getvalue().encode("utf-8-sig", "replace")
