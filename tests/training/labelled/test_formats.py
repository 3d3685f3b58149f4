"""Every format is read, and each example says where it was."""

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mvs_classifier.model.labels import Label
from mvs_classifier.training.examples import Example
from mvs_classifier.training.labelled import Reading, ReadOptions, read_labelled
from tests.training.labelled.reading import ROWS, Write, as_workbook, pairs

EXPECTED = [("拜访客户", "sales"), ("策划活动", "marketing")]


def test_an_example_says_where_it_stands_and_that_a_user_wrote_it(write: Write) -> None:
    path = write("编号,text,label\n1,策划活动,marketing\n2, 拜访客户 ,s\n")
    assert read_labelled([path]) == Reading(
        [
            Example("策划活动", Label.MARKETING, "mine.csv", 2, "mine.csv:2", "user", ""),
            Example("拜访客户", Label.SALES, "mine.csv", 3, "mine.csv:3", "user", ""),
        ],
        skipped=0,
        repeats=[],
    )


def as_parquet() -> bytes:
    import pyarrow as pa
    from pyarrow.parquet import write_table

    file = io.BytesIO()
    texts, labels = zip(*ROWS[1:], strict=True)
    write_table(pa.table({"text": texts, "label": pa.array(labels).dictionary_encode()}), file)
    return file.getvalue()


def as_csv(delimiter: str, line_end: str = "\n") -> str:
    return line_end.join(delimiter.join(row) for row in ROWS)


@pytest.mark.parametrize(
    ("name", "content", "lines"),
    [
        ("a.csv", as_csv(",").encode("utf-8-sig"), [2, 3]),
        ("a.csv", as_csv(";", "\r\n").encode("gb18030"), [2, 3]),
        ("a.csv", as_csv("|", "\r").encode("utf-16"), [2, 3]),
        ("a.txt", as_csv("\t").encode(), [2, 3]),
        ("a.tsv", as_csv("\t").encode("gb18030"), [2, 3]),
        ("a.csv", b"sep=;\r\n" + as_csv(";").encode(), [3, 4]),
        ("a.csv", ("sep=;\r\n" + as_csv(";")).encode("utf-16"), [3, 4]),
        ("a.xlsx", as_workbook("xlsx"), [2, 3]),
        ("a.xls", as_workbook("xls"), [2, 3]),
        ("a.parquet", as_parquet(), [1, 2]),
    ],
)
def test_every_format_is_read(name: str, content: bytes, lines: list[int], write: Write) -> None:
    reading = read_labelled(write(content, name))
    assert pairs(reading) == EXPECTED
    assert [example.line for example in reading.examples] == lines


def test_json_lines_are_read_and_counted_with_the_empty_ones(write: Write) -> None:
    objects = [json.dumps({"label": label, "text": text, "by": {"a": [1]}}) for text, label in ROWS[1:]]
    reading = read_labelled(write("\ufeff" + "\n\n".join(objects), "a.jsonl"))
    assert pairs(reading) == EXPECTED
    assert [example.line for example in reading.examples] == [1, 3]


def test_encoding_delimiter_sheet_and_columns_can_be_named(write: Write, tmp_path: Path) -> None:
    import openpyxl

    assert pairs(read_labelled(write("甲^乙\n拜訪^s\n", encoding="big5"), ReadOptions("甲", "2", "big5", "^"))) == [
        ("拜訪", "sales")
    ]
    book = openpyxl.Workbook()
    sheet = book.create_sheet("二")
    for row in ROWS:
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    assert pairs(read_labelled(tmp_path / "a.xlsx", ReadOptions(sheet="二"))) == EXPECTED


cells = st.text(st.sampled_from('拜a" ,;\r\n\t\u3000'), max_size=6)


@given(
    rows=st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=8),
    layout=st.tuples(
        st.sampled_from(["\n", "\r\n", "\r"]),
        st.sampled_from(["", "sep=,"]),
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    ),
    name=cells,
)
def test_the_line_is_the_one_on_which_the_row_begins(
    rows: list[tuple[str, str, str]],
    layout: tuple[str, str, str],
    name: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    line_end, sep, encoding = layout
    content, begins = io.StringIO(newline=""), []
    content.write(sep and sep + line_end)
    writer = csv.writer(content, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    writer.writerow(["text", f"more{name}", "label"])
    for number, (before, more, after) in enumerate(rows):
        begins.append(len((content.getvalue() + ".").splitlines()))
        writer.writerow([f"{before}第{number}条{after}", more, "sales"])
        content.write(line_end * (number % 3))
    path = tmp_path_factory.mktemp("lines") / "a.csv"
    path.write_text(content.getvalue(), encoding=encoding, newline="")
    assert [example.line for example in read_labelled(path).examples] == begins


def test_lines_are_counted_beyond_the_first_megabyte(write: Write) -> None:
    text = "拜访客户" * 100 + "\n"
    path = write("text,label\n" + "".join(f'"{number}{text}",s\n\n' for number in range(3000)), encoding="gb18030")
    assert path.stat().st_size > 2 << 20
    assert [example.line for example in read_labelled(path).examples] == [2 + 3 * number for number in range(3000)]
