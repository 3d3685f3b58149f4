"""What `label` does, and what it says of it."""

import csv
import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Process
from tests.cli.label.tables import CSV, Run, write
from tests.small_world import ROOT


def rows(path: str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


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
