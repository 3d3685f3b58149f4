import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Process


@pytest.mark.usefixtures("small")
def test_evaluates_a_labelled_file(run: Process, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text,label\n拜访客户,sales\n催收货款,both\n", encoding="utf-8")
    done = run("evaluate", "in.csv")
    assert done.returncode == 0
    assert "accuracy               0.500" in done.stdout
    assert "both -> sales" in done.stdout
    record = json.loads(run("evaluate", "--json", "in.csv").stdout)
    assert [(mistake["line"], mistake["verdict"]) for mistake in record["mistakes"]] == [(3, "sales")]


def test_evaluating_an_unknown_label_is_bad_data(run: Process, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text,label\n拜访客户,sale\n", encoding="utf-8")
    done = run("evaluate", "in.csv")
    assert (done.returncode, "in.csv:2: the label is 'sale'" in done.stderr) == (65, True)


def names(encoding: str, folder: Path) -> list[str | bytes]:
    """The arguments for a table whose columns are named in an encoding."""
    (folder / "in.csv").write_text("甲,乙\n拜访客户,sales\n", encoding="utf-8")
    return ["evaluate", "in.csv", "--text-column", "甲".encode(encoding), "--label-column", "乙".encode(encoding)]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_names_of_columns_are_understood_in_any_encoding(encoding: str, run: Process, tmp_path: Path) -> None:
    done = run(*names(encoding, tmp_path))
    assert (done.returncode, "1 texts" in done.stdout) == (0, True), done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_names_of_columns_are_understood_in_any_locale(encoding: str, process: Process, tmp_path: Path) -> None:
    done = process(*names(encoding, tmp_path), env={**os.environ, "LC_ALL": "C"})
    assert (done.returncode, "1 texts" in done.stdout) == (0, True), done.stderr


@pytest.mark.usefixtures("small")
def test_whole_postings_are_told_of(run: Process, tmp_path: Path) -> None:
    posting = "岗位职责：拜访客户，签订合同，催收货款。" * 8
    (tmp_path / "in.csv").write_text(f"text,label\n{posting},sales\n", encoding="utf-8")
    assert "note: the texts look like whole job descriptions" in run("evaluate", "in.csv").stderr
