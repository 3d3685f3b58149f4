"""A file is dropped on the page in a real browser, labelled, looked through and downloaded."""

from pathlib import Path
from typing import Any

from mvs_classifier import Options, Request, label_file, load
from mvs_classifier.model.labels import Label
from mvs_classifier.store.corrections import read_corrections
from tests.page.browser.browsing import entered, go_to_files, in_browser, open_step, opened, sync_api
from tests.page.postings import ROWS, SALES, csv_of

pytestmark = in_browser


def test_a_file_is_dropped_filtered_corrected_and_downloaded(chromium: Any, url: str, tmp_path: Path) -> None:
    source = tmp_path / "招聘.csv"
    source.write_bytes(csv_of([*ROWS, *((f"{number:03}", "销售代表", SALES) for number in range(200))]))
    with opened(chromium, url) as page:
        go_to_files(page)
        page.set_input_files("#upload", source)
        page.wait_for_selector("#column")
        assert page.input_value("#column") == "3"
        assert page.input_value("#title-column") == "2"
        page.click(".plan .main")
        page.wait_for_url("**/rows")
        assert page.locator(".lines > li").count() == 50
        page.check("#disagrees")
        page.click(".filter button")
        page.wait_for_url("**disagrees=yes")
        assert "市场专员" in page.inner_text(".lines > li")
        page.focus("#row-0-sales")
        page.keyboard.press("4")
        page.wait_for_selector("#row-0-back")
        assert page.evaluate("document.activeElement.id") == "row-0-neither"
        assert read_corrections().label(SALES, is_job=True) is Label.NEITHER
        assert page.inner_text("#said") == "Saved: neither"
        with page.expect_download() as download:
            page.click("a.main[download]")
        target = tmp_path / "expected.csv"
        label_file(load(), source, target, Options(("职位描述",), "职位名称", Request(job=True)))
        assert Path(download.value.path()).read_bytes() == target.read_bytes()
        assert download.value.suggested_filename == "招聘.labelled.csv"


def test_a_long_run_shows_its_progress_and_is_cancelled(chromium: Any, url: str, tmp_path: Path) -> None:
    source = tmp_path / "long.csv"
    source.write_bytes(csv_of(ROWS * 10_000))
    with opened(chromium, url) as page:
        go_to_files(page)
        page.set_input_files("#upload", source)
        page.wait_for_selector("#column")
        page.click(".plan .main")
        sync_api.expect(page.locator("#progress")).not_to_have_attribute("value", "0")
        page.click("main .back")
        page.wait_for_selector("#column")


def test_a_file_of_another_kind_is_refused(chromium: Any, url: str, tmp_path: Path) -> None:
    source = tmp_path / "a.exe"
    source.write_bytes(b"MZ")
    with entered(chromium, url) as page:
        go_to_files(page)
        page.set_input_files("#upload", source)
        sync_api.expect(page.locator("#said")).to_contain_text("an extension that is not supported")


def test_a_file_is_dropped_by_the_mouse(chromium: Any, url: str) -> None:
    with opened(chromium, url) as page:
        go_to_files(page)
        made = "const t = new DataTransfer(); t.items.add(new File(['编号,任务\\n1,拜访客户'], 'a.csv')); return t;"
        page.dispatch_event("h2", "drop", {"dataTransfer": page.evaluate_handle(f"() => {{ {made} }}")})
        page.wait_for_selector("#column")
        assert page.input_value("#column") == "2"


def test_the_report_is_opened_printed_and_downloaded(chromium: Any, url: str, tmp_path: Path) -> None:
    source = tmp_path / "招聘.csv"
    source.write_bytes(csv_of(ROWS))
    with opened(chromium, url) as page:
        for step in ("file", "plan", "rows"):
            open_step(page, step, source)
        with page.context.expect_page() as opening:
            page.click("a[href$='/report']")
        report = opening.value
        report.wait_for_load_state()
        assert "招聘.csv" in report.inner_text("body")
        assert report.evaluate("getComputedStyle(document.body).maxWidth") != "none"
        assert report.locator("script, img").count() == 0
        assert report.pdf().startswith(b"%PDF")
        with page.expect_download() as download:
            page.click("a[href$='download=yes']")
        assert download.value.suggested_filename == "招聘.html"
        assert "招聘.csv" in Path(download.value.path()).read_text(encoding="utf-8")
