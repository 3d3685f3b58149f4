"""How a file is to be read: what is guessed, and what is chosen."""

import httpx

from tests.page.files.dropping import drop, table_of
from tests.page.postings import ROWS, csv_of
from tests.page.site.asking import text_of


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


def test_the_sheet_can_be_chosen(browser: httpx.Client) -> None:
    page = browser.get(drop(browser, table_of("xlsx"), "a.xlsx")).text
    assert '<option value="招聘" selected>' in page
    assert '<option value="Sheet">' in page


def test_where_no_column_is_obvious_the_user_is_asked(browser: httpx.Client) -> None:
    address = drop(browser, csv_of([("1", "张", "写周报"), ("2", "李", "排班")], ("工号", "负责人", "本周")))
    asks = "It is not obvious which column holds the work"
    assert asks in text_of(browser.get(address).text)
    assert asks in text_of(browser.post(f"{address}/label", data={"column": ""}).text)
    assert asks not in text_of(browser.get(address, params={"column": "3"}).text)


def test_another_sheet_is_read_anew(browser: httpx.Client) -> None:
    content = csv_of(ROWS)
    address = drop(browser, content)
    shown = {"sheet": "", "of_sheet": "", "header_row": "2", "column": "1"}
    assert 'min="1" value="2"' in browser.get(address, params=shown).text
    assert 'min="1" value="1"' in browser.get(address, params={**shown, "of_sheet": "另一张"}).text
