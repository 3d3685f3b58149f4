"""Suggestions go from a table to a table."""

import csv
import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from mvs_classifier.errors import ColumnError, DataError, OutputError, UsageError
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.store.changes import exclusive, replace_examples
from mvs_classifier.tables.options import Options, Request
from mvs_classifier.training.examples import read_shipped
from mvs_classifier.training.forms import Wanted, suggest_file
from mvs_classifier.training.labelled import read_labelled
from mvs_classifier.training.taught import TaughtExample, as_csv
from tests.conftest import Command
from tests.training.suggest.lines import LINES


def write(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding))
    return path


def rows(path: Path, delimiter: str = ",") -> list[list[str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def test_rows_keep_all_of_their_columns(classifier: Classifier, tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "编号,任务\n007,缴纳五险一金，双休\n008\n009,办卡推广,多,出\n010,！\n")
    found = suggest_file(classifier, source, tmp_path / "out.csv", Wanted(1))
    assert found == ("任务", 4, 2, 1, ["the header is in line 1"])
    verdict = classifier.classify("办卡推广")
    assert rows(tmp_path / "out.csv") == [
        ["编号", "任务", "mvs_label", "mvs_confidence", "correct_label"],
        ["009", "办卡推广", str(verdict.label), str(round(verdict.confidence, 4)), "", "多", "出"],
    ]


def test_what_people_fill_in_can_be_trained_on(classifier: Classifier, tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "编号;任务\n" + "".join(f"{n};{text}\n" for n, text in enumerate(LINES)))
    suggest_file(classifier, source, tmp_path / "out.csv")
    header, *found = rows(tmp_path / "out.csv", ";")
    found[1][-1] = "both"
    write(tmp_path / "out.csv", "\n".join(";".join(row) for row in [header, *found]), "gb18030")
    reading = read_labelled(tmp_path / "out.csv")
    assert [(example.text, example.label) for example in reading.examples] == [(found[1][1], "both")]
    assert reading.skipped == len(LINES) - 1


def test_earlier_verdicts_are_replaced_and_rows_with_an_answer_left_out(classifier: Classifier, tmp_path: Path) -> None:
    source = write(
        tmp_path / "in.csv",
        "text,correct_label,mvs_label,mvs_confidence,注\n办卡推广,sales,neither,0.1,甲\n出差：少量, ,both,0.2,乙\n",
    )
    assert suggest_file(classifier, source, tmp_path / "out.csv").suggested == 1
    header, found = rows(tmp_path / "out.csv")
    assert header == ["text", "注", "mvs_label", "mvs_confidence", "correct_label"]
    assert (found[:2], found[4]) == (["出差：少量", "乙"], "")
    assert found[2:4] != ["both", "0.2"]


def test_excel_in_and_out_keeps_types(classifier: Classifier, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.create_sheet("二")
    for row in [["编号", "任务"], [7, "办卡推广"], ["007", "=1+出差"]]:
        page.append(row)
    page["B3"].data_type = "s"
    book.save(tmp_path / "in.xlsx")
    suggest_file(classifier, tmp_path / "in.xlsx", tmp_path / "out.xlsx", Wanted(options=Options(sheet="二")))
    header, *found = openpyxl.load_workbook(tmp_path / "out.xlsx").active.iter_rows(values_only=True)
    assert header == ("编号", "任务", "mvs_label", "mvs_confidence", "correct_label")
    assert {row[:2] for row in found} == {(7, "办卡推广"), ("007", "=1+出差")}
    assert {type(row[3]) for row in found} == {float}


def test_members_of_later_json_lines_and_nested_ones_come_along(classifier: Classifier, tmp_path: Path) -> None:
    lines = [{"text": "缴纳五险一金，双休"}] * 300 + [{"text": "办卡推广", "tags": ["甲", "\ud800"], "ok": True}]
    source = write(tmp_path / "in.jsonl", "\n".join(["没有", *map(json.dumps, lines), "[1]"]))
    suggest_file(classifier, source, tmp_path / "out.csv", Wanted(1))
    header, found = rows(tmp_path / "out.csv")
    assert header[:3] == ["text", "tags", "ok"]
    assert found[:3] == ["办卡推广", '["甲", "?"]', "true"]


def test_parquet_is_read(classifier: Classifier, tmp_path: Path) -> None:
    parquet.write_table(pa.table({"id": [1, 2**60], "text": ["缴纳五险一金", "办卡推广"]}), tmp_path / "in.parquet")
    suggest_file(classifier, tmp_path / "in.parquet", tmp_path / "out.xlsx", Wanted(1))
    _, found = openpyxl.load_workbook(tmp_path / "out.xlsx").active.iter_rows(values_only=True)
    assert found[:2] == (str(2**60), "办卡推广")


@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
def test_encoding_and_column_as_they_are_named(classifier: Classifier, encoding: str, tmp_path: Path) -> None:
    source = write(tmp_path / "in.txt", "甲\t乙\n拜訪客戶\t辦卡推廣\n", encoding)
    options = Options(columns=("2",), encoding=encoding, delimiter="\t")
    assert suggest_file(classifier, source, tmp_path / "out.tsv", Wanted(options=options)).column == "乙"
    assert rows(tmp_path / "out.tsv", "\t")[1][:2] == ["拜訪客戶", "辦卡推廣"]


def test_nothing_is_replaced_unasked(classifier: Classifier, tmp_path: Path) -> None:
    source, target = write(tmp_path / "in.csv", "text\n办卡推广\n"), write(tmp_path / "out.csv", "mine")
    with pytest.raises(OutputError, match="already exists; give another name, or --force"):
        suggest_file(classifier, source, target)
    with pytest.raises(OutputError, match="is the input itself"):
        suggest_file(classifier, source, tmp_path / "." / "in.csv", Wanted(options=Options(force=True)))
    assert target.read_text(encoding="utf-8") == "mine"
    suggest_file(classifier, source, target, Wanted(options=Options(force=True)))
    assert len(rows(target)) == 2


def test_what_does_not_go_together_is_said_before_anything_is_written(classifier: Classifier, tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "text,b\n办卡推广,\n")
    with pytest.raises(UsageError, match=r"out\.jsonl, so its extension must be one of csv, tsv, xlsx"):
        suggest_file(classifier, source, tmp_path / "out.jsonl")
    with pytest.raises(UsageError, match=r"out\.doc, so its extension must be one of csv, tsv, xlsx"):
        suggest_file(classifier, source, tmp_path / "out.doc")
    with pytest.raises(UsageError, match="but text, b are named; name one"):
        suggest_file(classifier, source, tmp_path / "out.csv", Wanted(options=Options(columns=("text", "b"))))
    with pytest.raises(UsageError, match="--lines needs --job"):
        suggest_file(classifier, source, tmp_path / "out.csv", Wanted(lines=True))
    with pytest.raises(ColumnError, match="no column 'c'"):
        suggest_file(classifier, source, tmp_path / "out.csv", Wanted(options=Options(columns=("c",))))
    with pytest.raises(DataError, match="is empty"):
        suggest_file(classifier, write(tmp_path / "none.csv", ""), tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_every_cell_that_cannot_be_read_is_named_with_its_place(classifier: Classifier, tmp_path: Path) -> None:
    records = [
        {"text": "办卡推广", "title": {"a": 1}, "correct_label": ""},
        {"text": {"b": 2}, "title": "销售", "correct_label": ["s", 3]},
        {"text": "出差：少量", "title": "销售", "correct_label": ""},
    ]
    source = write(tmp_path / "in.jsonl", "\n".join(map(json.dumps, records)))
    options = Options(columns=("text",), title_column="title", request=Request(job=True))
    with pytest.raises(DataError) as raised:
        suggest_file(classifier, source, tmp_path / "out.csv", Wanted(options=options))
    begins = [line.rpartition("in.jsonl:")[2].partition(";")[0] for line in str(raised.value).splitlines()]
    assert begins == [
        "1: column 'title': the cell holds a value of type dict ({'a': 1})",
        "2: column 'text': the cell holds a value of type dict ({'b': 2})",
        "2: column 'correct_label': the cell holds a list with a value of type int (3)",
    ]


@pytest.fixture
def run(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Command) -> Command:
    """Run suggest in a folder of its own, in the small world."""
    monkeypatch.chdir(tmp_path)
    return lambda *options: command("suggest", "in.csv", "-o", "out.csv", *options)


def test_the_command_suggests_nothing_that_is_known(run: Command, tmp_path: Path) -> None:
    write(tmp_path / "in.csv", f'text\n"{read_shipped()[1000].text}"\n办卡推广\n出差：少量\n')
    write(tmp_path / "mine.csv", "text,label\n出差 少量,neither\n")
    code, _, err = run("--known", "mine.csv", "-n", "9")
    assert code == 0
    assert {row[0] for row in rows(tmp_path / "out.csv")[1:]} == {"办卡推广"}
    assert "1 of 3 rows written to out.csv, using column 'text'" in err
    assert "9 were asked for" in err
    assert "train --add out.csv" in err


def test_the_command_suggests_nothing_that_the_user_has_taught(run: Command, tmp_path: Path) -> None:
    taught = [TaughtExample(1, "2026-01-01", "mine.csv", 2, Label.NEITHER, "出差：少量")]
    with exclusive():
        replace_examples(as_csv(taught))
    write(tmp_path / "in.csv", "text\n办卡推广\n出差：少量\n")
    assert run("-n", "2")[0] == 0
    assert [row[0] for row in rows(tmp_path / "out.csv")[1:]] == ["办卡推广"]
