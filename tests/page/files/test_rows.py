"""The rows of a file are looked through and corrected."""

import html
import io
import re
from typing import Any

import httpx
import pytest

from mvs_classifier import DataError
from mvs_classifier.i18n import _
from mvs_classifier.model.labels import Label
from mvs_classifier.page import labelling
from mvs_classifier.page.labelling import Labelling
from mvs_classifier.store.corrections import read_corrections
from tests.page.files.dropping import drop, labelled
from tests.page.postings import ROWS, SALES, csv_of
from tests.page.site.asking import lines, text_of


def workbook_of(rows: Any) -> bytes:
    import openpyxl

    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def correct_address(page: str) -> str:
    """Where the forms of the rows of a page are sent to."""
    found = re.search(r'action="(/file/[^"]+/correct[^"]*)"', page)
    assert found is not None
    return html.unescape(found[1])


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
    correct = correct_address(labelled(browser, address).text)
    response = browser.post(correct, data={"line": "1", "label": "both"}, headers={"HX-Request": "true"})
    assert "<html" not in response.text
    assert "corrected by you; the model said sales" in text_of(response.text)
    assert read_corrections().label(text, is_job=is_job) is Label.BOTH
    assert "corrected by you" in browser.get(f"{address}/rows").text
    browser.post(correct, data={"line": "1", "label": ""})
    assert read_corrections().latest == {}
    assert browser.post(correct, data={"line": "2", "label": "both"}).status_code == 400


def test_a_correction_of_rows_that_are_not_the_newest_is_refused(browser: httpx.Client) -> None:
    address = drop(browser, csv_of([("拜访客户，签订合同", "缴纳五险一金")], ("任务", "备注")))
    shown = correct_address(labelled(browser, address, column="1").text)
    labelled(browser, address, column="2")
    refused = browser.post(shown, data={"line": "1", "label": "both"})
    assert (refused.status_code, "Nothing was saved; look at its rows again" in refused.text) == (409, True)
    assert browser.post(f"{address}/correct", data={"line": "1", "label": "both"}).status_code == 409
    assert read_corrections().latest == {}


def test_a_file_that_is_forgotten_says_that_nothing_was_saved(browser: httpx.Client) -> None:
    address = drop(browser, csv_of([("拜访客户",)], ("任务",)))
    correct = correct_address(labelled(browser, address).text)
    for _other in range(6):
        drop(browser, csv_of([("拜访客户",)], ("任务",)))
    refused = browser.post(correct, data={"line": "1", "label": "both"})
    assert (refused.status_code, "Nothing was saved" in refused.text) == (404, True)


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
