"""What the commands print in Chinese, as their user meets it."""

import json
import re
from pathlib import Path

import pytest

from mvs_classifier.text.cells import cells_wide
from tests.cli.conftest import Process
from tests.conftest import Command
from tests.small_world import table

ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}")
POSTING = "1、每天拜访客户；2、签订合同，催收货款；3、完成销售指标。"


@pytest.fixture(autouse=True)
def in_china(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")


def test_labels_that_a_program_reads_are_in_chinese_only_if_asked_for(run: Process, tmp_path: Path) -> None:
    (tmp_path / "posting.txt").write_text(POSTING, encoding="utf-8")
    for arguments in (["classify", "拜访客户", "！！"], ["job", "posting.txt"]):
        assert run(*arguments).stdout.startswith("sales\t")
        assert run(*arguments, "--lang", "zh").stdout.startswith("销售\t")
        assert run(*arguments, "--lang", "en").stdout.startswith("sales\t")
        first = run(*arguments, "--json", "--lang", "zh").stdout.splitlines()[0]
        assert json.loads(first)["label"] == "sales"
    assert "neither\t0.25\t！！\t（未判断：没有文字）" in run("classify", "拜访客户", "！！").stdout


def test_a_job_is_explained_in_chinese(run: Process, tmp_path: Path) -> None:
    (tmp_path / "posting.txt").write_text(POSTING, encoding="utf-8")
    out = run("job", "posting.txt", "--title", "市场专员", "--explain").stdout
    assert "按职位名称是“市场营销”，工作内容却不是" in out
    assert "最能支持“销售”的内容" in out
    assert not ENGLISH.search(out)
    assert "从职位名称看不出是哪类工作" in run("job", "posting.txt", "--title", "储备干部").stdout
    assert "（未判断：没有文字）" in run("job", "--title", "市场专员", stdin="！！".encode()).stdout


def test_the_counts_of_labels_line_up_in_the_order_of_labels(run: Process, tmp_path: Path) -> None:
    texts = ["拜访客户", "策划品牌活动", "编写测试用例", "", "对门店销售额负责并策划促销活动"]
    table(tmp_path / "in.csv", [(str(number), text) for number, text in enumerate(texts)], ("编号", "任务"))
    for asked in ([], ["--lang", "zh"]):
        counts = run("label", "in.csv", "-o", "out.csv", "--force", *asked).stderr.splitlines()
        counts = [line for line in counts if line.endswith("%")]
        assert [line.split()[0] for line in counts] == ["市场营销", "销售", "营销+销售", "都不是", "未判断：空白"]
        assert {cells_wide(line) for line in counts} == {58}
    told = run("label", "in.csv", "-o", "out.csv", "--force", "--lang", "en").stderr
    assert [line.split()[0] for line in told.splitlines() if line.endswith("%")] == [
        "marketing",
        "sales",
        "both",
        "neither",
        "no",
    ]


def test_an_evaluation_lines_up(small: Path, run: Process, tmp_path: Path) -> None:
    table(tmp_path / "in.csv", [("拜访客户", "sales"), ("策划品牌活动", "sales"), ("编写代码", "neither")])
    done = run("evaluate", "in.csv")
    assert not ENGLISH.search(done.stdout)
    assert "提示：没有类别为市场营销、营销+销售的文本" in done.stderr
    head, *rows = done.stdout.partition("每行是真实类别，每列是判断结果\n")[2].splitlines()[:5]
    assert {cells_wide(line) for line in (head, *rows)} == {60}
    assert re.search(r"0\.\d\d  销售 -> 市场营销 +第 3 行 +策划品牌活动", done.stdout)


def test_a_check_is_told_in_chinese(small: Path, run: Process, tmp_path: Path) -> None:
    rows = [(f"拜访客户并签订合同{number}", "marketing" if number else "sales") for number in range(6)]
    table(tmp_path / "in.csv", rows)
    done = run("check", "in.csv", "-o", "doubts.csv")
    assert "训练……" in done.stderr
    assert re.search(r"已把 \d 行写入 doubts\.csv", done.stderr)
    assert re.match(r"检查了 \d 条标注", done.stdout)
    assert not ENGLISH.search(done.stdout)


def test_examples_tell_lines_from_postings(small: Path, tmp_path: Path, command: Command) -> None:
    line = table(tmp_path / "line.csv", [("拜访客户甲", "sales")])
    postings = [("市场专员", POSTING, "sales"), ("", POSTING.replace("客户", "门店"), "sales")]
    posting = table(tmp_path / "posting.csv", postings, ("title", "text", "label"))
    command("train", "--add", line, "--force")
    command("train", "--add", posting, "--job", "--title-column", "title", "--force", "--as-house-rules")
    texts = [row.split("\t")[4] for row in command("examples", "--lang", "en")[1].splitlines()]
    assert texts == ["拜访客户甲", f"[posting: 市场专员] {POSTING}", f"[posting] {postings[1][1]}"]
    rows = [row.split("\t") for row in command("examples", "--lang", "zh")[1].splitlines()]
    assert [row[3] for row in rows] == ["销售"] * 3
    assert rows[1][4] == f"［招聘信息：市场专员］{POSTING}"
    assert command("job", tmp_path / "none.txt")[2] == (
        f"mvs-classifier: 找不到文件：{tmp_path / 'none.txt'}；请检查文件名\n"
    )


def test_models_are_told_in_chinese_and_how_to_come_forward_again(three: list[str], command: Command) -> None:
    said = [command("models"), command("models", "info"), command("models", "use", three[2]), command("models", "use")]
    assert not ENGLISH.search("".join(out + err for _code, out, err in said).replace("mvs-classifier", ""))
    assert "教过 6 条" in said[0][1]
    code, _, err = command("models", "rollback")
    assert (code, f"要换回来，请运行 `mvs-classifier models use {three[2]}`" in err) == (0, True)
    assert command("models", "use", three[2])[::2] == (0, f"当前模型现在是 {three[2]}，连同教给它的样例\n")


def test_mistakes_of_use_are_told_in_chinese(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    for line, says in {
        "lable": "没有 'lable' 这个命令；是不是想写 label？",
        "models rolback": "没有 'rolback' 这个操作；是不是想写 rollback？",
        "label in.csv -o out.csv --colunm x": "没有选项 --colunm；是不是想写 --column 或 --title-column？",
        "label in.csv": "缺少参数：-o/--output",
        "label in.csv -o out.csv --workers x": "要写数字（int），这里是 'x'",
        "label in.csv -o": "后面要写一个值",
        "classify --json=x y": "后面不需要值，这里写了 'x'",
    }.items():
        with pytest.raises(SystemExit):
            command(*line.split())
        err = capsys.readouterr().err
        assert says in err
        assert not ENGLISH.search(err)
    assert "--lines 要与 --job 同用" in command("check", "in.csv", "--lines")[2]
    assert "语言只能是 en 或 zh，这里是 'fr'" in command("models", "--lang", "fr")[2]


def test_who_reads_chinese_is_told_how_the_table_is_too(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    source = tmp_path / "任务.csv"
    source.write_text("任务\n拜访客户\n", encoding="utf-8")
    hint = "请加 --lang zh"
    assert hint in command("label", source, "-o", tmp_path / "a.csv")[2]
    assert hint not in command("label", source, "-o", tmp_path / "b.csv", "--lang", "zh")[2]
