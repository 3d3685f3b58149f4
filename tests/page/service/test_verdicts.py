"""The service answers what the library says."""

import json
from typing import Any

import httpx
from hypothesis import given
from hypothesis import strategies as st

import mvs_classifier as mvs
from tests.page.service.answers import JSON, POSTING, TEXTS, answered


def test_texts_get_the_predictions_of_the_library(client: httpx.Client) -> None:
    content = answered(client.post("/v1/classify", json={"texts": TEXTS}))
    assert content["predictions"] == [mvs.classify(text).to_dict() for text in TEXTS]
    assert content["model"] == mvs.load().fingerprint


@given(st.lists(st.text(max_size=20), max_size=20))
def test_any_texts_are_answered(client: httpx.Client, texts: list[str]) -> None:
    content = answered(client.post("/v1/classify", content=json.dumps({"texts": texts}), headers=JSON))
    assert content["predictions"] == [mvs.classify(text).to_dict() for text in texts]


def test_half_a_surrogate_pair_is_answered(client: httpx.Client) -> None:
    body = b'{"jobs": [{"description": "\\ud800 \xe6\x8b\x9c\xe8\xae\xbf\xe5\xae\xa2\xe6\x88\xb7"}]}'
    content = answered(client.post("/v1/jobs", content=body, headers=JSON))
    assert content["jobs"][0]["tasks"][0]["text"] == "\ud800 拜访客户"


def test_jobs_get_the_tags_of_the_library(client: httpx.Client) -> None:
    jobs: list[dict[str, Any]] = [
        {"description": POSTING, "title": "市场专员"},
        {"description": ["拜访客户", "催收货款"]},
        {"description": "", "title": None},
        {"description": [], "title": "销售"},
    ]
    expected = [mvs.tag_job(job["description"], job.get("title")).to_dict() for job in jobs]
    assert answered(client.post("/v1/jobs", json={"jobs": jobs}))["jobs"] == expected
    assert answered(client.post("/v1/jobs", json={"jobs": jobs[:1]}))["jobs"] == expected[:1]
    assert answered(client.post("/v1/jobs", json={"jobs": []}))["jobs"] == []


def test_the_model_is_described(client: httpx.Client) -> None:
    assert answered(client.get("/v1/model")) == mvs.load().info.to_dict()
    assert answered(client.get("/v1/health")) == {"status": "ok", "model": mvs.load().fingerprint}
