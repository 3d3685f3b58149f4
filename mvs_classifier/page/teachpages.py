"""The page for teaching: the corrections, what they would change, and the models."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mvs_classifier.errors import MvsError
from mvs_classifier.i18n import N_, _
from mvs_classifier.page import forms
from mvs_classifier.page.inuse import InUse
from mvs_classifier.page.keeping import kept
from mvs_classifier.page.problem import Problem
from mvs_classifier.page.pupil import Decision
from mvs_classifier.page.show import Look
from mvs_classifier.page.taught import models, taught_labels, waiting
from mvs_classifier.page.teaching import Teaching
from mvs_classifier.store import changes
from mvs_classifier.store.corrections import Correction, Log, read_corrections

_PAGE_ROWS = 100
_MOST_PAGES = 999_999
_ADDRESS = "/teach"
_STAGES = {
    "reading": N_("reading the corrections"),
    "training": N_("training the new model"),
    "measuring": N_("comparing it with the one in use"),
    "waiting for another training to end": N_("waiting for another training to end"),
}
"""What a training says that it does, and what the page says."""
_MEASURED_ON = {
    "the holdout": N_("lines kept aside"),
    "the holdout, beside the model that ships": N_("lines kept aside, beside the model that came with the program"),
    "the holdout of whole postings": N_("whole postings kept aside"),
    "the postings of the holdout": N_("whole postings kept aside"),
    "the postings of the holdout, beside the model that ships": N_(
        "whole postings kept aside, beside the model that came with the program"
    ),
    "lines of styles left out": N_("lines unlike those it was taught"),
    "new examples kept aside": N_("some of your corrections, kept aside"),
}
"""How a training names the texts of a comparison, and how the page does."""


class TeachPages:
    """What the page answers about teaching.

    Args:
        in_use: the model in use.
        folder: for files that trainings read.
    """

    def __init__(self, in_use: InUse, folder: str) -> None:
        self._in_use, self._folder = in_use, folder
        self._teaching: Teaching | None = None

    async def show(self, request: Request, look: Look) -> Response:
        """Show the corrections, what came of a training, and the models."""
        wanted = forms.number_of({"page": "1", **request.query_params}, "page", _MOST_PAGES) or 1
        with _store():
            return await asyncio.to_thread(self._page, look, wanted)

    async def correct(self, request: Request, look: Look) -> Response:
        """Change a correction, or take it back."""
        form = await forms.read_form(request)
        earlier, label = _correction(read_corrections(), forms.field(form, "line")), forms.label_of(form)
        correction = await kept(earlier._replace(label=label, when=""))
        if not look.is_part:
            return RedirectResponse(_ADDRESS, 303)
        with _store():
            return await asyncio.to_thread(self._part, look, correction)

    async def begin(self, request: Request, _look: Look) -> Response:
        """Train, to see what would change or to install the model."""
        form = await forms.read_form(request)
        self._require_idle()
        with _store():
            found = _waiting(read_corrections())
        decision = Decision(*(form.get(name) == "yes" for name in Decision._fields))
        if found and not (decision.installs and self._has_changed(found)):
            self._teaching = Teaching(found, self._folder, self._in_use.follow, decision)
        return RedirectResponse(_ADDRESS, 303)

    async def progress(self, _request: Request, look: Look) -> Response:
        """Show how far a training is; once it has ended, lead on."""
        teaching = self._teaching
        if teaching and teaching.is_running and look.is_part:
            return look.page("teaching.html.j2", stage=_stage(teaching))
        return Response(headers={"HX-Redirect": _ADDRESS}) if look.is_part else RedirectResponse(_ADDRESS, 303)

    async def cancel(self, request: Request, _look: Look) -> Response:
        """End a training, or put its result aside."""
        await forms.read_form(request)
        if self._teaching:
            await asyncio.to_thread(self._teaching.cancel)
        self._teaching = None
        return RedirectResponse(_ADDRESS, 303)

    async def use(self, request: Request, _look: Look) -> Response:
        """Use another model; without a name, the one before."""
        name = forms.field(await forms.read_form(request), "name")
        self._require_idle()
        with _store():
            await asyncio.to_thread(self._switch, name)
        self._teaching = None
        return RedirectResponse(_ADDRESS, 303)

    def _switch(self, name: str) -> None:
        if name:
            changes.use(name)
        else:
            changes.rollback()
        self._in_use.renew()

    def _has_changed(self, found: Sequence[Correction]) -> bool:
        """Whether the corrections are not those any more of which the page has shown what they would change."""
        return self._teaching is not None and list(found) != list(self._teaching.corrections)

    def _require_idle(self) -> None:
        if self._teaching and self._teaching.is_running:
            raise Problem(409, "busy", _("a training is running"))

    def _page(self, look: Look, wanted: int) -> Response:
        self._in_use.follow()
        log, taught, teaching = read_corrections(), taught_labels(), self._teaching
        every = list(log.latest.values())[::-1]
        last = max(1, -(-len(every) // _PAGE_ROWS))
        page = min(wanted, last)
        to_teach = _waiting(log)
        return look.page(
            "teach.html.j2",
            corrections=[(one, taught.get(one.key)) for one in every[(page - 1) * _PAGE_ROWS : page * _PAGE_ROWS]],
            unreadable=log.unreadable,
            to_teach=len(to_teach),
            stage=_stage(teaching) if teaching and teaching.is_running else None,
            error=teaching.error if teaching else "",
            result=_result(teaching, to_teach),
            models=models(),
            in_use=self._in_use.classifier.fingerprint,
            page_number=page,
            last_page=last,
        )

    def _part(self, look: Look, correction: Correction) -> Response:
        return look.page(
            "correction.html.j2",
            one=correction,
            taught=taught_labels().get(correction.key),
            to_teach=len(_waiting(read_corrections())),
        )


@contextmanager
def _store() -> Iterator[None]:
    """Say that the store cannot be used, where that is so."""
    try:
        yield
    except MvsError as error:
        raise Problem(500, "store", str(error)) from error


def _waiting(log: Log) -> list[Correction]:
    return waiting(log.latest.values(), taught_labels())


def _correction(log: Log, name: str) -> Correction:
    """The correction of a name, as the page calls it."""
    kind, _dash, key = name.partition("-")
    found = log.latest.get((kind == "job", key))
    if found is None:
        raise Problem(409, "gone", _("the correction is not there any more"))
    return found


def _stage(teaching: Teaching) -> str:
    return _in_plain_words(teaching.stage, _STAGES) or _("training the new model")


def _in_plain_words(said: str, messages: Mapping[str, str]) -> str:
    """What the page says for something that a training calls so; what it has no words for, as the training says it."""
    return _(messages.get(said, said)) if said else ""


def _result(teaching: Teaching | None, to_teach: Sequence[Correction]) -> dict[str, Any] | None:
    """What came of a training, unless the corrections have changed since."""
    if teaching is None or teaching.result is None:
        return None
    result = teaching.result
    if list(to_teach) != ([] if result["installed"] else list(teaching.corrections)):
        return None
    return {
        **result,
        "comparisons": [{**one, "name": _in_plain_words(one["name"], _MEASURED_ON)} for one in result["comparisons"]],
    }
