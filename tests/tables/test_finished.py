"""A job that is finished is known to be, whatever moment its run was killed at after that."""

import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from mvs_classifier import Classifier, OutputError
from mvs_classifier.tables.finished import is_finished, mark_finished
from mvs_classifier.tables.label import label_file
from mvs_classifier.tables.options import Options
from tests.conftest import Command

JOB = {"input": ["in.csv", 1, 2], "model": "abc"}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text("text\n拜访客户\n", encoding="utf-8")
    return path


@pytest.fixture
def folder(table: Path, pinned_model: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder to work in, with the table and a small model."""
    monkeypatch.chdir(table.parent)
    return table.parent


def test_an_output_tells_of_its_job(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.touch()
    before = path.stat().st_mtime
    mark_finished(path, JOB)
    assert is_finished(path, JOB)
    assert not is_finished(path, {**JOB, "model": "abd"})
    assert abs(path.stat().st_mtime - before) < 0.1


def test_nothing_is_not_finished(tmp_path: Path) -> None:
    assert not is_finished(tmp_path / "nothing", JOB)


def test_an_output_that_was_changed_since_is_not_the_job_s(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.touch()
    mark_finished(path, JOB)
    moment = path.stat().st_mtime_ns
    os.utime(path, ns=(moment, moment + 123_400))
    assert not is_finished(path, JOB)


_KILLED = """
import atexit, os, signal, sys
import mvs_classifier.cli.label
def killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)
replace = os.replace
def renamed(source, target):
    replace(source, target)
    if "mvs-" not in os.path.basename(target):
        killed()
{where}
sys.exit(mvs_classifier.cli.main(sys.argv[1:]))
"""
_WHERE = ["os.replace = renamed", "mvs_classifier.cli.label.say = killed", "atexit.register(killed)"]


@pytest.mark.parametrize("target", ["out.csv", pytest.param("out.xlsx", marks=pytest.mark.slow)])
@pytest.mark.parametrize("where", _WHERE)
def test_a_run_killed_after_its_last_act_has_finished(where: str, target: str, folder: Path, command: Command) -> None:
    code = [sys.executable, "-c", _KILLED.format(where=where)]
    label = ["label", "in.csv", "-o", target, "--model", "model"]
    done = subprocess.run([*code, *label], check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL
    made = Path(target).read_bytes()
    ended, out, err = command(*label, "--resume")
    assert (ended, out, err) == (0, "", f"{target} is already complete: an earlier run of this command wrote it\n")
    assert Path(target).read_bytes() == made
    assert {path.name for path in folder.iterdir()} == {"in.csv", "model", target}


def test_another_command_is_not_finished(table: Path, classifier: Classifier) -> None:
    out = table.with_name("out.csv")
    label_file(classifier, table, out)
    assert label_file(classifier, table, out, Options(resume=True)).was_finished
    with pytest.raises(OutputError, match="already exists"):
        label_file(classifier, table, out, Options(resume=True, safe_excel=True))
    with pytest.raises(OutputError, match="already exists"):
        label_file(classifier, table, out)


@pytest.mark.parametrize("kind", ["symbolic link", "hard link", "pipe"])
@pytest.mark.parametrize("name", ["part", "job", "job~", "whole", "lock"])
@pytest.mark.parametrize("options", [Options(), Options(resume=True)])
def test_nothing_planted_beside_the_output_is_written_through_or_waited_for(
    kind: str,
    name: str,
    options: Options,
    table: Path,
    classifier: Classifier,
) -> None:
    victim, out = table.with_name("victim"), table.with_name("out.xlsx")
    victim.write_bytes(b"keep me")
    planted = table.with_name(f".out.xlsx.mvs-{name}")
    plant = {
        "symbolic link": partial(planted.symlink_to, victim),
        "hard link": partial(planted.hardlink_to, victim),
        "pipe": partial(os.mkfifo, planted),
    }
    plant[kind]()
    assert label_file(classifier, table, out, options).tally.rows == 1
    assert (victim.read_bytes(), out.exists()) == (b"keep me", True)
    assert {path.name for path in table.parent.iterdir()} == {"in.csv", "victim", "out.xlsx"}
