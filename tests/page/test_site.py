"""The page shows what the library says, keeps corrections, and serves nobody else."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.routing import Route

import mvs_classifier as mvs
from mvs_classifier import read_labelled
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.page.files import Files
from mvs_classifier.page.keys import Keys
from mvs_classifier.page.show import HEADERS
from mvs_classifier.page.site import site
from mvs_classifier.store.corrections import Correction, corrections_path, keep, read_corrections
from tests.page.running import PATIENCE, client_of, running

POSTING = "岗位职责：\n1、负责客户拜访，完成销售指标；\n2、签订合同，催收货款；\n3、整理客户资料，完成回款。"
HTMX = {"HX-Request": "true"}


class Page(NamedTuple):
    """A running page: a browser that may use it, and one that has not entered."""

    url: str
    keys: Keys
    browser: httpx.Client
    stranger: httpx.Client

    def paste(self, description: str = POSTING, title: str = "市场专员", **headers: str) -> httpx.Response:
        return self.browser.post("/try", data={"title": title, "description": description}, headers=headers)

    def correct(self, address: str, line: str, label: str) -> httpx.Response:
        return self.browser.post(f"{address}/correct", data={"line": line, "label": label})


@pytest.fixture(scope="module")
def served(classifier: Classifier) -> Iterator[Page]:
    keys = Keys()
    with (
        closing(Files()) as files,
        running(site(classifier, keys, files)) as url,
        client_of(url, headers={"Origin": url}, follow_redirects=True) as browser,
        client_of(url, headers={"Origin": url}) as stranger,
    ):
        browser.get("/enter", params={"key": keys.printed})
        yield Page(url, keys, browser, stranger)


@pytest.fixture
def page(served: Page, store: Path) -> Page:
    """A page on an empty store, in English."""
    cookies = served.browser.cookies
    if cookies.get("mvs_language"):
        cookies.delete("mvs_language")
    return served


def text_of(html: str) -> str:
    """The words of some HTML."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", re.sub("</?mark>", "", html))).split())


def lines(response: httpx.Response) -> list[str]:
    """The text of each line with its tag."""
    return [text_of(part) for part in re.findall(r"<li class=.*?(?:<form|</li)", response.text, re.DOTALL)]


def name_of(text: str, *, is_job: bool) -> str:
    """What the page calls the correction of a text."""
    return f"{'job' if is_job else 'line'}-{Correction(text, None, is_job).key[1]}"


def test_a_posting_is_judged_as_the_library_judges_it(page: Page) -> None:
    response = page.paste()
    job = mvs.tag_job(POSTING, "市场专员")
    text = text_of(response.text)
    assert "This is sales work" in text
    assert "The title promises marketing, the duties are sales." in text
    assert f"sure, {min(round(100 * job.confidence), 99)}%" in text
    for (task, prediction), line in zip(job.tasks, lines(response), strict=True):
        assert task in line
        assert line.startswith(str(prediction.label))
    assert sum("decided" in line for line in lines(response)) >= 2
    assert "<mark>客户拜访</mark>" in response.text or "<mark>拜访</mark>" in response.text


@pytest.mark.parametrize(
    ("description", "title", "says"),
    [
        ("", "", "There is nothing to judge"),
        ("！？", "", "There is nothing to judge"),
        ("zzqx wvkk", "", "knows none of the words"),
        ("1、拜访客户；2、签订合同，催收货款", "", "This is sales work"),
        ("1、拜访客户；2、签订合同，催收货款", "储备干部", "The title does not say what the work is."),
        ("1、拜访客户；2、签订合同，催收货款", "销售代表", "The title says the same as the duties."),
        (
            "1、拜访客户；2、签订合同，催收货款；3、完成销售指标",
            "行政专员",
            "The title promises other work, the duties are sales.",
        ),
        ("1、编写代码；2、修复缺陷；3、评审设计", "软件工程师", "This is neither marketing nor sales work"),
    ],
)
def test_the_verdict_is_said_in_plain_words(page: Page, description: str, title: str, says: str) -> None:
    assert says in text_of(page.paste(description, title).text)


def test_the_part_for_htmx_is_the_same(page: Page) -> None:
    whole, part = page.paste(), page.paste(**HTMX)
    assert "<html" not in part.text
    assert part.headers["HX-Push-Url"] == whole.url.path
    assert lines(part) == lines(whole)


def test_a_line_and_a_job_are_corrected_and_taken_back(page: Page) -> None:
    address = page.paste().url.path
    text = text_of(page.correct(address, "2", "neither").text)
    assert "corrected by you; the model said sales" in text
    assert read_corrections().label("负责客户拜访，完成销售指标") is Label.NEITHER
    assert "This is both marketing and sales work" in text_of(page.correct(address, "", "both").text)
    assert read_corrections().label(POSTING, is_job=True) is Label.BOTH
    assert "confirmed by you" in text_of(page.correct(address, "3", "sales").text)
    assert text_of(page.browser.get(address).text).count("by you") == 3
    page.correct(address, "2", "")
    page.correct(address, "", "")
    assert [one.text for one in read_corrections().latest.values()] == ["签订合同，催收货款；"]


def test_what_was_corrected_is_kept_with_what_the_model_said(page: Page, classifier: Classifier) -> None:
    page.correct(page.paste().url.path, "2", "both")
    (found,) = read_corrections().latest.values()
    expected = Correction(
        "负责客户拜访，完成销售指标；", Label.BOTH, title="市场专员", said=Label.SALES, model=classifier.fingerprint
    )
    assert found._replace(when="") == expected


def test_two_tabs_do_not_overwrite_each_other(page: Page) -> None:
    first, second = page.paste().url.path, page.paste().url.path
    page.correct(first, "2", "neither")
    text = text_of(page.correct(second, "3", "neither").text)
    assert text.count("corrected by you") == 2


def test_a_correction_that_cannot_be_kept_is_not_said_to_be(page: Page, store: Path) -> None:
    address = page.paste().url.path
    Path(corrections_path()).mkdir(parents=True)
    response = page.browser.post(f"{address}/correct", data={"line": "2", "label": "both"}, headers=HTMX)
    assert response.status_code == 500
    assert "could not be saved" in response.text
    assert "Saved" not in response.text


def test_the_list_of_corrections(page: Page, tmp_path: Path) -> None:
    assert "You have not corrected anything yet" in page.browser.get("/teach").text
    address = page.paste().url.path
    for line, label in (("2", "neither"), ("3", "both"), ("", "both")):
        page.correct(address, line, label)
    assert [text.split()[0] for text in lines(page.browser.get("/teach"))] == [
        "marketing",
        "marketing",
        "neither",
    ]
    (tmp_path / "corrections.csv").write_bytes(page.browser.get("/corrections.csv").content)
    read = read_labelled([str(tmp_path / "corrections.csv")]).examples
    assert [(one.text, one.label) for one in read] == [
        ("负责客户拜访，完成销售指标；", Label.NEITHER),
        ("签订合同，催收货款；", Label.BOTH),
    ]
    page.browser.post("/teach/correct", data={"line": name_of(POSTING, is_job=True), "label": ""})
    assert len(read_corrections().latest) == 2


@given(st.text(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_posting_is_shown_without_becoming_html(page: Page, text: str) -> None:
    hostile = f'<img src=x>{text}\n"><script>alert(1)</script>\n{{{{ 7*7 }}}} 拜访客户'
    response = page.paste(hostile, hostile)
    assert response.status_code == 200
    assert re.findall(r"<(?:script|img)\b[^>]*", response.text) == re.findall(
        r"<(?:script|img)\b[^>]*", page.browser.get("/").text
    )
    address = response.url.path
    if mvs.tag_job(hostile).tasks:
        assert page.correct(address, "1", "sales").status_code == 200
        assert page.browser.get("/teach").status_code == 200


def test_the_language_is_chosen_and_remembered(page: Page) -> None:
    address = page.paste().url.path
    assert "这份工作是销售" in page.browser.get(f"{address}?lang=zh").text
    assert "职位名称写的是市场营销，职责却是销售。" in page.browser.get(address).text
    assert "This is sales work" in page.browser.get(f"{address}?lang=en").text
    assert "This is sales work" in page.browser.get(f"{address}?lang=xx").text


@pytest.mark.parametrize(
    ("usual", "accepted", "chinese"),
    [
        (None, None, False),
        (None, "zh-CN,zh;q=0.9", True),
        (None, "en-GB, zh;q=0.5", False),
        (None, "de, fr;q=0.8", False),
        (None, "en;q=0, zh;q=x, *", False),
        ("en", "zh", False),
        ("zh", "en", True),
    ],
)
def test_the_language_is_the_usual_one_or_that_of_the_browser(
    classifier: Classifier,
    usual: str | None,
    accepted: str | None,
    chinese: bool,  # noqa: FBT001
) -> None:
    headers = {"Accept-Language": accepted} if accepted else {}
    with (
        closing(Files()) as files,
        running(site(classifier, Keys(), files, usual)) as url,
        httpx.Client(base_url=url, headers=headers) as browser,
    ):
        refused = browser.get("/").text
        assert ("只有启动程序的人" in refused) is chinese
        assert ('lang="zh-Hans"' in refused) is chinese
        assert ("这个网址没有内容" in browser.get("/nothing").text) is chinese
        assert "这个网址没有内容" in browser.get("/nothing", params={"lang": "zh"}).text


def test_a_failure_is_said_in_the_language_of_the_request(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    page.browser.get("/", params={"lang": "zh"})
    monkeypatch.setattr("mvs_classifier.page.site.shown", lambda *_: 1 / 0)
    assert "程序出错了" in page.paste().text


def test_two_readers_at_once_are_answered_each_in_their_language(page: Page) -> None:
    def read(language: str) -> list[str]:
        cookies = {**page.browser.cookies, "mvs_language": language}
        return [httpx.get(f"{page.url}/teach", cookies=cookies).text for _ in range(20)]

    with ThreadPoolExecutor(2) as pool:
        english, chinese = pool.map(read, ("en", "zh"))
    assert all('<html lang="en">' in text and "模型" not in text for text in english)
    assert all('<html lang="zh-Hans">' in text and "Models" not in text for text in chinese)


def pages(page: Page) -> Iterator[tuple[str, str]]:
    """Each address with a method that it takes, but for what anyone may see."""
    with closing(Files()) as files:
        routes = site(mvs.load(), page.keys, files).routes
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


def test_the_oldest_postings_are_forgotten_and_their_corrections_are_not(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mvs_classifier.page.posting._KEPT", 2)
    address = page.paste().url.path
    page.correct(address, "2", "both")
    for number in range(2):
        page.paste(f"拜访客户{number}")
    assert page.browser.get(address).status_code == 404
    assert "corrected by you" in page.paste().text


def test_a_damaged_record_is_counted(page: Page) -> None:
    keep(Correction("拜访客户", Label.SALES))
    with open(corrections_path(), "ab") as file:
        file.write(b"{\n")
    assert "1 record in the file of corrections cannot be read" in page.browser.get("/teach").text
