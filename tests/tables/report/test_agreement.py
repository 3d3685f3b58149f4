"""The report agrees with the labelled file, whatever that is."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from mvs_classifier import Classifier, ColumnError
from mvs_classifier.tables.label import label_file
from mvs_classifier.tables.options import Options
from tests.conftest import Command
from tests.html_reader import Page
from tests.tables.report.postings import HEADER, JOBS, ROWS, as_csv, groups
from tests.tables.runs import content, run, texts, write_table


@pytest.mark.parametrize("out", ["csv", "tsv", "xlsx"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_format_gives_the_same_report(out: str, language: str, report: Any) -> None:
    pages = [report(out=name, request=JOBS._replace(language=language, correct=True)) for name in ("csv", out)]
    first, second = (re.sub(r"out\.\w+|\d{4}-\d\d-\d\d \d\d:\d\d", "", " ".join(page.text.split())) for page in pages)
    assert first == second


@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_json_lines_and_parquet(ending: str, classifier: Classifier, tmp_path: Path) -> None:
    records = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
    source = tmp_path / f"in.{ending}"
    if ending == "jsonl":
        records[1]["备注"] = "只有这里有"
        source.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records), encoding="utf-8")
    else:
        import pyarrow as pa
        from pyarrow.parquet import write_table as write_parquet

        write_parquet(pa.Table.from_pylist(records), source)
    how = Options(title_column="职位名称", request=JOBS, html=tmp_path / "r.html", by=("城市",))
    label_file(classifier, source, tmp_path / f"out.{ending}", how)
    page = Page((tmp_path / "r.html").read_text(encoding="utf-8"))
    assert groups(page, 0)["上海"] == ["3", "marketing 2 sales 1"]
    assert "The title says marketing, the duties are sales" in page.text


def test_a_table_without_a_header(report: Any) -> None:
    page = report(as_csv(ROWS, None), header=False, title_column="3", columns=("4",), by=("2",))
    assert groups(page, 0)["上海"] == ["3", "marketing 2 sales 1"]
    assert "Row 1" in page.text


def test_columns_with_the_same_name(report: Any) -> None:
    header = ["公司", "公司", "职位名称", "职位描述"]
    page = report(as_csv(ROWS, header), by=("2",))
    assert groups(page, 0)["上海"] == ["3", "marketing 2 sales 1"]


def test_labelling_a_labelled_table_again(report: Any, tmp_path: Path) -> None:
    report()
    again = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert groups(report(again), 1)["上海"] == ["3", "marketing 2 sales 1"]
    with pytest.raises(ColumnError, match="column 'mvs_label' is replaced by the new verdicts"):
        report(again, by=("mvs_label",))


_SLOW = pytest.mark.slow


@pytest.mark.parametrize(
    "name", ["in.csv", pytest.param("in.xlsx", marks=_SLOW), pytest.param("in.jsonl", marks=_SLOW)]
)
def test_workers_and_an_interrupted_run_change_nothing(
    name: str, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_table(tmp_path / name, texts(400))
    out = f"out.{name.partition('.')[2]}"
    arguments = ["label", name, "-o", out, "--column", "任务", "--html", "r.html"]
    monkeypatch.chdir(tmp_path)
    assert command(*arguments)[0] == 0
    whole, page = content(tmp_path / out), _timeless(tmp_path / "r.html")
    os.unlink(tmp_path / out)
    os.unlink(tmp_path / "r.html")
    stopped = run(tmp_path, *arguments, largest_file=9000)
    assert stopped.returncode == 73
    assert not (tmp_path / "r.html").exists()
    assert run(tmp_path, *arguments, "--resume", "--workers", "2").returncode == 0
    assert content(tmp_path / out) == whole
    assert _timeless(tmp_path / "r.html") == page
    os.unlink(tmp_path / "r.html")
    assert run(tmp_path, *arguments, "--resume").returncode == 0  # all is finished but the report
    assert _timeless(tmp_path / "r.html") == page


def _timeless(path: Path) -> str:
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "", path.read_text(encoding="utf-8"))
