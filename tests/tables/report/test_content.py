"""What the report says, as a reader of HTML finds it."""

import re
from pathlib import Path
from typing import Any

import pytest

from mvs_classifier import Classifier
from mvs_classifier.i18n import speaking
from mvs_classifier.tables.language import LANGUAGES
from mvs_classifier.tables.options import Request
from tests.tables.report.postings import JOBS, SALES, as_csv, groups


def test_says_how_many_of_each_label(report: Any) -> None:
    page = report()
    rows = {row[0]: row[1:3] for row in page.table(0)[1:]}
    assert rows["marketing"] == ["2", "40.0%"]
    assert rows["sales"] == ["2", "40.0%"]
    assert rows["no verdict: empty"] == ["1", "20.0%"]
    assert "5 rows were judged. 40.0% are " in page.text


def test_counts_by_company_and_city_unasked(report: Any) -> None:
    page = report()
    assert groups(page, 0) == {
        "甲公司": ["2", "sales 2"],
        "乙公司": ["2", "marketing 2"],
        "(empty)": ["1", ""],
    }
    assert groups(page, 1)["上海"] == ["3", "marketing 2 sales 1"]


def test_counts_by_the_columns_that_are_named(report: Any) -> None:
    headings = [element.text for element in report(by=("城市", "3")).all("h2")]
    assert [heading for heading in headings if heading.startswith("By ")] == [
        "By 城市",
        "By 职位名称",
        "By word of the title",
    ]


def test_counts_by_the_words_of_titles(report: Any) -> None:
    rows = groups(report(by=("城市",)), 1)
    assert rows["品牌"] == ["1", "marketing 1"]
    assert "储备" not in rows


def test_shows_titles_that_promise_something_else_with_the_duties(report: Any) -> None:
    page = report()
    assert "1 of 3 titles that can be compared promise something other" in page.text
    assert "The title says marketing, the duties are sales" in page.text
    (shown,) = [item for item in page.all("li") if "市场专员" in item.text and "负责拜访客户" in item.text][:1]
    assert "Row 2" in shown.text
    assert "甲公司" in shown.text


def test_deciding_words_are_marked_by_more_than_colour(report: Any) -> None:
    page = report()
    marks = {element.text for element in page.all("mark")}
    assert any("客户" in word or "销售" in word for word in marks)
    (style,) = page.all("style")
    rule = re.search(r"mark \{([^}]*)\}", style.text)
    assert rule
    assert "bold" in rule[1]
    assert "underline" in rule[1]


def test_chinese_is_chinese(report: Any) -> None:
    page = report(request=JOBS._replace(language="zh"))
    assert page.all("html")[0]["lang"] == "zh-Hans"
    assert {row[0] for row in page.table(0)[1:]} == {*LANGUAGES["zh"].labels, "未判断：空白"}
    assert "按职位名称是“市场营销”，职责却是“销售”" in page.text
    made = page.text.split("报告说明")[1].split("名词解释")[0]
    assert "in.csv" in made
    assert not re.search("[a-z]{4,}", re.sub(r"mvs-classifier|in\.csv|out\.csv", "", made).replace("small", ""))


def test_is_in_the_language_that_is_spoken_unless_the_labels_are_chinese(report: Any) -> None:
    with speaking("zh"):
        page = report()
    assert page.all("html")[0]["lang"] == "zh-Hans"
    assert {row[0] for row in page.table(0)[1:]} == {*LANGUAGES["zh"].labels, "未判断：空白"}
    with speaking("en"):
        assert "名词解释" in report(request=JOBS._replace(language="zh")).text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_sentence_with_a_mark_in_it_escapes_all_else(report: Any, language: str) -> None:
    page = report([["<b>甲", "上海", "市场专员<mark>", SALES]], request=JOBS._replace(language=language))
    assert sum(element.text in {"Words like this", "这样的词"} for element in page.all("mark")) == 1
    assert "<b>甲" in page.text
    assert "市场专员<mark>" in page.text


def test_says_how_it_was_made(report: Any, classifier: Classifier) -> None:
    facts = dict(report().table(-1 + sum(1 for _ in report().all("table"))))
    assert (facts["File"], facts["Labelled file"], facts["Model"]) == ("in.csv", "out.csv", classifier.fingerprint)
    assert facts["Column of titles"] == "职位名称"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", facts["Date"])


def test_texts_get_a_report_too(report: Any) -> None:
    page = report("任务\n拜访客户并签约\n策划品牌活动\n", title_column=None, request=Request())
    assert "promise something other" not in page.text.split("What the words mean")[0]
    assert len(page.all("li")) == 2


def test_what_it_is_least_sure_of_comes_first_and_once(report: Any) -> None:
    rows = ["拜访客户并签约", "策划活动", "负责相关工作", "策划活动"] * 20
    page = report("任务\n" + "\n".join(rows) + "\n", title_column=None, request=Request())
    shown = [float(found) for found in re.findall(r"confidence\s+(0\.\d\d|1\.00)", page.text)]
    assert shown == sorted(shown)
    assert len(page.all("li")) == 3


HOSTILE = [
    "<script>alert(1)</script>客户",
    '"><img src=x onerror=alert(1)>',
    "=cmd|' /C calc'!A0",
    "{{ 7*7 }}",
    "\u202e客户",
]


@pytest.mark.parametrize("kind", ["jobs", "texts"])
def test_texts_do_nothing(kind: str, report: Any, tmp_path: Path) -> None:
    rows = [[word, word, f"市场专员{word}", f"{SALES}\n4、{word}"] for word in HOSTILE]
    header = ["公司", "城市<b>", "职位名称", "职位描述"]
    how = (
        {"request": JOBS} if kind == "jobs" else {"title_column": None, "request": Request(), "columns": ("职位描述",)}
    )
    page = report(as_csv(rows, header), by=("公司", "城市<b>"), **how)
    tags = {element.tag for element in page.elements}
    assert tags.isdisjoint({"script", "img", "b>", "iframe", "link", "a"})
    for element in page.elements:
        assert not any(name.startswith("on") or name in {"src", "href"} for name in element.attributes)
    assert "<script>alert(1)</script>客户" in page.text
    assert "{{ 7*7 }}" in page.text
    assert "\u202e" not in page.text
    assert "default-src 'none'" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_nothing_is_loaded_from_elsewhere(report: Any, tmp_path: Path) -> None:
    report()
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"https?:|url\(|@import|<script|javascript:", html)
    assert "@media print" in html
