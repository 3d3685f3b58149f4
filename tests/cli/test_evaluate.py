import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Process


def test_evaluates_a_labelled_file(process: Process, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text,label\n拜访客户,sales\n催收货款,both\n", encoding="utf-8")
    done = process("evaluate", "in.csv")
    assert done.returncode == 0
    assert "accuracy               0.500" in done.stdout
    assert "both -> sales" in done.stdout
    record = json.loads(process("evaluate", "--json", "in.csv").stdout)
    assert [(mistake["line"], mistake["verdict"]) for mistake in record["mistakes"]] == [(3, "sales")]


def test_evaluating_an_unknown_label_is_bad_data(process: Process, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text,label\n拜访客户,sale\n", encoding="utf-8")
    done = process("evaluate", "in.csv")
    assert (done.returncode, "in.csv:2: the label is 'sale'" in done.stderr) == (65, True)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_names_of_columns_are_understood_in_any_locale(encoding: str, process: Process, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("甲,乙\n拜访客户,sales\n", encoding="utf-8")
    names = ["--text-column", "甲".encode(encoding), "--label-column", "乙".encode(encoding)]
    done = process("evaluate", "in.csv", *names, env={**os.environ, "LC_ALL": "C"})
    assert (done.returncode, "1 texts" in done.stdout) == (0, True), done.stderr


def test_whole_postings_are_told_of(process: Process, tmp_path: Path) -> None:
    posting = "岗位职责：拜访客户，签订合同，催收货款。" * 8
    (tmp_path / "in.csv").write_text(f"text,label\n{posting},sales\n", encoding="utf-8")
    assert "note: the texts look like whole job descriptions" in process("evaluate", "in.csv").stderr
