"""Training for people who read Chinese: tables to fill in, what is said of them, and the report."""

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import mvs_classifier as mvs
from mvs_classifier.i18n import speaking
from mvs_classifier.model.labels import Label
from mvs_classifier.training.examples import read_shipped
from mvs_classifier.training.gate import Gate
from mvs_classifier.training.measure.comparison import Changes
from mvs_classifier.training.question import question
from mvs_classifier.training.result import NOTHING_TAUGHT, Report
from mvs_classifier.training.turned import Turned
from tests.conftest import Command
from tests.html_reader import Page
from tests.small_world import GOOD, table
from tests.training.test_question import ROTATED, asked, drawn, rows

LABELS = ["市场营销", "销售", "营销+销售", "都不是"]
DUTIES = ["负责华中三省市场开发", "为团体观众提供中英文讲解", "办卡推广", "跟进展会线索"]
ENGLISH = re.compile(r"[A-Za-z]{2,}(?:,? [a-z]{2,}){2,}")
"""Three English words in a row: a sentence that nobody translated."""


def without_excerpts(said: str) -> str:
    return re.sub(r"'[^'\n]*'|\"[^\"\n]*\"", "", said)


def read_rows(path: Path) -> list[list[Any]]:
    if path.suffix == ".xlsx":
        return [list(row) for row in openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)]
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def fill_in(path: Path, label: str, where: int = 1) -> None:
    """Write a label into the last cell of a row."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        sheet.cell(where + 1, sheet.max_column, label)
        book.save(path)
        return
    found = read_rows(path)
    found[where][-1] = label
    table(path, found[1:], found[0])


@pytest.fixture
def pool(small: Path, tmp_path: Path) -> Path:
    return table(
        tmp_path / "pool.csv", [(str(number), duty) for number, duty in enumerate(DUTIES)], ("编号", "工作内容")
    )


@pytest.mark.parametrize(
    ("lang", "ending"),
    [
        ("zh", "xlsx"),
        ("en", "csv"),
        *(pytest.param(*one, marks=pytest.mark.slow) for one in (("zh", "csv"), ("en", "xlsx"))),
    ],
)
def test_what_was_suggested_in_chinese_is_filled_in_and_taught(
    ending: str, lang: str, pool: Path, tmp_path: Path, command: Command
) -> None:
    form = tmp_path / f"待标.{ending}"
    assert command("suggest", pool, "-o", form, "--lang", "zh")[0] == 0
    header, first, *_others = read_rows(form)
    assert header == ["编号", "工作内容", "类别", "置信度", "正确类别"]
    assert first[2] in LABELS
    assert not first[4]
    fill_in(form, "都不是")
    code, out, _err = command("train", "--add", form, "--dry-run", "--json", "--lang", lang)
    assert (code, '"new": 1' in out, '"skipped": 3' in out) == (0, True, True)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_table_that_was_suggested_and_filled_in_is_read_again(
    lang: str, pool: Path, tmp_path: Path, command: Command
) -> None:
    form = tmp_path / "待标.csv"
    command("suggest", pool, "-o", form, "--lang", "zh")
    fill_in(form, "都不是")
    filled = read_rows(form)[1][1]
    command("suggest", form, "-o", tmp_path / "more.csv", "--lang", lang)
    header, *more = read_rows(tmp_path / "more.csv")
    verdicts = ["类别", "置信度", "正确类别"] if lang == "zh" else ["mvs_label", "mvs_confidence", "correct_label"]
    assert header == ["编号", "工作内容", *verdicts]
    assert sorted(row[1] for row in more) == sorted({*DUTIES} - {filled})


def test_a_column_of_categories_of_the_users_own_is_kept(small: Path, tmp_path: Path, command: Command) -> None:
    mine = table(tmp_path / "mine.csv", [("技术类", text) for text in DUTIES], ("类别", "工作内容"))
    command("suggest", mine, "-o", tmp_path / "out.csv", "--lang", "zh")
    header, *found = read_rows(tmp_path / "out.csv")
    assert header[:2] == ["类别", "工作内容"]
    assert {row[0] for row in found} == {"技术类"}


@pytest.mark.parametrize("ending", ["xlsx", pytest.param("csv", marks=pytest.mark.slow)])
def test_doubts_in_chinese_are_filled_in_and_taught(ending: str, small: Path, tmp_path: Path, command: Command) -> None:
    known = next(one for one in read_shipped() if one.label == "sales")
    labelled = table(tmp_path / "mine.csv", [*GOOD, (known.text, "neither")])
    doubts = tmp_path / f"可疑.{ending}"
    assert command("check", labelled, "-o", doubts, "--lang", "zh")[0] == 0
    header, first, *_others = read_rows(doubts)
    assert header == ["行", "文本", "类别", "可能的类别", "原类别的概率", "自带数据中的类别", "正确类别"]
    assert first[1:4] == [known.text, "都不是", "销售"]
    assert first[5] == f"{known.file} 第 {known.line} 行 销售"
    fill_in(doubts, "销售")
    code, out, _err = command("train", "--add", doubts, "--dry-run", "--json")
    assert (code, '"new": 1' in out) == (0, True)


def test_the_workbook_offers_the_labels_in_chinese(pool: Path, tmp_path: Path, command: Command) -> None:
    command("suggest", pool, "-o", tmp_path / "待标.xlsx", "--lang", "zh")
    sheet, summary = openpyxl.load_workbook(tmp_path / "待标.xlsx").worksheets
    offered = sheet.data_validations.dataValidation[0]
    assert offered.formula1 == f'"{",".join(LABELS)}"'
    assert str(offered.sqref).startswith("E2")
    assert summary.title == "mvs_汇总"
    assert sum(row[1] for row in list(summary.values)[3:7]) == len(DUTIES)


def test_a_refusal_says_in_chinese_what_was_found_and_what_to_do(untouched: Path, bad: Path, command: Command) -> None:
    code, out, _err = command("train", "--add", bad, "--lang", "zh")
    assert code == 4
    assert re.search(r"不宜启用的原因：.+，“.+”从 .+(降到|升到) ", out)
    assert "请看看新样例里有没有标错的类别，更正或去掉这些行，再训练一次" in out
    assert not ENGLISH.search(without_excerpts(out))


@pytest.mark.parametrize(
    ("labelled", "says"),
    [
        (
            lambda verdicts: [*verdicts[:20], *verdicts[19:-1]],
            "上一行的文本对得上，与本行的反而对不上：类别这一列是不是整体往下错了一行",
        ),
        (lambda verdicts: [*verdicts[:20], *verdicts[21:], verdicts[-1]], "类别这一列是不是整体往上错了一行"),
        (lambda _: drawn(80, seed=9), "行是不是打乱了，比如只给其中一列排了序"),
        (lambda verdicts: [ROTATED[one] for one in verdicts], "是本单位的规则，还是类别标反了"),
    ],
)
def test_the_gate_asks_in_chinese(labelled: Callable[[list[Label]], list[Label]], says: str) -> None:
    verdicts = drawn(80, seed=5)
    found = asked(question(rows(labelled(verdicts), verdicts)))
    with speaking("zh"):
        lines = list(found.lines())
    assert lines[0].startswith("80 行新样例中，当前模型有把握的有 80 行，其中 ")
    assert says in lines[1]
    assert lines[-1].endswith("如果标错了，更正后再训练一次；如果就是要这样标，加上 --as-house-rules 再训练一次")
    assert not ENGLISH.search("\n".join(lines))


def test_what_is_wrong_in_a_file_is_said_in_chinese(small: Path, tmp_path: Path, command: Command) -> None:
    wrong = table(
        tmp_path / "坏.csv", [("拜访客户", "销售吧"), ("", "销售"), ("写稿", "销售"), ("写稿", "市场"), ("写", "")]
    )
    code, _out, err = command("train", "--add", wrong, "--lang", "zh")
    assert code == 65
    assert "坏.csv 第 2 行：类别写的是 '销售吧'；可以写：市场营销（也可写 marketing m 市场 " in err
    assert "坏.csv 第 3 行：文本 '' 没有内容" in err
    assert "坏.csv 第 5 行：标为“市场营销”，但 " in err
    assert "坏.csv 第 6 行：类别是空的；可以写" in err


def test_the_report_of_a_training_is_in_chinese(small: Path, good: Path, tmp_path: Path, command: Command) -> None:
    code, out, _err = command("train", "--add", good, "--html", tmp_path / "报告.html", "--dry-run", "--lang", "zh")
    assert (code, ENGLISH.search(without_excerpts(out))) == (0, None)
    html = (tmp_path / "报告.html").read_text(encoding="utf-8")
    assert '<html lang="zh-Hans">' in html
    page = Page(html)
    text = page.text
    for element in page.elements:
        if element.tag == "style" or element.attributes.get("class") == "text":
            text = text.replace(element.text, "")
    assert not ENGLISH.search(without_excerpts(text))
    for words in ("条文本中判对", "宏平均 F1", "混淆矩阵", "最有把握的错判", "各项的含义", "判对的比例"):
        assert words in text


def test_rows_that_nobody_corrected_are_named_with_their_files_where_there_are_several() -> None:
    gate = Gate([], [], (0, Changes(0, [], [])))
    turned = [Turned(f"in/{name}.csv", 3, "跟单", "", Label.SALES, Label.NEITHER) for name in "ab"]

    def said(rows: list[Turned]) -> list[str]:
        told = Report("m", {}, {}, gate=gate, **{**NOTHING_TAUGHT, "untouched": 5, "turned": rows}).lines()
        return [line for line in told if "->" in line]

    assert [line.split() for line in said(turned[:1])] == [["line", "3", "sales", "->", "neither", "'跟单'"]]
    assert [line.split()[0] for line in said(turned)] == ["a.csv:3", "b.csv:3"]


def test_what_the_library_raises_is_in_the_language_that_is_spoken() -> None:
    with speaking("zh"), pytest.raises(TypeError, match=r"texts 里只能是 str，但位置 2 上是 float：nan"):
        mvs.suggest(mvs.load(), ["拜访", "策划", float("nan")], 1)  # type: ignore[list-item]
