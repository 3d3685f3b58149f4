"""Odd content of any format is read or told."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mvs_classifier.errors import DataError
from mvs_classifier.training.examples import data_hash
from mvs_classifier.training.labelled import ReadOptions, read_labelled
from tests.training.labelled.reading import Write, pairs, problems

PARTS = [
    *"text,label sales 拜访;|\t\n\r\"'{}[]:\0\ufeff\x1f",
    '"text"',
    '"label"',
    "sep=",
    "correct_label",
    "\n",
    "\n",
    ",",
]


@given(
    content=st.lists(st.sampled_from(PARTS), max_size=40).map("".join).map(str.encode) | st.binary(max_size=60),
    start=st.sampled_from([b"", b"text,label\n", b"sep=;\n", b"PK\x03\x04", b"PAR1", b"\xff\xfe", b'{"text":"a"}\n']),
    name=st.sampled_from(["a.csv", "a.tsv", "a.jsonl", "a.xlsx", "a.xls", "a.parquet", "odd"]),
)
def test_whatever_a_file_holds_it_is_read_or_told(
    content: bytes, start: bytes, name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("odd") / name
    path.write_bytes(start + content)
    try:
        outcome = str(read_labelled(path).examples)
    except DataError as error:
        outcome = str(error)
    assert name in outcome


def test_odd_cells_of_a_workbook_are_told(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["text", "label"], ["拜访", 1], ["策划", 1.5], ["签约", True], ["=1+1", "m"], [None, None], [618, "s"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    begins = [line.partition(";")[0] for line in problems(tmp_path / "a.xlsx")]
    assert begins == [
        "a.xlsx:2: the label is '1'",
        "a.xlsx:3: the label is '1.5'",
        "a.xlsx:4: the label is 'True'",
        "a.xlsx:5: the text '' is empty",
    ]


def test_an_empty_sheet_is_told(tmp_path: Path) -> None:
    import openpyxl

    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    (problem,) = problems(tmp_path / "a.xlsx")
    assert problem.startswith("the sheet of a.xlsx is empty")


def test_odd_json_is_told(write: Write) -> None:
    lines = [
        '{"text":"策划","label":"m"}',
        "[1]",
        '{"text":"拜访","label":"s","label":"m"}',
        '{"text":"\\ud800拜","label":"s"}',
        '{"text":["拜访"],"label":"s"}',
        '{"label":"s"}',
        "{}",
        '{"text":null,"label":null}',
        '{"text":"签约","label":' + "[" * 100_000 + "]" * 100_000 + "}",
    ]
    assert [line.partition(";")[0] for line in problems(write("\n".join(lines), "a.jsonl"))] == [
        "a.jsonl:2: is not a JSON object",
        "a.jsonl:3: the label is \"['s', 'm']\"",
        r"a.jsonl:4: the text '\ud800拜' holds half a character",
        "a.jsonl:6: the text '' is empty",
        "a.jsonl:9: is not a JSON object",
    ]


def test_titles_that_cannot_be_read_are_told_with_the_problems_of_other_rows(write: Write) -> None:
    lines = [
        '{"text":"策划","label":"m","title":{"a":1}}',
        '{"text":"拜访","label":"sale","title":[2]}',
        '{"text":"签约","label":"s","title":"销售"}',
        '{"text":"","label":"s","title":"销售"}',
    ]
    found = problems(write("\n".join(lines), "a.jsonl"), job=True, title_column="title")
    assert [line.partition(";")[0] for line in found] == [
        "a.jsonl:1: column 'title': the cell holds a value of type dict ({'a': 1})",
        "a.jsonl:2: the label is 'sale'",
        "a.jsonl:2: column 'title': the cell holds a list with a value of type int (2)",
        "a.jsonl:4: the text '' is empty",
    ]


def test_a_row_without_a_correction_is_left_out_where_its_title_cannot_be_read(write: Write) -> None:
    lines = [
        '{"text":"策划","correct_label":"","title":{"a":1}}',
        '{"text":"拜访","correct_label":"","title":"销售"}',
        '{"text":"签约","correct_label":"s","title":"销售"}',
    ]
    options = ReadOptions(job=True, title_column="title")
    reading = read_labelled(write("\n".join(lines), "a.jsonl"), options)
    assert ([one.text for one in reading.untouched], reading.skipped) == (["拜访"], 2)


def test_a_correction_may_come_late_in_json_lines(write: Write) -> None:
    lines = [f'{{"text":"第{number}条","label":"s"}}\n' for number in range(1000)]
    reading = read_labelled(write("".join(lines) + '{"text":"策划","correct_label":"m"}', "a.jsonl"))
    assert (pairs(reading), reading.skipped) == ([("策划", "marketing")], 1000)


def test_a_broken_line_is_told_even_where_corrections_may_be_blank(write: Write) -> None:
    (problem,) = problems(write('{"text":"策划","correct_label":"m"}\nnull\n', "a.jsonl"))
    assert problem.startswith("a.jsonl:2: is not a JSON object")


def test_texts_of_bytes_are_utf_8_or_a_problem(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow.parquet import write_table

    texts = ["拜访".encode(), "策划".encode("gb18030")]
    write_table(pa.table({"text": texts, "label": ["s", "m"]}), tmp_path / "a.parquet")
    (problem,) = problems(tmp_path / "a.parquet")
    assert problem.startswith("a.parquet:2: the text cannot be read: the cell holds bytes that are not UTF-8")


def test_strings_of_a_parquet_file_that_are_no_utf_8_are_told(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow.parquet import write_table

    texts = pa.array(["拜访".encode("gb18030")], pa.binary()).view(pa.string())
    write_table(pa.table({"text": texts, "label": ["s"]}), tmp_path / "a.parquet")
    (problem,) = problems(tmp_path / "a.parquet")
    assert problem.startswith("a.parquet is not a readable Parquet file ('utf-8' codec")


def test_long_texts_and_odd_characters_stay_as_they_are(write: Write) -> None:
    texts = ["拜" * 1_000_000, "策\0划", "签\u200b约\r\n合同", '"引号", 逗号']
    file = io.StringIO(newline="")
    csv.writer(file).writerows([["text", "label"], *([text, "s"] for text in texts)])
    found = read_labelled(write(file.getvalue())).examples
    assert [example.text for example in found] == texts
    assert data_hash(found)
