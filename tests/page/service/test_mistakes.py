"""A mistake is refused with its place."""

import json
import socket
from collections.abc import Iterator

import httpx
import pytest

from mvs_classifier.i18n import use
from mvs_classifier.page import bodies
from tests.page.running import PATIENCE
from tests.page.service.answers import HEAD, JSON, answered, refused

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
