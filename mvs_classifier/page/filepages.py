"""The pages for a file: drop it, say how it is read, watch, look through the rows, correct, download."""

import asyncio
import os
from collections.abc import Mapping
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response

from mvs_classifier.i18n import _, language
from mvs_classifier.model.labels import Label
from mvs_classifier.page import forms
from mvs_classifier.page.files import File, Files, Plan, preview
from mvs_classifier.page.inuse import InUse
from mvs_classifier.page.keeping import kept
from mvs_classifier.page.labelling import Labelling, Work
from mvs_classifier.page.limits import MOST_MEBIBYTES
from mvs_classifier.page.problem import Problem
from mvs_classifier.page.results import PAGE_ROWS, Filter, Results, Row
from mvs_classifier.page.show import REPORT_HEADERS, Look
from mvs_classifier.store.corrections import Correction, read_corrections

_MOST_COLUMNS = 16_384
_MOST_ROWS = 999_999_999
_NONE = "none"


class FilePages:
    """What the page answers about files.

    Args:
        in_use: the model in use.
        files: where they are kept.
    """

    def __init__(self, in_use: InUse, files: Files) -> None:
        self._in_use, self._files = in_use, files

    async def start(self, _request: Request, look: Look) -> Response:
        """Show where to drop a file."""
        return look.page("file.html.j2", most=MOST_MEBIBYTES)

    async def receive(self, request: Request, _look: Look) -> Response:
        """Keep a file; the body is the file itself."""
        if request.headers.get("content-type") != "application/octet-stream":
            raise Problem(415, "bad_request", _("the body must be the file itself"))
        name = await self._files.receive(request, request.query_params.get("name", ""))
        return PlainTextResponse(f"/file/{name}", 201)

    async def look(self, request: Request, look: Look) -> Response:
        """Show how a file would be read."""
        file = self._file(request)
        found = await asyncio.to_thread(preview, file, _plan(request.query_params))
        return look.page("plan.html.j2", file=file, found=found, run=file.run, name=request.path_params["name"])

    async def label(self, request: Request, _look: Look) -> Response:
        """Begin to label a file."""
        file = self._file(request)
        found = await asyncio.to_thread(preview, file, _plan(await forms.read_form(request)))
        if found.is_undecided:
            return RedirectResponse(f"/file/{request.path_params['name']}", 303)
        work = Work(file.path, file.kind, found.options(language())._replace(name=file.name), found.picker)
        async with file.starting:
            if file.run:
                await asyncio.to_thread(file.run.cancel)
            file.run = Labelling(self._in_use.classifier, work)
        return RedirectResponse(f"/file/{request.path_params['name']}/progress", 303)

    async def progress(self, request: Request, look: Look) -> Response:
        """Show how far a run is; once it has ended, lead on."""
        file, address = self._file(request), f"/file/{request.path_params['name']}"
        if file.run and file.run.is_running:
            share = round(100 * file.run.share)
            template = "progress.html.j2" if look.is_part else "running.html.j2"
            return look.page(template, file=file, share=share, address=address)
        target = f"{address}/rows" if file.run and file.run.results else address
        return Response(headers={"HX-Redirect": target}) if look.is_part else RedirectResponse(target, 303)

    async def cancel(self, request: Request, _look: Look) -> Response:
        """End a run."""
        file = self._file(request)
        if file.run:
            await asyncio.to_thread(file.run.cancel)
        return RedirectResponse(f"/file/{request.path_params['name']}", 303)

    async def rows(self, request: Request, look: Look) -> Response:
        """Show some rows of a labelled file."""
        file = self._file(request)
        results, wanted = _results(file), _filter(request.query_params)
        found = await asyncio.to_thread(results.some, wanted)
        last = max(1, -(-len(found) // PAGE_ROWS))
        page = min(forms.number_of({"page": "1", **request.query_params}, "page", _MOST_ROWS) or 1, last)
        rows = found[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
        return look.page(
            "rows.html.j2",
            file=file,
            name=request.path_params["name"],
            run=_run(file).name,
            results=results,
            counts={label: results.count(label) for label in Label},
            without=results.count(None),
            wanted=wanted,
            found=len(found),
            rows=[(row, _correct(file, row)) for row in rows],
            page_number=page,
            last_page=last,
            query={name: value for name, value in request.query_params.items() if name not in {"page", "lang"}},
        )

    async def correct(self, request: Request, look: Look) -> Response:
        """Keep what a user says about a row, and show it."""
        file = self._file(request)
        run, results = _run(file), _results(file)
        form = await forms.read_form(request)
        if request.query_params.get("run") != run.name:
            raise Problem(409, "labelled_anew", _("the rows are of an earlier run"))
        number = forms.number_of(form, "line", len(results))
        if number is None:
            raise Problem(400, "bad_request", _("the row is missing"))
        row = results.row(number - 1)
        correction = Correction(
            row.text,
            forms.label_of(form),
            is_job=run.is_job,
            title=row.title or None,
            said=row.label,
            model=run.model,
        )
        await kept(correction)
        if not look.is_part:
            return RedirectResponse(f"/file/{request.path_params['name']}/rows", 303)
        return look.page(
            "row.html.j2",
            name=request.path_params["name"],
            run=run.name,
            row=row,
            correct=_correct(file, row),
            saved=correction,
        )

    async def download(self, request: Request, _look: Look) -> Response:
        """Hand out the labelled file."""
        file = self._file(request)
        output = _run(file).output
        headers = {"Content-Disposition": _attached(file, f".labelled{os.path.splitext(output)[1]}")}
        return FileResponse(output, headers=headers, media_type="application/octet-stream")

    async def report(self, request: Request, _look: Look) -> Response:
        """Show the report on the rows of a labelled file, or hand it out."""
        file = self._file(request)
        path = await asyncio.to_thread(_run(file).report)
        attached = "download" in request.query_params
        headers = {"Content-Disposition": _attached(file, ".html")} if attached else {}
        return FileResponse(path, headers={**headers, **REPORT_HEADERS}, media_type="text/html")

    def _file(self, request: Request) -> File:
        file = self._files.get(request.path_params["name"])
        if file is None:
            raise Problem(404, "file_gone", _("the file is not known"))
        return file


def _run(file: File) -> Labelling:
    """The run that labelled a file."""
    if file.run is None or file.run.results is None:
        raise Problem(404, "labelled_anew", _("the file has not been labelled"))
    return file.run


def _results(file: File) -> Results:
    results = _run(file).results
    assert results is not None  # noqa: S101  # the run has them
    return results


def _attached(file: File, ending: str) -> str:
    stem = os.path.splitext(file.name.replace("\\", "/").rpartition("/")[2])[0]
    return f"attachment; filename*=UTF-8''{quote(f'{stem}{ending}', safe='')}"


def _correct(file: File, row: Row) -> Label | None:
    return read_corrections().label(row.text, is_job=_run(file).is_job) if row.text else None


def _plan(form: Mapping[str, str]) -> Plan:
    """How a user wants a file to be read; an empty or missing field is guessed."""
    given = {"sheet": "", "header_row": "", "column": "", "title": "", "is_job": "", **form}
    if given.get("of_sheet", given["sheet"]) != given["sheet"]:  # what was shown of one sheet says nothing of another
        given |= {"header_row": "", "column": "", "title": "", "is_job": ""}
    has_no_title = given["title"] == _NONE
    column = forms.number_of(given, "column", _MOST_COLUMNS)
    title = None if has_no_title else forms.number_of(given, "title", _MOST_COLUMNS)
    return Plan(
        sheet=given["sheet"] or None,
        header_row=forms.number_of(given, "header_row", _MOST_ROWS),
        column=None if column is None else column - 1,
        title=-1 if has_no_title else None if title is None else title - 1,
        is_job={"yes": True, "no": False}.get(given["is_job"]),
    )


def _filter(form: Mapping[str, str]) -> Filter:
    """Which rows a user wants to see."""
    given = {"label": "", "below": "", "contains": "", **form}
    below = forms.number_of(given, "below", 100)
    return Filter(
        label=forms.label_of(given),
        below=1.0 if below is None else below / 100,
        disagrees=bool(form.get("disagrees")),
        contains=given["contains"].strip(),
    )
