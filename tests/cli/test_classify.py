import json
import subprocess
import sys
from pathlib import Path

import pytest

import mvs_classifier as mvs
from mvs_classifier.model.file import write_model
from mvs_classifier.model.taught import Taught, key
from mvs_classifier.shipped import shipped_model
from tests.cli.conftest import Process
from tests.tiny_models import tiny


def test_classifies_arguments(process: Process) -> None:
    done = process("classify", "负责拜访客户，完成季度销售指标", "策划品牌活动")
    labels = [line.split("\t")[0] for line in done.stdout.splitlines()]
    assert (labels, done.stderr, done.returncode) == (["sales", "marketing"], "", 0)


@pytest.mark.parametrize("arguments", [["classify"], ["classify", "-"]])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_classifies_the_lines_of_standard_input(arguments: list[str], encoding: str, run: Process) -> None:
    done = run(*arguments, stdin="拜访客户\r\n\n策划活动".encode(encoding))
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == ["sales", "neither", "marketing"]
    assert "(no verdict: empty)" in done.stdout


@pytest.mark.parametrize("encoding", ["big5", "utf-16", "gb18030"])
def test_takes_the_encoding_of_standard_input_that_is_named(encoding: str, run: Process) -> None:
    done = run("classify", "-e", encoding, stdin="拜訪客戶\n拜訪客戶".encode(encoding))
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == ["sales", "sales"]


def test_the_whole_of_standard_input_tells_its_encoding(run: Process) -> None:
    assert "学校" in run("classify", stdin="学校\n拜访客户\n".encode("gb18030")).stdout


def test_arguments_in_another_encoding_are_understood() -> None:
    arguments: list[str | bytes] = [sys.executable, "-m", "mvs_classifier", "classify", "拜访客户".encode("gb18030")]
    done = subprocess.run(arguments, capture_output=True, check=True)
    assert done.stdout.decode() == command_output("拜访客户")


def command_output(text: str) -> str:
    prediction = mvs.classify(text)
    return f"{prediction.label}\t{prediction.confidence:.2f}\t{text}\n"


def test_json_holds_the_whole_prediction(run: Process) -> None:
    record = json.loads(run("classify", "--json", "拜访客户").stdout)
    assert record == {"text": "拜访客户", **mvs.classify("拜访客户").to_dict()}


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8"])
def test_json_is_json_in_any_encoding_of_the_output(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    command = [sys.executable, "-m", "mvs_classifier", "classify", "--json", "拜访客户😀é"]
    printed = subprocess.run(command, capture_output=True, check=True).stdout
    assert json.loads(printed.decode(encoding))["text"] == "拜访客户😀é"


def test_explain_shows_the_words(run: Process) -> None:
    assert "拜访 +" in run("classify", "--explain", "拜访客户").stdout
    record = json.loads(run("classify", "--explain", "--json", "拜访客户").stdout)
    logits = record["intercept"]["sales"] + sum(word["contributions"]["sales"] for word in record["words"])
    assert logits == pytest.approx(mvs.explain("拜访客户").logits[mvs.Label.SALES])


def test_explain_shows_of_a_taught_text_only_words_that_support_what_was_taught(tmp_path: Path, run: Process) -> None:
    taught = Taught({key("拜访客户"): 0})
    write_model(tmp_path / "model.joblib", tiny(mvs.Label.SALES)._replace(taught=taught))
    done = run("classify", "--explain", "--model", "model.joblib", "拜访客户", "拜访新客户")
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert rows[0] == ["marketing", "1.00", "拜访客户", "(taught)", ""]
    assert "拜访 +" in rows[1][3]


def test_odd_texts_are_printed_on_one_line(run: Process) -> None:
    assert len(run("classify", "拜访\n客户\t签约").stdout.splitlines()) == 1


def test_an_argument_in_no_encoding_is_bad_data(run: Process) -> None:
    done = run("classify", b"\xff\xff")
    assert (done.returncode, "an argument is neither in UTF-8" in done.stderr) == (65, True)


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text("拜访客户\n" * 100_000, encoding="utf-8")
    shell = f"'{sys.executable}' -m mvs_classifier classify < '{lines}' | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["/bin/bash", "-c", shell], capture_output=True, encoding="utf-8", check=True)
    assert (done.stdout.splitlines()[-1], done.stderr) == ("0", "")


def test_bytes_in_no_encoding_on_standard_input(run: Process) -> None:
    done = run("classify", stdin=b"abc\n\xff\xff\n")
    assert (done.returncode, done.stdout) == (65, "")
    assert "standard input is neither in UTF-8 nor in GB18030 (line 2)" in done.stderr


def test_the_shipped_model_is_what_is_used(run: Process) -> None:
    record = json.loads(run("classify", "--json", "拜访客户").stdout)
    assert record["model"] == mvs.load(shipped_model()).fingerprint
