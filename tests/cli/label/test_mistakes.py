"""What cannot be labelled: the exit code, and what is said."""

import os
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from tests.books import protected
from tests.cli.label.tables import CSV, Run, write


def book(path: str, *table: Sequence[object]) -> None:
    workbook = openpyxl.Workbook()
    for row in table:
        workbook.active.append(row)
    workbook.save(path)


BAD: dict[str, tuple[str | bytes | None, list[str], int, str]] = {
    "no such file": (None, [], 66, "cannot read in.csv: there is no such file; check the name"),
    "empty": ("", [], 65, "in.csv is empty"),
    "only empty lines": ("\n\n", [], 65, "begins with an empty line"),
    "no such column": (
        CSV,
        ["--column", "任物"],
        2,
        "there is no column '任物'; did you mean '任务'? The columns are: 1",
    ),
    "a number too high": (CSV, ["--column", "3"], 2, "there is no column '3'"),
    "a column twice": ("a,b,a\n1,2,3\n", ["--column", "a"], 2, "there are 2 columns 'a'; name one by its number: 1, 3"),
    "no obvious column": ("a,b\nx,y\n", [], 2, "no column is obviously the text; name one with --column"),
    "binary": (bytes(range(256)) * 50, [], 65, "is not in the encoding that was expected"),
    "many NULs": (b"\0\1\0\2" * 99, [], 65, "in.csv is binary, or UTF-16 without a byte order mark"),
    "a workbook": (b"PK\3\4rest", [], 65, "in.csv is not text but an Excel workbook (XLSX) or another archive"),
    "an old workbook": (b"\xd0\xcf\x11\xe0rest", [], 65, "in.csv is not text but an old Excel workbook (XLS)"),
    "gzip": (b"\x1f\x8brest", [], 65, "compressed by gzip; unpack it first"),
    "open quote": ('a,text\n1,"x\n', [], 65, "a quote that opens in the row of line 2 is never closed"),
    "quote out of place": ('a,text\n1,"x"y\n', [], 65, "a quote in the row of line 2 is not followed by ','"),
    "unknown encoding": (CSV, ["-e", "klingon"], 65, "no encoding 'klingon' of text; try utf-8"),
    "wrong encoding": (CSV, ["-e", "ascii"], 65, "as ascii: byte 0 in line 1"),
    "a sheet": (CSV, ["--sheet", "二"], 2, "in.csv is read as csv, which has no sheets; leave --sheet '二' out"),
    "no header": ("拜访客户，签订合同，回款\n", [], 2, "row 1 reads like a text"),
    "delimiter": (CSV, ["-d", "::"], 2, "the delimiter must be one character"),
    "confidence": (CSV, ["--min-confidence", "2"], 2, "min_confidence must be from 0 to 1"),
    "workers": (CSV, ["--workers", "0"], 2, "the number of workers must be at least 1, not 0"),
    "title without job": (CSV, ["--title-column", "编号"], 2, "--title-column needs --job"),
    "xls output": (CSV, ["--output-format", "xls"], 2, "xls is only read; give the output the extension .xlsx"),
    "other output": (
        CSV,
        ["--output-format", "jsonl"],
        2,
        "a table in csv is written as csv, tsv or xlsx, not as jsonl",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_said_and_nothing_is_written(name: str, label: Run, tmp_path: Path) -> None:
    content, options, expected, message = BAD[name]
    if content is not None:
        write("in.csv", content)
    code, out, told = label("in.csv", "-o", "out.csv", *options)
    assert (code, out) == (expected, "")
    assert told.startswith("mvs-classifier: ")
    assert message in told
    assert {path.name for path in tmp_path.iterdir()} <= {"in.csv"}


def test_everything_is_said_in_chinese(label: Run) -> None:
    write("in.csv", "任务,标题\n拜访客户并签约,a\n无,b\n")
    assert label("no.csv", "-o", "out.csv", "--lang", "zh")[2].endswith("找不到文件：no.csv；请检查文件名\n")
    assert (
        "找不到列 '任物'；是不是想写 '任务'？"
        in label("in.csv", "-o", "out.csv", "--column", "任物", "--lang", "zh")[2]
    )
    assert label("in.csv", "-o", "out.xlsx", "--lang", "zh")[0] == 0
    table, summary = openpyxl.load_workbook("out.xlsx").worksheets
    assert [row[2:5] for row in table.values][:3:2] == [("类别", "置信度", "说明"), (None, None, "空白")]
    assert (summary.title, summary["A1"].value) == ("mvs_汇总", "各类别的数量")
    assert "未判断：空白" in [row[0] for row in summary.values]


def test_worker_processes_speak_chinese_too(label: Run) -> None:
    write("in.jsonl", '{"任务": "拜访"}\n{"任务": true}\n')
    told = label("in.jsonl", "-o", "out.jsonl", "--workers", "2", "--lang", "zh")[2]
    assert "in.jsonl 第 2 行：单元格里是类型为 bool 的值 (True)；只能是文本、数字" in told


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "in.xlsx",
            b"a,b\n1,2\n",
            "in.xlsx is not an Excel workbook (XLSX) or another archive, despite its name; if it is a CSV, give",
        ),
        ("in.xls", b"<html><table></table></html>", "in.xls is a web page or XML, not an old Excel workbook (XLS)"),
        ("in.xlsx", protected(), "in.xlsx is protected by a password; save a copy without one"),
        ("in.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "in.xls is not a readable workbook"),
        ("in.parquet", b"PAR1" + b"x" * 99, "in.parquet is not a readable Parquet file"),
        ("in.jsonl", b"[1]\n2\n", "in.jsonl holds no JSON object in its first lines"),
        ("in.jsonl", b'{"text": "\xff\xff"}', "in.jsonl is not in the encoding that was expected"),
    ],
)
def test_what_is_not_what_its_name_says(name: str, content: bytes, message: str, label: Run, tmp_path: Path) -> None:
    write(name, content)
    code, _, told = label(name, "-o", {"in.xls": "out.xlsx"}.get(name, name.replace("in", "out")))
    assert (code, message in told) == (65, True), told
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_workbook_that_was_cut_short(label: Run) -> None:
    book("whole.xlsx", ["任务"], *[[f"拜访{number}"] for number in range(500)])
    write("in.xlsx", Path("whole.xlsx").read_bytes()[:3000])
    code, _, told = label("in.xlsx", "-o", "out.xlsx")
    assert (code, "in.xlsx is not a readable workbook" in told) == (65, True)


def test_a_folder_is_no_input(label: Run) -> None:
    Path("in.csv").mkdir()
    assert label("in.csv", "-o", "out.csv")[::2] == (66, "mvs-classifier: in.csv is a folder; name the file in it\n")


def test_a_pipe_is_no_input(label: Run) -> None:
    os.mkfifo("in.csv")
    code, _, told = label("in.csv", "-o", "out.csv")
    assert (code, "in.csv is not a file (a pipe or a device)" in told) == (66, True)


def test_an_unknown_ending(label: Run) -> None:
    write("in.doc", CSV)
    code, _, told = label("in.doc", "-o", "out.csv")
    assert code == 2
    assert "in.doc has an extension that is not supported; name its format with --format: csv, tsv, xlsx, xls" in told
    assert label("in.doc", "--format", "csv", "-o", "out.doc")[2].endswith("with --output-format: csv, tsv, xlsx\n")


def test_no_such_sheet(label: Run) -> None:
    book("in.xlsx", ["任务"], ["拜访"])
    code, _, told = label("in.xlsx", "-o", "out.xlsx", "--sheet", "二")
    assert (code, "in.xlsx has no sheet '二'; its sheets are 'Sheet'" in told) == (65, True)
