"""What people meet who have a workbook of their company's jobs, and no programming."""

import csv
import re
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Process
from tests.conftest import Command

SALES = "岗位职责：\n1、每天拜访客户，介绍公司的新产品；\n2、签订合同，催收货款；\n3、完成每个月的销售任务。"
MARKETING = "岗位职责：\n1、策划品牌传播活动；\n2、撰写推广文案，运营公众号；\n3、管理广告投放，分析效果。"
NAMES = ["编号", "职位名称", "岗位描述"]
ROWS = [["01", "市场专员", SALES], ["02", "品牌专员", MARKETING], ["03", "品牌专员", "-"], ["04", "文员", "无"]]


def workbook(path: Path, rows: Sequence[Sequence[str]], *, cover: Sequence[Sequence[str]] = ()) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if cover:
        page = book.create_sheet("说明", 0)
        for row in cover:
            page.append(row)
    book.save(path)


@pytest.fixture(autouse=True)
def in_china(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There little data ships."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")


def test_a_posting_is_not_taken_for_the_name_of_its_column(run: Process, tmp_path: Path) -> None:
    workbook(tmp_path / "in.xlsx", ROWS[:2])
    done = run("label", "in.xlsx", "-o", "out.xlsx", "--job")
    assert done.returncode == 2
    assert "第 1 行像是文本，不像列名" in done.stderr
    assert not (tmp_path / "out.xlsx").exists()


def test_without_a_header_the_sheet_of_long_texts_is_read(run: Process, tmp_path: Path) -> None:
    workbook(tmp_path / "in.xlsx", ROWS[:2], cover=[["本表由系统导出", "内部使用"], ["日期", "2024-01-05"]])
    done = run("label", "in.xlsx", "-o", "out.xlsx", "--job", "--no-header")
    assert "按列 '3' 判断了 2 行" in done.stderr


def test_a_missing_column_is_told_with_the_sheet_that_was_read(run: Process, tmp_path: Path) -> None:
    workbook(tmp_path / "in.xlsx", [NAMES, *ROWS], cover=[["本表由系统导出", "内部使用"]])
    done = run("label", "in.xlsx", "-o", "out.xlsx", "--job", "--column", "工资")
    assert "找不到列 '工资'" in done.stderr
    assert "读取的是工作表 'Sheet'" in done.stderr


def test_titles_that_are_not_read_are_pointed_out(run: Process, tmp_path: Path) -> None:
    workbook(tmp_path / "in.xlsx", [NAMES, *ROWS])
    hint = "加上 --title-column 职位名称"
    assert hint in run("label", "in.xlsx", "-o", "1.xlsx", "--job").stderr
    assert hint in run("suggest", "in.xlsx", "-o", "2.xlsx", "--job").stderr
    assert hint not in run("label", "in.xlsx", "-o", "3.xlsx", "--job", "--title-column", "2").stderr
    assert hint not in run("label", "in.xlsx", "-o", "4.xlsx").stderr


def test_short_postings_are_recognised(run: Process, tmp_path: Path) -> None:
    workbook(tmp_path / "in.xlsx", [NAMES, ["01", "市场专员", SALES * 2], ["02", "品牌专员", MARKETING * 2]])
    assert "请加上 --job" in run("label", "in.xlsx", "-o", "out.xlsx").stderr


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("~$岗位.xlsx", b"\x05user", "只是 Excel 打开 岗位.xlsx 时留下的标记文件；请改用 岗位.xlsx"),
        ("岗位.xls", b"\xef\xbb\xbf\n <html>", "岗位.xls 的内容是网页或 XML"),
    ],
)
def test_files_that_only_look_like_workbooks(
    name: str, content: bytes, told: str, run: Process, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    done = run("label", name, "-o", "out.xlsx")
    assert (done.returncode, told in done.stderr) == (65, True)


def test_a_report_is_not_written_under_the_name_of_a_table(run: Process, tmp_path: Path) -> None:
    workbook(tmp_path / "in.xlsx", [NAMES, *ROWS])
    done = run("label", "in.xlsx", "-o", "out.xlsx", "--job", "--html", "报告.xlsx")
    assert (done.returncode, "请把 报告.xlsx 的扩展名由 .xlsx 改为 .html" in done.stderr) == (73, True)
    assert [path.name for path in tmp_path.iterdir()] == ["in.xlsx"]


def test_the_counts_of_a_report_add_up_to_its_rows(run: Process, tmp_path: Path) -> None:
    workbook(tmp_path / "in.xlsx", [NAMES, *ROWS])
    run("label", "in.xlsx", "-o", "out.xlsx", "--job", "--title-column", "职位名称", "--html", "报告.html")
    page = re.sub(r"<[^>]+>", " ", (tmp_path / "报告.html").read_text(encoding="utf-8"))
    section = page.partition("各类别数量")[2].partition("模型有多大把握")[0]
    assert sum(map(int, re.findall(r"(?<![\d.])(\d+)(?=\s+[\d.]+%)", section))) == len(ROWS)


def test_rows_that_have_slipped_are_to_be_checked(run: Process, tmp_path: Path) -> None:
    with open(tmp_path / "in.csv", "w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([NAMES, ROWS[0], ["02", "销售部", "品牌专员", MARKETING]])
    assert "请核对这些行" in run("label", "in.csv", "-o", "out.csv", "--job").stderr


def test_suggest_tells_the_whole_command_that_teaches(run: Process, tmp_path: Path) -> None:
    workbook(tmp_path / "in.xlsx", [NAMES, *ROWS])
    told = run("suggest", "in.xlsx", "-o", "待标注.xlsx", "--job", "--title-column", "职位名称").stderr
    assert "train --add 待标注.xlsx --job --title-column 职位名称" in told


def test_a_labelled_table_of_postings_is_known_as_one(run: Process, tmp_path: Path) -> None:
    header = [*NAMES, "类别", "营销销售工作占比", "正确类别"]
    workbook(tmp_path / "in.xlsx", [header, [*ROWS[0], "销售", "1", "销售"], [*ROWS[1], "市场营销", "1", ""]])
    wrote = "这张表是 `label --job` 写出的"
    assert wrote in (told := run("evaluate", "in.xlsx").stderr)
    assert "--title-column" not in told
    told = run("evaluate", "in.xlsx", "--job").stderr
    assert (wrote in told, "加上 --title-column 职位名称" in told) == (False, True)


def test_a_column_that_is_missing_is_told_with_the_row_of_the_header(run: Process, tmp_path: Path) -> None:
    workbook(tmp_path / "in.xlsx", [["某公司在招职位一览表"], [], NAMES, *ROWS])
    assert "in.xlsx 第 3 行：看不出哪一列是类别" in run("evaluate", "in.xlsx").stderr


def test_a_column_without_chinese_is_pointed_out(run: Process, tmp_path: Path) -> None:
    workbook(tmp_path / "in.xlsx", [[*NAMES, "薪资"], *([*row, "8000-12000"] for row in ROWS)])
    told = run("label", "in.xlsx", "-o", "1.xlsx", "--column", "薪资").stderr
    assert "列 '薪资' 的单元格大多没有中文" in told
    assert "没有中文" not in run("label", "in.xlsx", "-o", "2.xlsx").stderr


def test_the_name_of_a_file_may_lack_its_extension(run: Process, tmp_path: Path) -> None:
    workbook(tmp_path / "岗位表.xlsx", [NAMES, *ROWS])
    for command in (["label", "岗位表", "-o", "out.xlsx"], ["train", "--add", "岗位表.xls"], ["page", "岗位"]):
        done = run(*command)
        assert (done.returncode, "是不是想写 岗位表.xlsx？" in done.stderr) == (66, True)


def test_dashes_that_are_no_hyphens_are_pointed_out(run: Process) -> None:
    done = run("label", "in.csv", "-o", "out.csv", "——job")
    assert (done.returncode, "请写成 --job" in done.stderr) == (2, True)


def test_a_wide_delimiter_in_a_file_with_quotes_is_an_error_with_a_message(run: Process, tmp_path: Path) -> None:
    with open(tmp_path / "in.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([NAMES, *ROWS])
    done = run("label", "in.csv", "-o", "out.csv", "-d", "；")
    assert (done.returncode, "引号" in done.stderr) == (65, True)


def test_an_encoding_that_was_named_wrongly_is_best_left_out(run: Process, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("编号,岗位描述\n1,拜访客户\n", encoding="gb18030")
    assert "请去掉 -e" in run("label", "in.csv", "-o", "out.csv", "-e", "utf-8").stderr
    assert run("label", "in.csv", "-o", "out.csv").returncode == 0


def test_tables_to_learn_belong_after_add(run: Process, tmp_path: Path) -> None:
    workbook(tmp_path / "更正.xlsx", [NAMES, *ROWS])
    done = run("train", "更正.xlsx")
    assert (done.returncode, "train --add 更正.xlsx" in done.stderr) == (2, True)


def test_the_name_of_a_file_is_no_text(run: Process, tmp_path: Path) -> None:
    workbook(tmp_path / "岗位.xlsx", [NAMES, *ROWS])
    for options in ([], ["--lang", "zh"]):
        assert "岗位.xlsx 是文件，这里只把文件名当作文本来判断" in run("classify", "岗位.xlsx", *options).stderr
    assert not run("classify", "拜访客户").stderr
    done = run("job", "岗位.xlsx")
    assert done.returncode == 65
    assert all(part in done.stderr for part in ("岗位.xlsx", "Excel 工作簿", "`label --job`"))


def test_the_page_says_in_chinese_that_there_is_no_such_file(run: Process) -> None:
    done = run("page", "没有.xlsx", "--no-browser")
    assert (done.returncode, done.stderr) == (66, "mvs-classifier: 找不到文件：没有.xlsx；请检查文件名\n")


def test_models_are_dated_by_the_clock_of_the_machine(
    three: list[str], command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert three
    lines = command("models", "--lang", "zh")[1].splitlines()
    assert all(re.search(r" \d{4}-\d\d-\d\d \d\d:\d\d ", line) for line in lines[1:])
