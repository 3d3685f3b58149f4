import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path

import openpyxl
import pytest
from filelock import FileLock

from mvs_classifier.cli import main
from tests.books import protected
from tests.cli.conftest import Process
from tests.small_world import ROOT
from tests.tables.runs import write_table

Run = Callable[..., tuple[int, str, str]]
CSV = "编号,任务\n007,拜访客户并签约\n008,策划品牌活动\n"


@pytest.fixture
def label(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run ``label`` in a folder of its own, in the small world; return exit code, output and messages."""
    monkeypatch.chdir(tmp_path)
    before = signal.getsignal(signal.SIGTERM)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["label", *arguments])
        signal.signal(signal.SIGTERM, before)
        return (code, *capfd.readouterr())

    return run


def write(path: str, content: str | bytes) -> None:
    Path(path).write_bytes(content if isinstance(content, bytes) else content.encode())


def rows(path: str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def book(path: str, *table: Sequence[object]) -> None:
    workbook = openpyxl.Workbook()
    for row in table:
        workbook.active.append(row)
    workbook.save(path)


# What it does.


def test_says_what_it_came_to_on_standard_error(label: Run) -> None:
    write("in.csv", CSV + "009,！！\n010,\n")
    code, out, told = label("in.csv", "-o", "out.csv")
    assert (code, out) == (0, "")
    assert told.splitlines() == [
        "4 rows labelled by column '任务', written to out.csv",
        "  the header is in line 1",
        "  marketing                                      1   25.0%",
        "  sales                                          1   25.0%",
        "  no verdict: empty                              1   25.0%",
        "  no verdict: no words                           1   25.0%",
    ]


def test_rows_that_end_too_early_are_told_by_exit_code_3(label: Run) -> None:
    write("in.csv", CSV + "009\n")
    code, _, told = label("in.csv", "-o", "out.csv")
    assert code == 3
    assert "no verdict: no such cell                       1" in told
    assert "1 rows had more or fewer cells than the header; all cells were kept" in told
    assert rows("out.csv")[2]["mvs_reason"] == "no such cell"


def test_standard_input_and_output(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mvs_classifier", "label", "-", "-o", "-"]
    done = subprocess.run(command, input=CSV.encode("gb18030"), capture_output=True, check=True)
    header, *found = csv.reader(io.StringIO(done.stdout.decode()))
    assert header[:3] == ["编号", "任务", "mvs_label"]
    assert [row[:3] for row in found] == [["007", "拜访客户并签约", "sales"], ["008", "策划品牌活动", "marketing"]]
    assert "written to standard output" in done.stderr.decode()


def test_jobs_with_titles_in_chinese(label: Run) -> None:
    write("in.csv", "岗位,职位描述\n市场专员,1、拜访客户；2、签订合同；3、催收货款\n行政,\n")
    names = ["--title-column", "岗位", "--model", str(ROOT / "models" / "default.joblib")]
    code, _, told = label("in.csv", "-o", "out.csv", "--job", *names, "--lang", "zh")
    job, empty = rows("out.csv")
    assert (code, job["类别"], job["标题所指"], job["标题相符"]) == (0, "销售", "市场营销", "否")
    assert float(job["置信度"]) > 0.5
    assert float(job["市场营销占比"]) + float(job["销售占比"]) == pytest.approx(1, abs=1e-3)
    assert (empty["类别"], empty["说明"], empty["销售占比"], empty["标题相符"]) == ("", "空白", "", "")
    assert "1 个职位名称与职责不符" in told


def test_explain_names_the_words(label: Run) -> None:
    write("in.csv", CSV)
    label("in.csv", "-o", "out.csv", "--explain")
    assert "签约" in rows("out.csv")[0]["mvs_words"].split()


def test_min_confidence_leaves_the_unsure_without_label(label: Run) -> None:
    write("in.csv", CSV)
    code, _, told = label("in.csv", "-o", "out.csv", "--min-confidence", "1")
    assert (code, "no verdict: below minimum confidence           2" in told) == (0, True)
    assert {(row["mvs_label"], row["mvs_reason"]) for row in rows("out.csv")} == {("", "below minimum confidence")}
    assert float(rows("out.csv")[0]["mvs_confidence"]) > 0.5


def test_several_columns_are_read_together(label: Run) -> None:
    write("in.csv", "a,b,c\n,拜访客户,x\n策划活动,,y\n")
    _, _, told = label("in.csv", "-o", "out.csv", "--column", "a", "--column", "b")
    assert [row["mvs_label"] for row in rows("out.csv")] == ["sales", "marketing"]
    assert "labelled by column 'a' + 'b'" in told


def test_long_texts_are_taken_for_jobs_only_on_demand(label: Run) -> None:
    write("in.csv", "任务\n" + "拜访客户；" * 60 + "\n")
    assert "give --job, so that each is judged as a whole" in label("in.csv", "-o", "out.csv")[2]


def test_a_header_alone_is_no_error(label: Run) -> None:
    write("in.csv", "编号,任务\n")
    assert label("in.csv", "-o", "out.csv")[0] == 0
    assert Path("out.csv").read_text(encoding="utf-8-sig").startswith("编号,任务,mvs_label")


def test_csv_to_workbook_and_back(label: Run) -> None:
    write("in.csv", CSV)
    assert label("in.csv", "-o", "mid.xlsx")[0] == 0
    assert label("mid.xlsx", "-o", "out.csv", "--lang", "zh")[0] == 0
    assert [(row["编号"], row["mvs_label"], row["类别"]) for row in rows("out.csv")] == [
        ("007", "sales", "销售"),
        ("008", "marketing", "市场营销"),
    ]


def test_tsv_is_written_with_tabs(label: Run) -> None:
    write("in.csv", CSV)
    label("in.csv", "-o", "out.tsv")
    assert Path("out.tsv").read_text(encoding="utf-8-sig").startswith("编号\t任务\tmvs_label")


def test_the_format_may_be_named(label: Run) -> None:
    write("in.data", json.dumps({"任务": "拜访客户"}))
    assert label("in.data", "--format", "jsonl", "-o", "out.data", "--output-format", "jsonl")[0] == 0
    assert json.loads(Path("out.data").read_text(encoding="utf-8"))["mvs_label"] == "sales"


def test_the_output_keeps_its_mode_and_nothing_else_is_left(label: Run, tmp_path: Path) -> None:
    write("in.csv", CSV)
    write("out.csv", "old")
    os.chmod("out.csv", 0o600)
    assert label("in.csv", "-o", "out.csv", "--force")[0] == 0
    assert os.stat("out.csv").st_mode & 0o777 == 0o600
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv", "out.csv"}


# What cannot be done: the exit code, and what is said.

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
    "many NULs": (b"\0\1\0\2" * 99, [], 65, "in.csv is binary, or UTF-16 without its mark"),
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
    assert (code, "in.doc has an extension that is not supported; name one of csv" in told) == (2, True)
    assert "with --format\n" in told
    assert label("in.doc", "--format", "csv", "-o", "out.doc")[2].endswith("with --output-format\n")


def test_no_such_sheet(label: Run) -> None:
    book("in.xlsx", ["任务"], ["拜访"])
    code, _, told = label("in.xlsx", "-o", "out.xlsx", "--sheet", "二")
    assert (code, "in.xlsx has no sheet '二'; its sheets are 'Sheet'" in told) == (65, True)


@pytest.mark.parametrize("target", ["nowhere/out.csv", "folder/", "folder", "/dev/null", "/proc/out.csv"])
def test_an_output_that_cannot_be_written(target: str, label: Run) -> None:
    write("in.csv", CSV)
    Path("folder").mkdir()
    code, _, told = label("in.csv", "-o", target, "--force", "--output-format", "csv")
    assert (code, told.startswith("mvs-classifier: ")) == (73, True)
    assert target.rstrip("/") in told


@pytest.mark.parametrize("target", ["in.csv", "./in.csv", "symbolic.csv", "hard.csv"])
@pytest.mark.parametrize("force", [[], ["--force"], ["--resume"]])
def test_the_input_is_never_overwritten(target: str, force: list[str], label: Run) -> None:
    write("in.csv", CSV)
    os.symlink("in.csv", "symbolic.csv")
    os.link("in.csv", "hard.csv")
    code, _, told = label("in.csv", "-o", target, *force)
    assert (code, f"{target} is the input itself; give another name to write to" in told) == (73, True)
    assert Path("in.csv").read_text(encoding="utf-8") == CSV


@pytest.mark.parametrize("resume", [[], ["--resume"]])
def test_an_output_that_is_there_is_not_replaced_unasked(resume: list[str], label: Run) -> None:
    write("in.csv", CSV)
    write("out.csv", "mine")
    code, _, told = label("in.csv", "-o", "out.csv", *resume)
    assert (code, "out.csv already exists; give another name, or --force to replace it" in told) == (73, True)
    assert Path("out.csv").read_text(encoding="utf-8") == "mine"


def test_a_second_run_at_the_same_time_is_refused(label: Run) -> None:
    write("in.csv", CSV)
    with FileLock(".out.csv.mvs-lock"):
        code, _, told = label("in.csv", "-o", "out.csv")
    assert (code, "out.csv is being written by another run; wait for it to end" in told) == (73, True)
    assert not Path("out.csv").exists()


@pytest.mark.slow  # the cut of a file is tried with such a cell too
def test_a_giant_cell_is_an_error(label: Run, tmp_path: Path) -> None:
    write("in.csv", f'任务\n拜访\n"{"字" * (22 << 20)}"\n')
    code, _, told = label("in.csv", "-o", "out.csv")
    assert (code, "in.csv: the row of line 3 has more than 64 MiB" in told) == (65, True)
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv"}


def test_a_cell_too_long_for_a_workbook_is_an_error(label: Run, tmp_path: Path) -> None:
    write("in.csv", f"任务\n{'字' * 32_768}\n")
    code, _, told = label("in.csv", "-o", "out.xlsx")
    assert (code, "row 2 has a cell of 32,768 characters, but a workbook's cell holds 32,767; write CSV" in told) == (
        65,
        True,
    )
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv"}


def test_a_table_too_wide_for_a_workbook_is_an_error(label: Run, tmp_path: Path) -> None:
    write("in.csv", "任务" + ",x" * 16_380 + "\n")
    code, _, told = label("in.csv", "-o", "out.xlsx")
    assert (code, "16,385 cells including the verdict, but a sheet holds 16,384; write CSV" in told) == (65, True)
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv"}


@pytest.mark.usefixtures("small")
def test_labels_a_file_and_says_what_it_came_to(run: Process, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("岗位,任务\n甲,拜访客户\n乙,策划活动\n丙,\n", encoding="gb18030")
    done = run("label", "in.csv", "-o", "out.csv")
    assert (done.returncode, done.stdout) == (0, "")
    assert "3 rows labelled by column '任务', written to out.csv" in done.stderr
    assert "no verdict: empty" in done.stderr
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["mvs_label"] for row in csv.DictReader(file)] == ["sales", "marketing", ""]


@pytest.mark.usefixtures("small")
def test_recommends_job_for_whole_descriptions(run: Process, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("任务\n" + "负责拜访客户；" * 30 + "\n", encoding="utf-8")
    assert "--job" in run("label", "in.csv", "-o", "out.csv").stderr
    done = run("label", "in.csv", "-o", "out.csv", "--job", "--force")
    assert (done.returncode, "--job labels" in done.stderr) == (0, False)


def test_counts_titles_that_disagree(run: Process, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("岗位,任务\n市场专员,拜访客户；签订合同\n", encoding="utf-8")
    done = run("label", "in.csv", "-o", "out.csv", "--job", "--column", "任务", "--title-column", "岗位")
    assert "1 titles promise something other" in done.stderr


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
