"""Files that cannot be read, or hold no example, are told."""

import sys
from pathlib import Path

import pytest

from mvs_classifier.errors import DataError, InputNotFoundError, MissingExtraError, UsageError
from mvs_classifier.training.labelled import ReadOptions, read_labelled
from tests.training.labelled.reading import Write, as_workbook, pairs, problems


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        ('text,label\n策划,m\n"a,s\n', "a.csv", "a quote that opens in the row of line 3 is never closed"),
        ('text,label\n"a"b,s\n', "a.csv", "a quote in the row of line 2 is not followed by"),
        (b"text,label\n\xff\xff,s\n", "a.csv", "is not in the encoding that was expected"),
        ("text,label\n拜访,s\n".encode("utf-16-le"), "a.csv", "try -e utf-16-le"),
        (b"\xef\xbb\xbf", "a.csv", "a.csv is empty"),
        (b"\xef\xbb\xbf", "a.tsv", "a.tsv is empty"),
        (b"sep=;\n", "a.csv", "a.csv is empty"),
        (b"\n\n", "a.tsv", "a.tsv is empty or begins with an empty line"),
        ("拜访", "a.jsonl", "a.jsonl holds no JSON object"),
        (b"PK\x03\x04", "a.xlsx", "a.xlsx is not a readable workbook"),
        (b"PAR1", "a.parquet", "a.parquet is not a readable Parquet file"),
    ],
)
def test_files_that_cannot_be_read_are_told(content: str | bytes, name: str, says: str, write: Write) -> None:
    (problem,) = problems(write(content, name))
    assert says in problem


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("text,label\n", "there is no row below the header"),
        ("text,label\n\n,\n , \u3000\n", "there is no row below the header"),
        ("text,correct_label\n拜访,\n策划\n", "the column of corrections is blank in all of 2 rows; fill it in"),
    ],
)
def test_a_file_without_an_example_is_told(content: str, says: str, write: Write) -> None:
    (problem,) = problems(write(content))
    assert problem.startswith(f"mine.csv: {says}")


def test_one_file_with_examples_is_enough(write: Write) -> None:
    paths = [write("text,更正\n拜访,\n", "a.csv"), write("text,label\n拜访,s\n", "b.csv")]
    assert (pairs(read_labelled(paths)), read_labelled(paths).skipped) == ([("拜访", "sales")], 1)
    with pytest.raises(DataError, match="no file is given"):
        read_labelled([])


def test_a_file_that_is_not_there_is_told_before_any_is_read(write: Write, tmp_path: Path) -> None:
    bad = write("text,label\n拜访,x\n")
    with pytest.raises(InputNotFoundError, match=r"nowhere\.docx: there is no such file"):
        read_labelled([bad, tmp_path / "nowhere.docx"])
    (tmp_path / "old.d").mkdir()
    with pytest.raises(InputNotFoundError, match="is a folder"):
        read_labelled([bad, tmp_path / "old.d"])


def test_a_package_that_is_missing_is_no_fault_of_the_file(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(MissingExtraError, match=r"python_calamine.*mvs-classifier\[excel\]"):
        read_labelled(write(as_workbook("xlsx"), "a.xlsx"))


@pytest.mark.parametrize("delimiter", ["", "::", '"', "\n"])
def test_a_delimiter_is_one_character(delimiter: str, write: Write) -> None:
    with pytest.raises(UsageError, match="the delimiter must be one character"):
        read_labelled(write("text,label\n"), ReadOptions(delimiter=delimiter))
