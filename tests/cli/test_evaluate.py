import json
from pathlib import Path

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
