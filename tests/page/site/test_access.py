"""The page serves its owner, and nobody else."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from starlette.routing import Route

import mvs_classifier as mvs
from mvs_classifier.page.files import Files
from mvs_classifier.page.inuse import InUse
from mvs_classifier.page.keys import Keys
from mvs_classifier.page.site import site
from mvs_classifier.store.corrections import corrections_path, read_corrections
from tests.page.site.asking import Page


def pages(page: Page) -> Iterator[tuple[str, str]]:
    """Each address with a method that it takes, but for what anyone may see."""
    with closing(Files()) as files:
        routes = site(InUse(mvs.load), page.keys, files).routes
    for route in routes:
        assert isinstance(route, Route)
        if not route.path.startswith(("/enter", "/static/")):
            for method in (route.methods or set()) - {"HEAD"}:
                yield method, route.path.replace("{name:str}", "0123456789abcdef")


def test_a_stranger_sees_and_changes_nothing(page: Page) -> None:
    found = list(pages(page))
    assert len(found) == 21
    for method, path in found:
        for cookies in ({}, {f"mvs_key_{httpx.URL(page.url).port}": page.keys.printed}, {"mvs_key_80": "x"}):
            header = "; ".join(f"{name}={value}" for name, value in cookies.items())
            response = page.stranger.request(
                method, path, headers={"Cookie": header}, data={"text": "a", "is_job": ""} if method == "POST" else None
            )
            assert response.status_code == 403, (method, path)
    assert read_corrections().latest == {}


@pytest.mark.parametrize("host", ["example.com", "example.com:80", "127.0.0.1.example.com", "", "[", "0.0.0.0"])  # noqa: S104
def test_another_host_is_refused(page: Page, host: str) -> None:
    for method, path in (*pages(page), ("GET", "/static/page.js"), ("GET", f"/enter?key={page.keys.printed}")):
        assert page.browser.request(method, path, headers={"Host": host}).status_code == 403, (method, path)


@pytest.mark.parametrize("origin", ["https://example.com", "http://127.0.0.1", "http://localhost:1", "null", "", None])
def test_a_change_from_another_site_is_refused(page: Page, origin: str | None) -> None:
    address = page.paste().url.path
    for path, data in (
        (f"{address}/correct", {"line": "1", "label": "sales"}),
        ("/try", {"title": "", "description": "a"}),
        ("/teach/correct", {"line": "line-a", "label": ""}),
    ):
        request = page.browser.build_request("POST", path, data=data)
        del request.headers["Origin"]
        if origin is not None:
            request.headers["Origin"] = origin
        assert page.browser.send(request).status_code == 403, path
    assert not Path(corrections_path()).exists()


def test_looking_changes_nothing(page: Page) -> None:
    address = page.paste().url.path
    page.correct(address, "2", "both")
    before = Path(corrections_path()).read_bytes()
    for path in (
        "/",
        address,
        f"{address}/correct?line=3&label=sales",
        "/teach",
        "/teach/correct?line=a",
        "/teach/begin?installs=yes",
        "/teach/use?name=shipped",
    ):
        page.browser.get(path)
    assert Path(corrections_path()).read_bytes() == before


@pytest.mark.parametrize("key", ["", "x", "钥匙", "\ud800"])
def test_a_wrong_key_is_refused(page: Page, key: str) -> None:
    response = page.stranger.get(
        "/enter?key=" + "".join(f"%{byte:02x}" for byte in key.encode("utf-8", "surrogatepass"))
    )
    assert response.status_code == 403
    assert "set-cookie" not in response.headers


def test_the_key_that_opens_a_browser_works_once(page: Page) -> None:
    once = page.keys.once
    assert page.stranger.get(f"/enter?key={once}").status_code == 200
    page.stranger.cookies.clear()
    assert page.stranger.get(f"/enter?key={once}").status_code == 403
    response = page.stranger.get(f"/enter?key={page.keys.printed}")
    page.stranger.cookies.clear()
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert page.keys.printed not in response.text


def test_the_keys_of_another_run_are_others() -> None:
    assert len({Keys().printed, Keys().printed, Keys().once, Keys().once}) == 4
