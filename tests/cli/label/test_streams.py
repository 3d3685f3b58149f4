"""Standard input and output, signals, and arguments in any locale."""

import csv
import io
import os
import signal
import subprocess
import sys
import time
from itertools import product
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Process
from tests.cli.label.tables import CSV
from tests.tables.runs import write_table


def test_standard_input_and_output(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mvs_classifier", "label", "-", "-o", "-"]
    done = subprocess.run(command, input=CSV.encode("gb18030"), capture_output=True, check=True)
    header, *found = csv.reader(io.StringIO(done.stdout.decode()))
    assert header[:3] == ["编号", "任务", "mvs_label"]
    assert [row[:3] for row in found] == [["007", "拜访客户并签约", "sales"], ["008", "策划品牌活动", "marketing"]]
    assert "written to standard output" in done.stderr.decode()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_label_leaves_the_old_output_and_a_way_to_go_on(number: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text\n" + "负责拜访客户，签订合同\n" * 1_000_000, encoding="utf-8")
    (tmp_path / "out.csv").write_text("old", encoding="utf-8")
    arguments = [sys.executable, "-m", "mvs_classifier", "label", "in.csv", "-o", "out.csv", "--force"]
    with subprocess.Popen(arguments, cwd=tmp_path, stderr=subprocess.PIPE) as running:
        while not (tmp_path / ".out.csv.mvs-job").exists():  # from then on there is something to go on from
            assert running.poll() is None
            time.sleep(0.001)
        running.send_signal(number)
        _, message = running.communicate()
    assert (running.returncode, b"interrupted" in message) == (130, True)
    assert b"--resume" in message
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv", "out.csv", ".out.csv.mvs-part", ".out.csv.mvs-job"}
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "old"


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("name", ["in.xlsx", "in.xls"])
def test_a_workbook_comes_as_csv_on_standard_output(name: str, run: Process, tmp_path: Path) -> None:
    write_table(tmp_path / name, [["007", "拜访客户并签约", ""]])
    done = run("label", name, "-o", "-")
    header, row = csv.reader(io.StringIO(done.stdout))
    assert (done.returncode, header[:4], row[1:4]) == (
        0,
        ["编号", "任务", "备注", "mvs_label"],
        ["拜访客户并签约", "", "sales"],
    )


@pytest.mark.parametrize(
    ("name", "options"),
    [("in.parquet", []), ("in.xlsx", ["--output-format", "xlsx"]), ("in.csv", ["--output-format", "xlsx"])],
)
def test_what_cannot_be_a_stream_is_a_mistake_of_use(
    name: str, options: list[str], run: Process, tmp_path: Path
) -> None:
    write_table(tmp_path / name, [["007", "拜访客户并签约", ""]])
    done = run("label", name, "-o", "-", "--column", "任务", *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert "is not written to standard output; name a file with -o" in done.stderr


_LOCALES = {
    "UTF-8": {},
    "C": {"LC_ALL": "C"},
    "plain C": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
}


@pytest.mark.parametrize(
    ("locale", "encoding"),
    [
        ("plain C", "gb18030"),
        *(
            pytest.param(*one, marks=pytest.mark.slow)
            for one in product(_LOCALES, ("utf-8", "gb18030"))
            if one != ("plain C", "gb18030")
        ),
    ],
)
def test_names_of_columns_and_sheets_are_understood_in_any_locale(
    locale: str, encoding: str, process: Process, tmp_path: Path
) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = "岗位"
    for row in (["职位描述", "职位名称"], ["拜访客户，签订合同", "销售"]):
        workbook.active.append(row)
    workbook.save(tmp_path / "in.xlsx")
    column, title, sheet = (name.encode(encoding) for name in ("职位描述", "职位名称", "岗位"))
    names = ["--column", column, "--job", "--title-column", title, "--sheet", sheet]
    done = process("label", "in.xlsx", "-o", "out.csv", *names, env={**os.environ, **_LOCALES[locale]})
    assert (done.returncode, "1 rows labelled" in done.stderr) == (0, True), done.stderr


def test_a_name_that_is_not_there_is_told_without_a_traceback(run: Process, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("任务\n拜访客户\n", encoding="utf-8")
    done = run("label", "in.csv", "-o", "out.csv", "--column", "职位".encode("gb18030"))
    assert (done.returncode, "there is no column '职位'" in done.stderr) == (2, True), done.stderr
