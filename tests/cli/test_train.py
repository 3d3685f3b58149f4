"""The command train: what is typed, what is printed, how it ends."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import mvs_classifier as mvs
from mvs_classifier.training.lesson import read_holdout
from tests import small_world
from tests.cli.conftest import Process
from tests.conftest import Command
from tests.small_world import GOOD, table

ROOT = Path(__file__).parents[2]


def test_the_json_of_a_training_holds_the_whole_report(small: Path, tmp_path: Path, command: Command) -> None:
    fixed, held = GOOD[1][0], read_holdout()[0]
    rows = [(*GOOD[0], ""), (fixed, "", "sales"), (fixed, "", "sales"), (held.text, "", held.label)]
    file = table(tmp_path / "new.csv", rows, ["text", "label", "correct_label"])
    code, out, _ = command("train", "--add", file, "--json")
    report = json.loads(out)
    assert (code, report["fingerprint"], report["installed"]) == (0, mvs.load().fingerprint, True)
    assert (report["taught"], report["new"], report["skipped"]) == (2, 2, 1)
    assert (report["reasons"], report["strayed"]) == ([], [])
    assert [notice["kind"] for notice in report["notices"]] == ["repeat", "holdout", "few", "one-sided"]
    assert report["examples"] == mvs.load().info.examples
    comparison, jobs = report["comparisons"]
    assert (comparison["texts"], comparison["count"]) == ("the holdout", len(read_holdout()) - 1)
    of_labels = {"f1_marketing", "f1_sales", "f1_both", "f1_neither"}
    assert set(comparison["figures"]) == {"accuracy", "macro_f1", *of_labels, "log_loss"}
    assert (jobs["texts"], set(jobs["figures"])) == ("the postings of the holdout", {"accuracy", "log_loss"})
    assert report["question"] == []
    figure = comparison["figures"]["macro_f1"]
    assert figure["new"] - figure["current"] == pytest.approx(figure["difference"])
    assert isinstance(report["shipped_lines_changed"], int)
    assert isinstance(report["postings_changed"], int)


def test_notices_are_printed(small: Path, tmp_path: Path, command: Command) -> None:
    out = command("train", "--add", table(tmp_path / "new.csv", [("call clients", "sales")]), "--dry-run")[1]
    assert "note: new.csv:2: 'call clients' has no Chinese character" in out
    assert "note: new.csv: there is 1 example; it may change little" in out


def test_several_files_and_a_repeated_option_add_up(small: Path, tmp_path: Path, command: Command) -> None:
    files = [table(tmp_path / f"{place}.csv", [row]) for place, row in enumerate(GOOD[:3])]
    out = command("train", "--add", files[0], files[1], "--add", files[2], "--dry-run")[1]
    assert "new examples: 3, of which the current model knew " in out


def test_columns_encoding_and_delimiter_may_be_named(small: Path, tmp_path: Path, command: Command) -> None:
    (tmp_path / "big5.csv").write_bytes("甲|乙\n拜訪客戶|銷售\n".replace("銷售", "s").encode("big5"))
    options = ["--text-column", "甲", "--label-column", "2", "-e", "big5", "-d", "|", "--dry-run"]
    code, out, _ = command("train", "--add", tmp_path / "big5.csv", *options)
    assert (code, "new examples: 1" in out) == (0, True)


def trains_a_model_that_can_be_used(run: Process, folder: Path) -> None:
    (folder / "mine.csv").write_text("任务,标签\n驿站扫楼地推,营销\n", encoding="utf-8")
    done = run("train", "--add", "mine.csv", "-o", "mine.joblib", "--json")
    info = json.loads(done.stdout)
    used = json.loads(run("classify", "--json", "--model", "mine.joblib", "拜访客户").stdout)
    assert used["model"] == info["fingerprint"]


def test_trains_a_model_that_can_be_used(small: Path, run: Process, tmp_path: Path) -> None:
    trains_a_model_that_can_be_used(run, tmp_path)


@pytest.mark.slow
def test_trains_a_model_of_all_that_ships(process: Process, tmp_path: Path) -> None:
    trains_a_model_that_can_be_used(process, tmp_path)


# Processes of their own.


def test_in_processes_of_their_own(store: Path, small_root: Path, tmp_path: Path) -> None:
    def run(*arguments: object, start: Sequence[object] = ("-m", "mvs_classifier")) -> str:
        command = [sys.executable, *map(str, (*start, *arguments))]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
        return done.stdout

    text, shipped = GOOD[0][0], mvs.load().fingerprint
    assert json.loads(run("classify", "--json", text))["model"] == shipped
    trained = run("train", "--add", table(tmp_path / "good.csv", GOOD), "--json", start=small_world.command(small_root))
    now = json.loads(run("classify", "--json", text))
    assert (now["label"], now["model"]) == ("sales", json.loads(trained)["fingerprint"])
    assert f"\tgood.csv:2\tsales\t{text}\n" in run("examples")
    run("models", "rollback")
    assert json.loads(run("classify", "--json", text))["model"] == shipped
