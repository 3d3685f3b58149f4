"""The service answers as the library does, and refuses everything else clearly."""

import json
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

import mvs_classifier as mvs
from mvs_classifier.i18n import use
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.page import bodies
from mvs_classifier.page.openapi import document
from mvs_classifier.page.service import service
from mvs_classifier.store import changes
from mvs_classifier.store.current import current_classifier
from mvs_classifier.store.state import read_state
from tests.page.running import PATIENCE, client_of, running, started

SALES = "负责拜访客户，完成季度销售指标"
POSTING = "岗位职责：1、拜访客户；2、签订合同，催收货款。\n任职要求：本科"
TEXTS = [SALES, "", "！？", "<script>alert(1)</script>", "=1+1", "\x00\x1b[31m", "策劃品牌傳播活動", "销售" * 5000]
HEAD = b"POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
SECRET = "for-tests-" * 3


def answered(response: httpx.Response) -> Any:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    return response.json()


def refused(response: httpx.Response) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/json"
    content = response.json()
    assert list(content) == ["error"]
    assert list(content["error"]) == ["code", "message"]
    assert content["error"]["message"]
    return response.status_code, content["error"]["code"]


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


JSON = {"Content-Type": "application/json"}
MISTAKES = [
    ("GET", "/v1/classify", {}, b"", 405, "method_not_allowed"),
    ("DELETE", "/v1/model", {}, b"", 405, "method_not_allowed"),
    ("POST", "/v1/model", {}, b"", 405, "method_not_allowed"),
    ("GET", "/", {}, b"", 404, "not_found"),
    ("POST", "/v1/classify/", JSON, b"{}", 404, "not_found"),
    ("GET", "/v1/../../etc/passwd", {}, b"", 404, "not_found"),
    ("POST", "/v1/classify", {}, b'{"texts": []}', 415, "unsupported_media_type"),
    ("POST", "/v1/classify", {"Content-Type": "text/plain"}, b'{"texts": []}', 415, "unsupported_media_type"),
    ("POST", "/v1/jobs", {**JSON, "Content-Encoding": "gzip"}, b"\x1f\x8b", 415, "unsupported_media_type"),
    ("POST", "/v1/classify", JSON, b"", 400, "not_json"),
    ("POST", "/v1/classify", JSON, b"{", 400, "not_json"),
    ("POST", "/v1/classify", JSON, b'{"texts": [NaN]}', 400, "not_json"),
    ("POST", "/v1/classify", JSON, b'{"texts": ["' + "拜访".encode("gb18030") + b'"]}', 400, "not_json"),
    ("POST", "/v1/classify", JSON, b'{"texts":' + b"[" * 200_000, 400, "not_json"),
    ("POST", "/v1/classify", JSON, b'{"texts":' + b"1" * 10_000 + b"}", 400, "not_json"),
    ("POST", "/v1/classify", JSON, b"[]", 422, "invalid"),
    ("POST", "/v1/classify", JSON, b"{}", 422, "invalid"),
    ("POST", "/v1/classify", JSON, b'{"texts": "one"}', 422, "invalid"),
    ("POST", "/v1/classify", JSON, b'{"texts": ["one", 2]}', 422, "invalid"),
    ("POST", "/v1/classify", JSON, b'{"texts": [], "text": ""}', 422, "invalid"),
    ("POST", "/v1/jobs", JSON, b'{"jobs": ["one"]}', 422, "invalid"),
    ("POST", "/v1/jobs", JSON, b'{"jobs": [{"title": "one"}]}', 422, "invalid"),
    ("POST", "/v1/jobs", JSON, b'{"jobs": [{"description": {}}]}', 422, "invalid"),
    ("POST", "/v1/jobs", JSON, b'{"jobs": [{"description": [null]}]}', 422, "invalid"),
    ("POST", "/v1/jobs", JSON, b'{"jobs": [{"description": "", "title": 3}]}', 422, "invalid"),
    ("POST", "/v1/jobs", JSON, b'{"jobs": [{"description": "", "tilte": ""}]}', 422, "invalid"),
    ("POST", "/v1/classify", JSON, json.dumps({"texts": [""] * 10_001}).encode(), 413, "too_large"),
    ("POST", "/v1/jobs", JSON, json.dumps({"jobs": [{"description": ""}] * 1001}).encode(), 413, "too_large"),
    ("POST", "/v1/jobs", JSON, json.dumps({"jobs": [{"description": "a\n" * 10_001}]}).encode(), 413, "too_large"),
    ("POST", "/v1/jobs", JSON, json.dumps({"jobs": [{"description": ["a"] * 10_001}]}).encode(), 413, "too_large"),
    ("POST", "/v1/classify", JSON, b" " * (bodies.MOST_BYTES + 1), 413, "too_large"),
]


@pytest.mark.parametrize(("method", "path", "headers", "body", "status", "code"), MISTAKES)
def test_a_mistake_is_refused(  # noqa: PLR0913, PLR0917
    client: httpx.Client, method: str, path: str, headers: dict[str, str], body: bytes, status: int, code: str
) -> None:
    assert refused(client.request(method, path, headers=headers, content=body)) == (status, code)
    assert answered(client.get("/v1/health"))["status"] == "ok"


def test_messages_say_where_and_what(client: httpx.Client) -> None:
    def message(content: object) -> str:
        return str(client.post("/v1/jobs", json=content).json()["error"]["message"])

    assert message({"jobs": [{"description": "a"}, {"description": ["a", 1]}]}) == (
        "jobs[1].description[1] must be a string, not a number"
    )
    assert message({"jobs": [{"description": "a", "tilte": "b"}]}) == (
        "jobs[0] has an unknown name 'tilte'; known are description, title"
    )


def test_messages_are_chinese_for_who_prefers_that(client: httpx.Client) -> None:
    def message(accepted: str, path: str = "/v1/classify", content: object = "texts") -> str:
        response = client.post(path, json=content, headers={"Accept-Language": accepted})
        return str(response.json()["error"]["message"])

    assert message("zh-CN, en;q=0.5") == "请求正文只能是对象，这里是字符串"
    assert message("zh", content={"texts": [1]}) == "texts[0] 只能是字符串，这里是数字"
    assert message("zh", "/nothing").startswith("这个地址没有内容")
    assert message("en, zh;q=0.5") == "the body must be an object, not a string"
    use("zh")  # as a process does whose locale is Chinese
    try:
        assert message("de") == "the body must be an object, not a string"
    finally:
        use("en")


def test_the_document_is_chinese_for_who_prefers_that(client: httpx.Client) -> None:
    content = answered(client.get("/v1/openapi.json", headers={"Accept-Language": "zh"}))
    validate(content)
    assert content["paths"]["/v1/classify"]["post"]["summary"] == "逐条判断文本的类别"
    assert list(content["components"]["schemas"]) == list(document()["components"]["schemas"])


def test_a_body_without_a_length_is_bounded_too(client: httpx.Client) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(bodies.MOST_BYTES // 65536 + 2):
            yield b" " * 65536

    assert refused(client.post("/v1/classify", content=parts(), headers=JSON)) == (413, "too_large")


def test_a_body_that_does_not_arrive_is_given_up(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "_SECONDS", 0.1)
    with socket.create_connection((client.base_url.host, client.base_url.port or 0), timeout=PATIENCE) as connection:
        connection.sendall(HEAD + b"Content-Length: 9\r\n\r\n{")
        assert connection.recv(4096).startswith(b"HTTP/1.1 408")


def test_a_connection_that_ends_early_disturbs_nobody(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(40):  # more than are read at once
        with socket.create_connection(
            (client.base_url.host, client.base_url.port or 0), timeout=PATIENCE
        ) as connection:
            connection.sendall(HEAD + b"Content-Length: 9\r\n\r\n{")
    assert len(answered(client.post("/v1/classify", json={"texts": TEXTS}))["predictions"]) == len(TEXTS)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


def test_many_clients_at_once_get_their_own_answers(client: httpx.Client) -> None:
    ask_from_many_clients(str(client.base_url), clients=32, rounds=3, large=100)


@pytest.mark.slow
def test_many_clients_for_long_get_their_own_answers(client: httpx.Client) -> None:
    ask_from_many_clients(str(client.base_url), clients=64, rounds=150, large=500)


def ask_from_many_clients(url: str, clients: int, rounds: int, large: int) -> None:
    """Ask from many clients at once; every third request is a mistake, and every tenth a large one."""
    verdicts = {text: mvs.classify(text).to_dict() for text in (*TEXTS, *(f"拜访第{n}个客户" for n in range(clients)))}
    wrong: list[object] = []

    def ask(number: int) -> None:
        own = f"拜访第{number}个客户"
        with client_of(url) as asking:
            for place in range(rounds):
                texts = [own, *TEXTS[:3]] * (large if (number + place) % 10 == 0 else 1)
                response = asking.post("/v1/classify", json={"texts": texts})
                if response.json().get("predictions") != [verdicts[text] for text in texts]:
                    wrong.append(response.text[:200])
                if (number + place) % 3 == 0 and asking.post("/v1/jobs", content=b"{", headers=JSON).status_code != 400:
                    wrong.append("a mistake was not refused")

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


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


def test_a_token_is_asked_for() -> None:
    with running(service(current_classifier, SECRET)) as url, client_of(url) as asking:
        for given_token in (None, "", "Bearer", f"Bearer {SECRET}x", f"Bearer {SECRET[:-1]}", SECRET, "Basic eA=="):
            response = asking.get("/v1/model", headers={} if given_token is None else {"Authorization": given_token})
            assert refused(response) == (401, "unauthorized"), given_token
            assert response.headers["www-authenticate"] == "Bearer"
        assert refused(asking.post("/v1/reload")) == (401, "unauthorized")
        assert refused(asking.get("/nothing")) == (401, "unauthorized")
        assert answered(asking.get("/v1/health"))["status"] == "ok"
        with_token = {"Authorization": f"bearer {SECRET}", "Host": "service.example"}
        assert answered(asking.get("/v1/model", headers=with_token))["fingerprint"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "example.com"},
        {"Host": "example.com:8000"},
        {"Host": "[bad"},
        {"Host": ""},
        {"Host": "127.0.0.1.example.com"},
        {"Origin": "https://example.com"},
        {"Origin": "http://localhost:1"},
        {"Origin": "null"},
    ],
)
def test_without_a_token_no_web_page_may_ask(client: httpx.Client, headers: dict[str, str]) -> None:
    assert refused(client.post("/v1/reload", headers=headers)) == (403, "forbidden")


def test_a_model_is_taken_up_only_when_asked(taught: Path) -> None:
    three = list(read_state().versions)
    with running(service(current_classifier)) as url, client_of(url) as asking:
        changes.use(three[0])
        assert answered(asking.get("/v1/health"))["model"] == three[2]
        assert answered(asking.post("/v1/classify", json={"texts": [SALES]}))["model"] == three[2]
        assert answered(asking.post("/v1/reload")) == {"model": three[0], "previous": three[2]}
        assert answered(asking.post("/v1/classify", json={"texts": [SALES]}))["model"] == three[0]


def test_a_damaged_model_is_not_taken_up(taught: Path) -> None:
    three = list(read_state().versions)
    with running(service(current_classifier)) as url, client_of(url) as asking:
        changes.use(three[0])
        (taught / "models" / f"{three[0]}.joblib").write_bytes(b"damaged")
        assert refused(asking.post("/v1/reload")) == (500, "model_unreadable")
        assert answered(asking.post("/v1/classify", json={"texts": [SALES]}))["model"] == three[2]


def test_a_failure_is_reported_without_details(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a secret")

    with running(service(current_classifier)) as url, client_of(url) as asking:
        monkeypatch.setattr(Classifier, "classify", fail)
        response = asking.post("/v1/classify", json={"texts": [SALES]})
        assert refused(response) == (500, "internal")
        assert "secret" not in response.text
    assert "a secret" in caplog.text


@pytest.mark.parametrize("number", [pytest.param(signal.SIGINT, marks=pytest.mark.slow), signal.SIGTERM])
def test_what_is_being_answered_is_finished_before_the_end(number: signal.Signals) -> None:
    body = json.dumps({"texts": [SALES]}).encode()
    head = HEAD + f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n".encode()
    with started("serve") as (process, url):
        host = httpx.URL(url)
        with socket.create_connection((host.host, host.port or 0), timeout=PATIENCE) as connection:
            connection.sendall(head + body[:5])
            assert connection.recv(4096).startswith(b"HTTP/1.1 100")  # it is being read
            process.send_signal(number)
            connection.sendall(body[5:])
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        assert answer.startswith(b"HTTP/1.1 200")
        assert b'"label": "sales"' in answer
        assert process.stderr is not None
        assert process.stderr.read() == "stopped\n"
        assert process.wait(PATIENCE) == 0
