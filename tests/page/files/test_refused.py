"""A file that cannot be taken is refused, and none stays."""

import tempfile
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.page import files as kept_files
from mvs_classifier.page import labelling
from mvs_classifier.page.files import Files
from mvs_classifier.page.inuse import InUse
from mvs_classifier.page.keys import Keys
from mvs_classifier.page.site import site
from tests.page.files.dropping import BYTES, drop, labelled
from tests.page.postings import ROWS, csv_of
from tests.page.running import client_of, running
from tests.page.site.asking import text_of


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "a.csv", "is empty"),
        (b"PK\x03\x04broken", "a.xlsx", "cannot be read"),
        (b"a,b\n\x81\xff,\xff\n", "a.csv", "cannot be read"),
        (b"%PDF-1.7", "a.csv", "not text but a PDF"),
        (b"a,b\n", "a.csv", "cannot be read"),
    ],
)
def test_a_broken_file_is_refused_in_words(browser: httpx.Client, content: bytes, name: str, says: str) -> None:
    response = browser.get(drop(browser, content, name))
    if response.status_code == 200:
        response = browser.post(f"{response.url.path}/label", data={"column": ""})
        while response.url.path.endswith("/progress"):
            response = browser.get(response.url)
        assert "did not succeed" in text_of(response.text)
    else:
        assert response.status_code == 422
        assert says in text_of(response.text)
    assert "/tmp" not in response.text  # noqa: S108


@pytest.mark.parametrize("name", ["a.exe", "a.docx", "a.csv.lnk", "x" * 5000 + ".pdf"])
def test_another_kind_of_file_is_refused(browser: httpx.Client, name: str) -> None:
    response = browser.post("/file", params={"name": name}, content=b"x", headers={**BYTES, "HX-Request": "true"})
    assert response.status_code == 422
    assert response.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.csv",
        "/etc/cron.d/x.csv",
        "C:\\windows\\x.csv",
        "a\x00b.csv",
        "a\r\nSet-Cookie: x.csv",
        "<b>.csv",
        "..csv",
    ],
)
def test_a_name_never_becomes_a_path_or_a_header(browser: httpx.Client, name: str, tmp_path: Path) -> None:
    address = drop(browser, csv_of(ROWS), name)
    assert "<b>" not in browser.get(address).text
    labelled(browser, address)
    download = browser.get(f"{address}/download")
    assert "set-cookie" not in download.headers
    disposition = download.headers["content-disposition"]
    assert "/" not in disposition.removeprefix("attachment; filename*=UTF-8''")
    assert not list(tmp_path.parent.rglob("passwd.csv"))


def test_a_large_file_is_refused_while_it_arrives(browser: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_files, "MOST_MEBIBYTES", 1)
    before = list(Path(tempfile.gettempdir()).glob("mvs-classifier-page-*/*"))
    response = browser.post(
        "/file?name=a.csv", content=iter([b"x" * 2**20, b"x"]), headers={**BYTES, "HX-Request": "true"}
    )
    assert response.status_code == 413
    assert "too large" in response.text
    assert list(Path(tempfile.gettempdir()).glob("mvs-classifier-page-*/*")) == before


def test_old_files_are_forgotten_and_removed(browser: httpx.Client) -> None:
    addresses = [drop(browser, csv_of(ROWS)) for _ in range(kept_files._KEPT + 1)]
    assert [browser.get(address).status_code for address in addresses] == [404, *[200] * kept_files._KEPT]


def test_nothing_stays_when_the_page_ends(classifier: Classifier) -> None:
    with closing(Files()) as files:
        folder = Path(files.folder)
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()


def test_a_failure_is_said(browser: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labelling, "label_file", lambda *_: 1 / 0)
    address = drop(browser, csv_of(ROWS))
    response = browser.post(f"{address}/label", data={"column": ""})
    while response.url.path.endswith("/progress"):
        response = browser.get(response.url)
    assert "did not succeed: ZeroDivisionError" in text_of(response.text)


def test_a_file_that_is_named_at_the_start_is_copied_and_shown(classifier: Classifier, tmp_path: Path) -> None:
    source = tmp_path / "招聘.csv"
    source.write_bytes(csv_of(ROWS))
    keys = Keys()
    with closing(Files()) as files:
        app = site(InUse(lambda: classifier), keys, files, start=f"/file/{files.add(source)}")
        with running(app) as url, client_of(url, follow_redirects=True) as browser:
            entered = browser.get("/enter", params={"key": keys.printed}).text
            address = entered.partition("url=")[2].partition('"')[0]
            assert "职位描述" in browser.get(address).text
    assert source.read_bytes() == csv_of(ROWS)
