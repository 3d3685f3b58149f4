"""The report on a user's rows, as a reader of HTML finds it."""

import csv
import io
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mvs_classifier import Classifier, ColumnError, MissingExtraError, OutputError, UsageError
from mvs_classifier.i18n import speaking
from mvs_classifier.model.labels import Label
from mvs_classifier.tables.label import label_file
from mvs_classifier.tables.language import LANGUAGES
from mvs_classifier.tables.options import Options, Request
from mvs_classifier.tables.report.counting import GROUPS, LEAST_SURE, OF_A_KIND, Entry, Groups, Top
from mvs_classifier.tables.report.place import GENERATOR
from mvs_classifier.tables.report.subject import LabelledRow
from tests.conftest import Command
from tests.html_reader import Page
from tests.tables.runs import content, run, texts, write_table

SALES = "岗位职责：\n1、负责拜访客户，完成季度销售指标；\n2、维护老客户，催收货款；\n3、签订销售合同。"
MARKETING = "岗位职责：\n1、策划品牌传播活动；\n2、撰写推广文案，运营公众号；\n3、投放广告。"
HEADER = ["公司", "城市", "职位名称", "职位描述"]
ROWS = [
    ["甲公司", "上海", "市场专员", SALES],
    ["甲公司", "北京", "销售代表", SALES],
    ["乙公司", "上海", "品牌专员", MARKETING],
    ["乙公司", "上海", "储备干部", MARKETING],
    ["", "", "", ""],
]
JOBS = Request(job=True)


def as_csv(rows: Sequence[Sequence[str]], header: Sequence[str] | None = HEADER) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([*([header] if header else []), *rows])
    return text.getvalue()


@pytest.fixture
def report(classifier: Classifier, tmp_path: Path) -> Any:
    """Label a table with a report; return the page."""

    def reported(table: str | Sequence[Sequence[str]] = ROWS, ending: str = "csv", out: str = "", **how: Any) -> Page:
        source = tmp_path / f"in.{ending}"
        source.write_text(table if isinstance(table, str) else as_csv(table), encoding="utf-8")
        html = tmp_path / "report.html"
        how = {"title_column": "职位名称", "request": JOBS, "force": True, "html": html, **how}
        label_file(classifier, source, tmp_path / f"out.{out or ending}", Options(**how))
        return Page(html.read_text(encoding="utf-8"))

    return reported


def groups(page: Page, number: int) -> dict[str, list[str]]:
    """A table of groups: for each value its number of rows and what is said of the labels."""
    return {row[0]: row[1:] for row in page.table(2 + number)}


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


# It agrees with the labelled file, whatever that is.


@pytest.mark.parametrize("out", ["csv", "tsv", "xlsx"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_format_gives_the_same_report(out: str, language: str, report: Any) -> None:
    pages = [report(out=name, request=JOBS._replace(language=language, correct=True)) for name in ("csv", out)]
    first, second = (re.sub(r"out\.\w+|\d{4}-\d\d-\d\d \d\d:\d\d", "", " ".join(page.text.split())) for page in pages)
    assert first == second


@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_json_lines_and_parquet(ending: str, classifier: Classifier, tmp_path: Path) -> None:
    records = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
    source = tmp_path / f"in.{ending}"
    if ending == "jsonl":
        records[1]["备注"] = "只有这里有"
        source.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records), encoding="utf-8")
    else:
        import pyarrow as pa
        from pyarrow.parquet import write_table as write_parquet

        write_parquet(pa.Table.from_pylist(records), source)
    how = Options(title_column="职位名称", request=JOBS, html=tmp_path / "r.html", by=("城市",))
    label_file(classifier, source, tmp_path / f"out.{ending}", how)
    page = Page((tmp_path / "r.html").read_text(encoding="utf-8"))
    assert groups(page, 0)["上海"] == ["3", "marketing 2 sales 1"]
    assert "The title says marketing, the duties are sales" in page.text


def test_a_table_without_a_header(report: Any) -> None:
    page = report(as_csv(ROWS, None), header=False, title_column="3", columns=("4",), by=("2",))
    assert groups(page, 0)["上海"] == ["3", "marketing 2 sales 1"]
    assert "Row 1" in page.text


def test_columns_with_the_same_name(report: Any) -> None:
    header = ["公司", "公司", "职位名称", "职位描述"]
    page = report(as_csv(ROWS, header), by=("2",))
    assert groups(page, 0)["上海"] == ["3", "marketing 2 sales 1"]


def test_labelling_a_labelled_table_again(report: Any, tmp_path: Path) -> None:
    report()
    again = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert groups(report(again), 1)["上海"] == ["3", "marketing 2 sales 1"]
    with pytest.raises(ColumnError, match="column 'mvs_label' is replaced by the new verdicts"):
        report(again, by=("mvs_label",))


_SLOW = pytest.mark.slow


@pytest.mark.parametrize(
    "name", ["in.csv", pytest.param("in.xlsx", marks=_SLOW), pytest.param("in.jsonl", marks=_SLOW)]
)
def test_workers_and_an_interrupted_run_change_nothing(
    name: str, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_table(tmp_path / name, texts(400))
    out = f"out.{name.partition('.')[2]}"
    arguments = ["label", name, "-o", out, "--column", "任务", "--html", "r.html"]
    monkeypatch.chdir(tmp_path)
    assert command(*arguments)[0] == 0
    whole, page = content(tmp_path / out), _timeless(tmp_path / "r.html")
    os.unlink(tmp_path / out)
    os.unlink(tmp_path / "r.html")
    stopped = run(tmp_path, *arguments, largest_file=9000)
    assert stopped.returncode == 73
    assert not (tmp_path / "r.html").exists()
    assert run(tmp_path, *arguments, "--resume", "--workers", "2").returncode == 0
    assert content(tmp_path / out) == whole
    assert _timeless(tmp_path / "r.html") == page
    os.unlink(tmp_path / "r.html")
    assert run(tmp_path, *arguments, "--resume").returncode == 0  # all is finished but the report
    assert _timeless(tmp_path / "r.html") == page


def _timeless(path: Path) -> str:
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "", path.read_text(encoding="utf-8"))


# What is refused.


def test_the_report_never_replaces_a_table_or_another_file(report: Any, tmp_path: Path) -> None:
    for name in ("in.csv", "out.csv"):
        with pytest.raises(OutputError, match="is read or written as a table; give the report another name"):
            report(html=tmp_path / name)
    (tmp_path / "mine.html").write_text("<html>", encoding="utf-8")
    with pytest.raises(OutputError, match="already exists and is not a report"):
        report(html=tmp_path / "mine.html")
    assert (tmp_path / "mine.html").read_text(encoding="utf-8") == "<html>"
    assert not (tmp_path / "out.csv").exists()


def test_a_report_is_replaced(report: Any, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(f"<html>{GENERATOR}", encoding="utf-8")
    assert report().all("h2")


def test_a_link_to_the_output_is_the_output(report: Any, tmp_path: Path) -> None:
    (tmp_path / "link.html").symlink_to(tmp_path / "out.csv")
    with pytest.raises(OutputError, match="is read or written as a table"):
        report(html=tmp_path / "link.html")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"by": ("城市",)}, "--by needs --html"),
        ({"html": 7}, "html must be the path of a file"),
        ({"html": ""}, "html must be the path of a file"),
        ({"html": "a.html", "by": (1,)}, "by must be names or numbers"),
    ],
)
def test_options_are_checked(how: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Options(**how).validated()


def test_one_name_is_one_name() -> None:
    assert Options(html="a.html", by="城市").validated().by == ("城市",)  # type: ignore[arg-type]


def test_a_column_that_is_not_there_is_an_error_before_the_work(report: Any, tmp_path: Path) -> None:
    with pytest.raises(ColumnError, match="there is no column '城镇'"):
        report(by=("城镇",))
    assert not (tmp_path / "out.csv").exists()


def test_standard_output_cannot_be_reported_on(classifier: Classifier, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("任务\n拜访\n", encoding="utf-8")
    with pytest.raises(UsageError, match="name that file with -o"):
        label_file(classifier, tmp_path / "in.csv", "-", Options(html=tmp_path / "r.html"))


def test_without_jinja_it_says_what_to_install(report: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    for name in ("tables.report.page", "tables.templates"):
        monkeypatch.delitem(sys.modules, f"mvs_classifier.{name}", raising=False)
    with pytest.raises(MissingExtraError, match=r"mvs-classifier\[report\]"):
        report()
    assert not (tmp_path / "out.csv").exists()


# What is kept in mind while reading.


def entry(number: int, text: str) -> Entry:
    return Entry(LabelledRow(number, text, "", [], {}), None, 0.0, None)


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("abcdefgh")), max_size=40))
def test_the_highest_scores_are_kept_each_text_once(offers: list[tuple[int, str]]) -> None:
    top, seen = Top(3), dict[str, int]()
    for number, (score, text) in enumerate(offers):
        score = seen.setdefault(text, score)  # noqa: PLW2901 - the same text has the same score
        top.offer(score, entry(number, text))
    kept = [seen[one.row.text] for one in top.entries()]
    assert kept == sorted(seen.values(), reverse=True)[:3]
    assert len({one.row.text for one in top.entries()}) == len(kept)


@given(st.lists(st.sampled_from([f"v{number}" for number in range(30)])))
def test_groups_count_every_row(values: list[str]) -> None:
    counted = Groups("x")
    for value in values:
        counted.add(value, Label.SALES)
    largest, (more, rows) = counted.largest(), counted.others()
    assert sum(row.rows for row in largest) + rows == len(values)
    assert len(largest) + more == len(set(values))
    assert [row.rows for row in largest] == sorted(Counter(values).values(), reverse=True)[:GROUPS]


def test_values_beyond_what_memory_should_hold_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mvs_classifier.tables.report.counting._MOST_VALUES", 20)
    counted = Groups("x")
    for number in range(50):
        counted.add(f"v{number}", None)
    assert counted.others() == (20 - GROUPS, 50 - GROUPS)


@pytest.mark.slow
def test_a_large_table_makes_no_heavy_report(classifier: Classifier, tmp_path: Path) -> None:
    crowd = [f"{word}{number}" for number in range(500) for word in ("市场专员", "销售代表", "会计", "品牌策划兼销售")]
    with (tmp_path / "in.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(100_000):
            text = f"{(SALES, MARKETING)[number % 2]}\n4、{'长' * 300}{number}"
            writer.writerow([f"公司{number}", f"城市{number % 300}", crowd[number % len(crowd)], text])
    how = Options(title_column="职位名称", request=JOBS, html=tmp_path / "r.html", by=("公司", "城市", "职位名称"))
    label_file(classifier, tmp_path / "in.csv", tmp_path / "out.csv", how)
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert len(html.encode()) < 2 << 20
    page = Page(html)
    assert "100,000 rows were judged" in page.text
    assert len(page.all("li")) <= 12 * OF_A_KIND + LEAST_SURE
