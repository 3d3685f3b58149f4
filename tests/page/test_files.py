"""A file that is dropped on the page is labelled as `label` does it, looked through and corrected."""

import io
import json
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from mvs_classifier import DataError, Options, Request, label_file
from mvs_classifier.i18n import _
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.page import files as kept_files
from mvs_classifier.page import labelling
from mvs_classifier.page.files import Files
from mvs_classifier.page.keys import Keys
from mvs_classifier.page.labelling import Labelling
from mvs_classifier.page.site import site
from mvs_classifier.store.corrections import read_corrections
from tests.page.postings import HEADER, ROWS, SALES, csv_of
from tests.page.running import PATIENCE, client_of, running
from tests.page.test_site import lines, text_of

BYTES = {"Content-Type": "application/octet-stream"}


@pytest.fixture(scope="module")
def served(classifier: Classifier) -> Iterator[httpx.Client]:
    keys = Keys()
    with (
        closing(Files()) as files,
        running(site(classifier, keys, files)) as url,
        client_of(url, headers={"Origin": url}, follow_redirects=True) as browser,
    ):
        browser.get("/enter", params={"key": keys.printed})
        yield browser


@pytest.fixture
def browser(served: httpx.Client, store: Path) -> httpx.Client:
    """A browser in English on an empty store."""
    if served.cookies.get("mvs_language"):
        served.cookies.delete("mvs_language")
    return served


def drop(browser: httpx.Client, content: bytes, name: str = "招聘.csv") -> str:
    response = browser.post("/file", params={"name": name}, content=content, headers=BYTES)
    assert response.status_code == 201, response.text
    return response.text


def labelled(browser: httpx.Client, address: str, **plan: str) -> httpx.Response:
    response = browser.post(f"{address}/label", data={"column": "", **plan})
    deadline = time.monotonic() + PATIENCE
    while response.url.path.endswith("/progress") and time.monotonic() < deadline:
        assert "Labelling" in response.text
        response = browser.get(response.url)
    assert response.url.path == f"{address}/rows", text_of(response.text)
    return response


def test_what_is_guessed_is_shown(browser: httpx.Client) -> None:
    page = browser.get(drop(browser, csv_of(ROWS))).text
    for choice in (
        '<option value="3" selected>职位描述',
        '<option value="2" selected>职位名称',
        '<option value="yes" selected>',
    ):
        assert choice in page
    assert "拜访客户" in page
    assert "007" in page


def test_a_posting_in_the_place_of_a_name_is_pointed_out(browser: httpx.Client) -> None:
    warning = "Row 1 holds a text where the name of the column should be"
    assert warning in text_of(browser.get(drop(browser, csv_of(ROWS[1:2], header=ROWS[0]))).text)
    assert warning not in text_of(browser.get(drop(browser, csv_of(ROWS))).text)


def test_a_choice_is_kept_and_its_effect_shown(browser: httpx.Client) -> None:
    content = "某公司招聘表,,\n".encode() + csv_of(ROWS, encoding="utf-8")
    address = drop(browser, content)
    assert 'name="header_row" type="number" min="1" value="2"' in browser.get(address).text
    page = browser.get(address, params={"header_row": "1", "column": "2", "title": "none", "is_job": "no"}).text
    assert 'value="1"' in page
    assert '<option value="2" selected>' in page
    assert '<option value="no" selected>' in page


@pytest.mark.parametrize(
    "how", [Request(job=job, language=language) for job in (True, False) for language in ("en", "zh")]
)
@pytest.mark.parametrize("kind", ["csv", "xlsx", "xls", "jsonl"])
def test_the_download_is_what_label_writes(
    browser: httpx.Client, classifier: Classifier, tmp_path: Path, kind: str, how: Request
) -> None:
    source = tmp_path / f"in.{kind}"
    source.write_bytes(table_of(kind))
    address = drop(browser, source.read_bytes(), source.name)
    browser.get(f"{address}?lang={how.language}")
    chosen = {"column": "3", "title": "2" if how.job else "none", "is_job": "yes" if how.job else "no"}
    browser.post(f"{address}/label", data=chosen)
    wait_for_rows(browser, address)
    response = browser.get(f"{address}/download")
    target = tmp_path / f"out.{'xlsx' if kind == 'xls' else kind}"
    label_file(classifier, source, target, Options(("职位描述",), "职位名称" if how.job else None, how))
    assert response.headers["content-disposition"] == f"attachment; filename*=UTF-8''in.labelled{target.suffix}"
    if target.suffix == ".xlsx":  # which holds the time of writing
        assert cells_of(response.content) == cells_of(target.read_bytes())
    else:
        assert response.content == target.read_bytes()


def wait_for_rows(browser: httpx.Client, address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while browser.get(f"{address}/progress").url.path != f"{address}/rows":
        assert time.monotonic() < deadline


def cells_of(workbook: bytes) -> list[list[object]]:
    """The rows of all sheets, without the one that says when the workbook was made."""
    import openpyxl

    rows = (list(row) for sheet in openpyxl.load_workbook(io.BytesIO(workbook)) for row in sheet.values)
    return [row for row in rows if row[0] not in {"made on", "生成时间"}]


def table_of(kind: str) -> bytes:
    import openpyxl
    import xlwt

    if kind == "csv":
        return csv_of(ROWS)
    if kind == "jsonl":
        rows = (json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False) for row in ROWS)
        return "".join(f"{row}\n" for row in rows).encode()
    file = io.BytesIO()
    if kind == "xls":
        old = xlwt.Workbook()
        sheet = old.add_sheet("招聘")
        for number, row in enumerate([HEADER, *ROWS]):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
        old.save(file)
        return file.getvalue()
    book = openpyxl.Workbook()
    book.active.append(["说明"])
    page = book.create_sheet("招聘")
    for row in [HEADER, *ROWS]:
        page.append([cell if not cell.startswith("=") else f"'{cell}" for cell in row])
    book.save(file)
    return file.getvalue()


def workbook_of(rows: Any) -> bytes:
    import openpyxl

    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def test_the_sheet_can_be_chosen(browser: httpx.Client) -> None:
    page = browser.get(drop(browser, table_of("xlsx"), "a.xlsx")).text
    assert '<option value="招聘" selected>' in page
    assert '<option value="Sheet">' in page


def test_the_rows_are_sorted_by_doubt_and_filtered(browser: httpx.Client) -> None:
    texts = ["拜访客户，签订合同", "策划品牌活动，撰写推文", "开发亲子客群，策划周末体验课", "编写代码", ""]
    address = drop(browser, csv_of([(text,) for text in texts], ("任务",)))
    found = lines(labelled(browser, address))
    confidences = [int(line.split("%")[0].split()[-1]) for line in found if "%" in line]
    assert confidences == sorted(confidences)
    assert "%" not in found[-1]

    def shown(**wanted: str) -> list[str]:
        return [
            text
            for line in lines(browser.get(f"{address}/rows", params=wanted))
            for text in texts
            if text and text in line
        ]

    assert shown(label="sales") == [texts[0]]
    assert shown(contains="策划") == [texts[2], texts[1]]
    assert texts[2] in shown(below="80")
    assert texts[0] not in shown(below="80")
    assert shown(contains="没有") == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_row_is_numbered_as_the_report_and_a_spreadsheet_number_it(browser: httpx.Client, kind: str) -> None:
    texts = ["拜访客户，\n签订合同", "拜访第 1 位客户", "编写\n代码\n和文档", "策划品牌活动"]
    content = csv_of([(text,) for text in texts], ("任务",))
    if kind == "xlsx":
        content = workbook_of([("任务",), *((text,) for text in texts)])
    address = drop(browser, content, f"a.{kind}")
    found = lines(labelled(browser, address, is_job="no"))
    for number, text in enumerate(texts, 2):
        (line,) = (line for line in found if " ".join(text.split()) in line)
        assert f"row {number}" in line
    report = text_of(browser.get(f"{address}/report").text)
    assert "Row 5" in report
    assert "Row 6" not in report


def test_the_report_is_in_the_language_of_the_reader(browser: httpx.Client) -> None:
    address = drop(browser, csv_of(ROWS))
    labelled(browser, address)
    assert "What the words mean" in browser.get(f"{address}/report").text
    browser.get(f"{address}?lang=zh")
    assert "名词解释" in browser.get(f"{address}/report").text


def test_what_a_run_says_is_in_the_language_of_who_began_it(
    browser: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_rest: object) -> None:
        raise DataError(_("the file is too large"))

    monkeypatch.setattr(labelling, "label_file", fail)
    address = drop(browser, csv_of(ROWS))
    browser.get(f"{address}?lang=zh")
    response = browser.post(f"{address}/label", data={"column": ""})
    while response.url.path.endswith("/progress"):
        response = browser.get(response.url)
    assert "上一次没有成功：文件太大" in text_of(response.text)


def test_titles_that_disagree_are_found(browser: httpx.Client) -> None:
    address = drop(browser, csv_of(ROWS))
    labelled(browser, address)
    found = lines(browser.get(f"{address}/rows", params={"disagrees": "yes"}))
    assert [("007" in line or "拜访客户" in line, "title promises something else" in line) for line in found] == [
        (True, True)
    ]


def test_the_counts_add_up_to_the_rows(browser: httpx.Client) -> None:
    texts = ["拜访客户，签订合同", "策划品牌活动，撰写推文", "——", "", "编写代码"]
    page = text_of(labelled(browser, drop(browser, csv_of([(text,) for text in texts], ("任务",)))).text)
    counts = re.search(
        r"marketing (\d+) · sales (\d+) · marketing \+ sales (\d+) · neither (\d+) · No verdict (\d+)", page
    )
    assert counts is not None
    assert (sum(map(int, counts.groups())), counts[5]) == (len(texts), "2")


def test_rows_are_shown_page_by_page(browser: httpx.Client) -> None:
    address = drop(browser, csv_of([(f"拜访第{number}位客户",) for number in range(120)], ("任务",)))
    assert len(lines(labelled(browser, address))) == 50
    pages = [lines(browser.get(f"{address}/rows", params={"page": number})) for number in ("1", "2", "3")]
    assert [len(page) for page in pages] == [50, 50, 20]
    assert len({line for page in pages for line in page}) == 120
    assert lines(browser.get(f"{address}/rows", params={"page": "99"})) == pages[2]
    assert browser.get(f"{address}/rows", params={"page": "x"}).status_code == 400


@pytest.mark.parametrize(("text", "is_job"), [(SALES, True), ("拜访客户，签订合同", False)])
def test_a_row_is_corrected_in_place(browser: httpx.Client, text: str, is_job: bool) -> None:  # noqa: FBT001
    address = drop(browser, csv_of([(text,)], ("任务",)))
    labelled(browser, address)
    response = browser.post(f"{address}/correct", data={"line": "1", "label": "both"}, headers={"HX-Request": "true"})
    assert "<html" not in response.text
    assert "corrected by you; the model said sales" in text_of(response.text)
    assert read_corrections().label(text, is_job=is_job) is Label.BOTH
    assert "corrected by you" in browser.get(f"{address}/rows").text
    browser.post(f"{address}/correct", data={"line": "1", "label": ""})
    assert read_corrections().latest == {}
    assert browser.post(f"{address}/correct", data={"line": "2", "label": "both"}).status_code == 400


def test_a_run_is_cancelled(browser: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    address, moved = drop(browser, csv_of(ROWS * 20)), Labelling._moved

    def moved_in_time(self: Labelling, *how: Any) -> None:
        self._cancelled.wait()
        moved(self, *how)

    with monkeypatch.context() as patch:
        patch.setattr(Labelling, "_moved", moved_in_time)
        response = browser.post(f"{address}/label", data={"column": ""})
        assert response.url.path == f"{address}/progress"
        assert browser.post(f"{address}/cancel").url.path == address
    assert browser.get(f"{address}/rows").status_code == 404
    labelled(browser, drop(browser, csv_of(ROWS)))


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
        app = site(classifier, keys, files, start=f"/file/{files.add(source)}")
        with running(app) as url, client_of(url, follow_redirects=True) as browser:
            entered = browser.get("/enter", params={"key": keys.printed}).text
            address = entered.partition("url=")[2].partition('"')[0]
            assert "职位描述" in browser.get(address).text
    assert source.read_bytes() == csv_of(ROWS)
