"""The description of the service as an OpenAPI document."""

from collections.abc import Mapping
from typing import Any

import mvs_classifier
from mvs_classifier.i18n import N_, _
from mvs_classifier.model.labels import Label
from mvs_classifier.page.bodies import MOST_BYTES, MOST_JOBS, MOST_LINES, MOST_TEXTS

_JSON = "application/json"
_PROBLEMS = {
    400: N_("The body is not JSON in UTF-8"),
    401: N_("The token is missing or wrong"),
    403: N_("No token is set, and the request names another host or comes from a web page"),
    408: N_("The body did not arrive in time"),
    413: N_("Too large, or too many at once"),
    415: N_("Not application/json"),
    422: N_("JSON, but not what is expected"),
    500: N_("The service failed"),
}
_OF_ALL = (401, 403, 500)
_OF_BODIES = (400, 408, 413, 415, 422)


def document() -> Mapping[str, Any]:
    """Return the document, in OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "mvs-classifier",
            "summary": _("Is this work marketing or sales?"),
            "description": _(
                "A body has at most {bytes:,} bytes; its jobs have at most {lines:,} lines.",
                bytes=MOST_BYTES,
                lines=MOST_LINES,
            ),
            "version": mvs_classifier.__version__,
        },
        "paths": _paths(),
        "security": [{"token": []}, {}],
        "components": {"schemas": _schemas(), "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }


def _paths() -> dict[str, Any]:
    text = {"type": "string"}
    texts = _body(_object({"texts": _array(text, MOST_TEXTS)}))
    jobs = _body(_object({"jobs": _array(_ref("Job"), MOST_JOBS)}))
    switched = _responses(_object({"model": text, "previous": text}))
    health = _responses(_object({"status": {"const": "ok"}, "model": text}))
    predictions, tags = (
        _responses(_object({"model": text, name: _array(_ref(item))}), _OF_BODIES)
        for name, item in (("predictions", "Prediction"), ("jobs", "JobTag"))
    )
    return {
        "/v1/classify": _operation(
            "post", "classify", _("Classify texts, each by itself"), predictions, requestBody=texts
        ),
        "/v1/jobs": _operation("post", "tagJobs", _("Judge jobs by their tasks and titles"), tags, requestBody=jobs),
        "/v1/model": _operation("get", "model", _("Describe the model"), _responses(_ref("Model"))),
        "/v1/reload": _operation("post", "reload", _("Load the current model of the store again"), switched),
        "/v1/health": _operation(
            "get", "health", _("Whether the service answers; needs no token"), health, security=[]
        ),
        "/v1/openapi.json": _operation("get", "openapi", _("This document"), _responses({"type": "object"})),
    }


def _operation(method: str, name: str, summary: str, responses: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {method: {"operationId": name, "summary": summary, "responses": responses, **more}}


def _schemas() -> dict[str, Any]:
    number = {"type": "number"}
    text = {"type": "string"}
    share = {"type": "number", "minimum": 0, "maximum": 1}
    label = _ref("Label")
    prediction = {
        "label": label,
        "confidence": share,
        "scores": _ref("Scores"),
        "reason": {"type": ["string", "null"], "description": _("Why there is no verdict, or taught")},
        "model": text,
    }
    return {
        "Label": {"type": "string", "enum": list(map(str, Label))},
        "Scores": _object({str(one): number for one in Label}),
        "Prediction": _object(prediction),
        "Task": _object({"text": text, **prediction}),
        "LineContribution": _object({"text": text, "duty": share, "contributions": _ref("Scores")}),
        "Job": _object(
            {"description": {"oneOf": [text, _array(text)]}, "title": {"type": ["string", "null"]}},
            optional=("title",),
        ),
        "JobTag": _object(
            {
                **prediction,
                "marketing_share": share,
                "sales_share": share,
                "craft_part": share,
                "tasks": _array(_ref("Task")),
                "deciding": _array(_ref("LineContribution")),
                "title": {"oneOf": [_ref("Prediction"), {"type": "null"}]},
                "title_says": {"enum": ["open", *map(str, Label), None]},
                "title_agrees": {"type": ["boolean", "null"]},
                "title_contribution": _ref("Scores"),
                "taught_contribution": _ref("Scores"),
                "intercept": _ref("Scores"),
            }
        ),
        "Model": _model(),
        "Error": _object({"error": _object({"code": text, "message": text})}),
    }


def _model() -> dict[str, Any]:
    text, integer = {"type": "string"}, {"type": "integer"}
    return _object(
        {
            "fingerprint": text,
            "features": integer,
            "examples": _map_of(integer),
            "data_hash": text,
            "versions": _map_of(text),
            "settings": _map_of(text),
            "metrics": _map_of({"type": "number"}),
        }
    )


def _map_of(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": values}


def _object(properties: Mapping[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _array(items: Mapping[str, Any], most: int | None = None) -> dict[str, Any]:
    return {"type": "array", "items": items} | ({} if most is None else {"maxItems": most})


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _body(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {_JSON: {"schema": schema}}}


def _responses(schema: Mapping[str, Any], problems: tuple[int, ...] = ()) -> dict[str, Any]:
    found = {"200": {"description": _("Done"), "content": {_JSON: {"schema": schema}}}}
    for status in sorted({*_OF_ALL, *problems}):
        found[str(status)] = {"description": _(_PROBLEMS[status]), "content": {_JSON: {"schema": _ref("Error")}}}
    return found
