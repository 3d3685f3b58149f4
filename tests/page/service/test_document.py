"""Requests and answers are as the OpenAPI document says."""

import httpx
import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from mvs_classifier.page.openapi import document
from tests.page.service.answers import POSTING, TEXTS, answered


def test_the_document_is_chinese_for_who_prefers_that(client: httpx.Client) -> None:
    content = answered(client.get("/v1/openapi.json", headers={"Accept-Language": "zh"}))
    validate(content)
    assert content["paths"]["/v1/classify"]["post"]["summary"] == "逐条判断文本的类别"
    assert list(content["components"]["schemas"]) == list(document()["components"]["schemas"])


def test_the_document_is_valid_openapi(client: httpx.Client) -> None:
    content = answered(client.get("/v1/openapi.json"))
    validate(content)
    assert content["openapi"] == "3.1.0"
    assert content == document()


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "/v1/classify", {"texts": TEXTS}),
        ("post", "/v1/jobs", {"jobs": [{"description": POSTING, "title": "市场专员"}, {"description": [""]}]}),
        ("get", "/v1/model", None),
        ("get", "/v1/health", None),
        ("post", "/v1/reload", None),
        ("post", "/v1/classify", {"texts": 1}),
    ],
)
def test_requests_and_answers_are_as_the_document_says(
    client: httpx.Client, method: str, path: str, body: object
) -> None:
    response = client.request(method, path, json=body)
    operation = document()["paths"][path][method]
    schemas = [(operation["responses"][str(response.status_code)], response.json())]
    if response.status_code == 200 and body is not None:
        schemas.append((operation["requestBody"], body))
    for place, content in schemas:
        schema = {**place["content"]["application/json"]["schema"], "components": document()["components"]}
        OAS31Validator(schema).validate(content)
