import csv
import io
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import mvs_classifier as mvs
from mvs_classifier.cli import main
from mvs_classifier.shipped import shipped_model

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, stdin: bytes = b"") -> "subprocess.CompletedProcess[str]":
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            code = main(arguments)
        except SystemExit as end:
            code = int(end.code or 0)
        return subprocess.CompletedProcess(arguments, code, *capfd.readouterr())

    return run


def test_classifies_arguments(command: Run) -> None:
    done = command("classify", "负责拜访客户，完成季度销售指标", "策划品牌活动")
    labels = [line.split("\t")[0] for line in done.stdout.splitlines()]
    assert (labels, done.stderr, done.returncode) == (["sales", "marketing"], "", 0)


@pytest.mark.parametrize("arguments", [["classify"], ["classify", "-"]])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_classifies_the_lines_of_standard_input(arguments: list[str], encoding: str, command: Run) -> None:
    done = command(*arguments, stdin="拜访客户\r\n\n策划活动".encode(encoding))
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == ["sales", "neither", "marketing"]
    assert "(no verdict: empty)" in done.stdout


@pytest.mark.parametrize("encoding", ["big5", "utf-16", "gb18030"])
def test_takes_the_encoding_of_standard_input_that_is_named(encoding: str, command: Run) -> None:
    done = command("classify", "-e", encoding, stdin="拜訪客戶\n拜訪客戶".encode(encoding))
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == ["sales", "sales"]


def test_the_whole_of_standard_input_tells_its_encoding(command: Run) -> None:
    assert "学校" in command("classify", stdin="学校\n拜访客户\n".encode("gb18030")).stdout


def test_arguments_in_another_encoding_are_understood() -> None:
    arguments: list[str | bytes] = [sys.executable, "-m", "mvs_classifier", "classify", "拜访客户".encode("gb18030")]
    done = subprocess.run(arguments, capture_output=True, check=True)
    assert done.stdout.decode() == command_output("拜访客户")


def command_output(text: str) -> str:
    prediction = mvs.classify(text)
    return f"{prediction.label}\t{prediction.confidence:.2f}\t{text}\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_label_leaves_the_old_output_and_a_way_to_go_on(number: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text\n" + "负责拜访客户，签订合同\n" * 1_000_000, encoding="utf-8")
    (tmp_path / "out.csv").write_text("old", encoding="utf-8")
    arguments = [sys.executable, "-m", "mvs_classifier", "label", "in.csv", "-o", "out.csv", "--force"]
    with subprocess.Popen(arguments, cwd=tmp_path, stderr=subprocess.PIPE) as running:
        while not list(tmp_path.glob(".out.csv.mvs-part")):
            time.sleep(0.01)
        running.send_signal(number)
        _, message = running.communicate()
    assert (running.returncode, b"interrupted" in message) == (130, True)
    assert b"--resume" in message
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv", "out.csv", ".out.csv.mvs-part", ".out.csv.mvs-job"}
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "old"


def test_a_full_disk_under_standard_output_is_told() -> None:
    shell = f"'{sys.executable}' -m mvs_classifier classify 拜访客户 > /dev/full"
    done = subprocess.run(["/bin/bash", "-c", shell], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, "cannot write the output" in done.stderr, "Traceback" in done.stderr) == (73, True, False)


def test_json_holds_the_whole_prediction(command: Run) -> None:
    record = json.loads(command("classify", "--json", "拜访客户").stdout)
    assert record == {"text": "拜访客户", **mvs.classify("拜访客户")._asdict()}


def test_explain_shows_the_words(command: Run) -> None:
    assert "拜访 +" in command("classify", "--explain", "拜访客户").stdout
    record = json.loads(command("classify", "--explain", "--json", "拜访客户").stdout)
    logits = record["intercept"]["sales"] + sum(word["contributions"]["sales"] for word in record["words"])
    assert logits == pytest.approx(mvs.explain("拜访客户").logits[mvs.Label.SALES])


def test_odd_texts_are_printed_on_one_line(command: Run) -> None:
    assert len(command("classify", "拜访\n客户\t签约").stdout.splitlines()) == 1


def test_an_argument_in_no_encoding_is_bad_data() -> None:
    arguments: list[str | bytes] = [sys.executable, "-m", "mvs_classifier", "classify", b"\xff\xff"]
    done = subprocess.run(arguments, capture_output=True, check=False)
    assert (done.returncode, b"an argument is neither in UTF-8" in done.stderr) == (65, True)


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text("拜访客户\n" * 100_000, encoding="utf-8")
    shell = f"'{sys.executable}' -m mvs_classifier classify < '{lines}' | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["/bin/bash", "-c", shell], capture_output=True, encoding="utf-8", check=True)
    assert (done.stdout.splitlines()[-1], done.stderr) == ("0", "")


def test_labels_a_file_and_says_what_it_came_to(command: Run, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("岗位,任务\n甲,拜访客户\n乙,策划活动\n丙,\n", encoding="gb18030")
    done = command("label", "in.csv", "-o", "out.csv")
    assert (done.returncode, done.stdout) == (0, "")
    assert "3 rows labelled by column '任务', written to out.csv" in done.stderr
    assert "no verdict: empty" in done.stderr
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["mvs_label"] for row in csv.DictReader(file)] == ["sales", "marketing", ""]


def test_recommends_job_for_whole_descriptions(command: Run, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("任务\n" + "负责拜访客户；" * 30 + "\n", encoding="utf-8")
    assert "--job" in command("label", "in.csv", "-o", "out.csv").stderr
    done = command("label", "in.csv", "-o", "out.csv", "--job", "--force")
    assert (done.returncode, "--job labels" in done.stderr) == (0, False)


def test_counts_titles_that_disagree(command: Run, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("岗位,任务\n市场专员,拜访客户；签订合同\n", encoding="utf-8")
    done = command("label", "in.csv", "-o", "out.csv", "--job", "--column", "任务", "--title-column", "岗位")
    assert "1 titles name another craft" in done.stderr


@pytest.mark.slow
def test_trains_a_model_that_can_be_used(command: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("任务,标签\n驿站扫楼地推,营销\n", encoding="utf-8")
    done = command("train", "--add", "mine.csv", "-o", "mine.joblib", "--json")
    info = json.loads(done.stdout)
    used = json.loads(command("classify", "--json", "--model", "mine.joblib", "拜访客户").stdout)
    assert used["model"] == info["fingerprint"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["label", "nowhere.csv", "-o", "out.csv"], 66, "cannot read nowhere.csv"),
        (["label", "quote.csv", "-o", "out.csv"], 65, "never closed"),
        (["label", "good.csv", "-o", "good.csv"], 73, "is the input itself"),
        (["label", "good.csv", "-o", "nowhere/out.csv"], 73, "cannot write"),
        (["label", "good.csv", "-o", "out.csv", "--column", "tex"], 2, "did you mean 'text'"),
        (["label", "good.csv", "-o", "out.csv", "-d", "::"], 2, "a delimiter is one character"),
        (["label", "good.csv", "-o", "out.csv", "--title-column", "text"], 2, "--title-column goes with --job"),
        (["label", "good.csv"], 2, "-o"),
        (["classify", "--model", "good.csv", "x"], 1, "cannot use the model file good.csv"),
        (["classify", "-e", "klingon"], 65, "no encoding 'klingon'"),
        (["train"], 2, "name tables of your examples with --add"),
        (["train", "-o", "good.csv"], 73, "is no model file"),
        (["evaluate", "nowhere.csv"], 66, "no such file"),
        ([], 2, "COMMAND"),
    ],
)
def test_what_goes_wrong_has_a_message_and_a_code(
    arguments: list[str], code: int, says: str, command: Run, tmp_path: Path
) -> None:
    (tmp_path / "good.csv").write_text("text\n拜访客户\n", encoding="utf-8")
    (tmp_path / "quote.csv").write_text('text\n"拜访客户\n', encoding="utf-8")
    done = command(*arguments, stdin=b"x")
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.csv").exists()


def test_bytes_in_no_encoding_on_standard_input(command: Run) -> None:
    done = command("classify", stdin=b"abc\n\xff\xff\n")
    assert (done.returncode, done.stdout) == (65, "")
    assert "standard input is neither in UTF-8 nor in GB18030 (line 2)" in done.stderr


def test_an_interruption_ends_with_its_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mvs_classifier.cli.classify.load", interrupted)
    assert main(["classify", "x"]) == 130
    assert "interrupted" in capsys.readouterr().err


def test_the_version(command: Run) -> None:
    assert command("--version").stdout == f"mvs-classifier {mvs.__version__}\n"


def test_the_shipped_model_is_what_is_used(command: Run) -> None:
    record = json.loads(command("classify", "--json", "拜访客户").stdout)
    assert record["model"] == mvs.load(shipped_model()).fingerprint


def test_evaluates_a_labelled_file(command: Run, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text,label\n拜访客户,sales\n催收货款,both\n", encoding="utf-8")
    done = command("evaluate", "in.csv")
    assert done.returncode == 0
    assert "accuracy               0.500" in done.stdout
    assert "both -> sales" in done.stdout
    record = json.loads(command("evaluate", "--json", "in.csv").stdout)
    assert [(mistake["line"], mistake["verdict"]) for mistake in record["mistakes"]] == [(3, "sales")]


def test_evaluating_an_unknown_label_is_bad_data(command: Run, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text,label\n拜访客户,sale\n", encoding="utf-8")
    done = command("evaluate", "in.csv")
    assert (done.returncode, "in.csv:2: the label is 'sale'" in done.stderr) == (65, True)
