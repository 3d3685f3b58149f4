"""The JSON service: verdicts on texts and jobs over HTTP."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from mvs_classifier.errors import MvsError
from mvs_classifier.i18n import _
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.page.access import bearer, is_for_this_machine, is_from_here, is_same
from mvs_classifier.page.bodies import jobs_of, parsed, read_body, require_json, texts_of
from mvs_classifier.page.openapi import document
from mvs_classifier.page.problem import Problem, json_bytes, of_status
from mvs_classifier.page.speaking import Speaking, of_program

HEALTH = "/v1/health"

_SMALL = 4096  # bytes of a body that is judged at once; a larger one would hold up the others
_AT_ONCE = 32  # requests in memory; others wait before their body is read

Judge = Callable[[Classifier, Mapping[str, Any]], Mapping[str, Any]]


def service(load: Callable[[], Classifier], token: str | None = None) -> Starlette:
    """Return the service as an ASGI application.

    Args:
        load: loads the model: once now, and again for each ``POST /v1/reload``.
        token: what requests must carry; without one they must come from this machine, and not from a web page.

    Raises:
        MvsError: the model cannot be loaded.
    """
    endpoints = _Endpoints(load)
    app = Speaking(
        of_program,
        routes=[
            Route("/v1/classify", endpoints.classify, methods=["POST"]),
            Route("/v1/jobs", endpoints.jobs, methods=["POST"]),
            Route("/v1/reload", endpoints.reload, methods=["POST"]),
            Route("/v1/model", endpoints.model),
            Route(HEALTH, endpoints.health),
            Route("/v1/openapi.json", endpoints.openapi),
        ],
        middleware=[Middleware(_Guard, token=token)],
        exception_handlers={Problem: _problem, HTTPException: _unknown, Exception: _failed},
    )
    app.router.redirect_slashes = False
    return app


class _Endpoints:
    """The answers. Each request is answered by the model that was loaded when it came."""

    def __init__(self, load: Callable[[], Classifier]) -> None:
        self._load = load
        self._classifier = _ready(load)
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._loading = asyncio.Lock()

    async def classify(self, request: Request) -> Response:
        return await self._judged(request, _classified)

    async def jobs(self, request: Request) -> Response:
        return await self._judged(request, _jobs)

    async def model(self, _request: Request) -> Response:
        return _json(self._classifier.info.to_dict())

    async def health(self, _request: Request) -> Response:
        return _json({"status": "ok", "model": self._classifier.fingerprint})

    async def openapi(self, _request: Request) -> Response:
        return _json(document())

    async def reload(self, _request: Request) -> Response:
        async with self._loading:
            before = self._classifier.fingerprint
            try:
                self._classifier = await asyncio.to_thread(_ready, self._load)
            except MvsError as error:
                message = _("{error}; the model {before} stays in use", error=error, before=before)
                raise Problem(500, "model_unreadable", message) from error
            return _json({"model": self._classifier.fingerprint, "previous": before})

    async def _judged(self, request: Request, judge: Judge) -> Response:
        require_json(request)
        classifier = self._classifier
        async with self._places:
            body = await read_body(request)
            answer = partial(_answer, judge, classifier, body)
            content = answer() if len(body) <= _SMALL else await asyncio.to_thread(answer)
        return Response(content, media_type="application/json")


class _Guard:
    """Lets requests through that may ask; answers the others."""

    def __init__(self, app: ASGIApp, token: str | None) -> None:
        self._app, self._token = app, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] != "http"
            or scope["path"] == HEALTH
            or (refusal := self._refusal(Headers(scope=scope))) is None
        ):
            await self._app(scope, receive, send)
        else:
            await refusal.response()(scope, receive, send)

    def _refusal(self, headers: Headers) -> Problem | None:
        if self._token is not None:
            return None if is_same(bearer(headers) or "", self._token) else _unauthorized()
        if is_for_this_machine(headers) and is_from_here(headers):
            return None
        return Problem(403, "forbidden", _("without a token, only programs on this machine may ask, not web pages"))


def _unauthorized() -> Problem:
    message = _("the header Authorization must be Bearer, a space, and the service's token")
    return Problem(401, "unauthorized", message, {"WWW-Authenticate": "Bearer"})


def _ready(load: Callable[[], Classifier]) -> Classifier:
    """Load a model and what it makes when first used, so that the first request does not wait for it."""
    classifier = load()
    classifier.tag_jobs([["拜访客户"]])
    return classifier


def _answer(judge: Judge, classifier: Classifier, body: bytes) -> bytes:
    return json_bytes({"model": classifier.fingerprint, **judge(classifier, parsed(body))})


def _classified(classifier: Classifier, content: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"predictions": [prediction.to_dict() for prediction in classifier.classify_many(texts_of(dict(content)))]}


def _jobs(classifier: Classifier, content: Mapping[str, Any]) -> Mapping[str, Any]:
    jobs = jobs_of(dict(content))
    if len(jobs.descriptions) == 1:
        return {"jobs": [classifier.tag_job(jobs.descriptions[0], jobs.titles[0]).to_dict()]}
    return {"jobs": [job.to_dict() for job in classifier.tag_jobs(jobs.descriptions, jobs.titles)]}


def _json(content: Any) -> Response:
    return Response(json_bytes(content), media_type="application/json")


async def _problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101  # it is registered for those
    return error.response()


async def _unknown(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    return of_status(error.status_code, error.headers).response()


async def _failed(_request: Request, _error: Exception) -> Response:
    return Problem(500, "internal", _("the service failed; its log says why")).response()
