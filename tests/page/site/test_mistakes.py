"""What is asked wrongly is refused, and a failure is said."""

import time

import pytest

from mvs_classifier.page.show import HEADERS
from mvs_classifier.store.corrections import read_corrections
from tests.page.running import PATIENCE, client_of
from tests.page.site.asking import Page, text_of

BAD_FORMS = [
    ({"Content-Type": "application/json"}, b"{}", 400),
    ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x--", 400),
    ({}, b"title=&description=%ff", 400),
    ({}, "title=&description=拜".encode("gb18030"), 400),
    ({}, b"title=", 400),
    ({}, b"title=&title=&description=", 400),
    ({}, b"&".join(b"a%d=" % number for number in range(20)), 400),
    ({}, b"title=&description=" + b"a" * 20_001, 413),
    ({}, b"title=&description=" + b"a%0A" * 301, 413),
    ({}, b"title=&description=" + b"a" * 2**20, 413),
]


@pytest.mark.parametrize(("headers", "body", "status"), BAD_FORMS)
def test_a_bad_form_is_refused(page: Page, headers: dict[str, str], body: bytes, status: int) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    response = page.browser.post("/try", content=body, headers=headers)
    assert response.status_code == status
    assert ("too long" if status == 413 else "incomplete or wrong") in text_of(response.text)


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("0", "sales"),
        ("5", "sales"),
        ("-1", "sales"),
        ("²", "sales"),
        ("1", "Sales"),
        ("1", "x"),
        ("9" * 5000, "sales"),
    ],
)
def test_a_bad_correction_is_refused(page: Page, line: str, label: str) -> None:
    assert page.correct(page.paste().url.path, line, label).status_code == 400
    assert read_corrections().latest == {}


@pytest.mark.parametrize(
    "path",
    [
        "/static/../site.py",
        "/static/..%2fsite.py",
        "/static/%2fetc%2fpasswd",
        "/static/htmx.LICENSE",
        "/static/",
        "/job/..%2f..%2fetc%2fpasswd",
        "/job/none",
        "/job/none/correct/",
        "/nothing",
        "//example.com/",
    ],
)
def test_what_is_not_there_is_not_there(page: Page, path: str) -> None:
    with client_of(page.url, cookies=page.browser.cookies) as browser:
        response = browser.get(page.url + path)
    assert response.status_code == 404
    assert "There is nothing at this address" in response.text


def test_every_response_has_the_headers_that_keep_it_safe(page: Page) -> None:
    address = page.paste().url.path
    paths = [
        "/",
        address,
        "/teach",
        "/corrections.csv",
        "/nothing",
        "/static/page.css",
        "/static/no",
        "/enter",
        "/try",
    ]
    for client in (page.browser, page.stranger):
        for path in paths:
            headers = client.get(path).headers
            assert {name: headers.get(name) for name in HEADERS} == HEADERS, path
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


def test_a_failure_is_said_without_details(
    page: Page, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("mvs_classifier.page.site.shown", lambda *_: 1 / 0)
    response = page.paste()
    assert response.status_code == 500
    assert "division" not in response.text
    assert "Nothing that was saved is lost" in text_of(response.text)
    deadline = time.monotonic() + PATIENCE  # the server reports the failure after it has answered
    while "division" not in caplog.text:
        assert time.monotonic() < deadline
        time.sleep(0.01)
