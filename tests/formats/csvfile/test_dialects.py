"""The encoding and the delimiter of a CSV file are found, or taken as named."""

from pathlib import Path

import pytest

from mvs_classifier.formats.options import Sizes
from tests.formats.csvfile.cells import LabelCsv


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("gb18030", ""),
        ("utf-16-le", "\ufeff"),
        ("utf-16-be", "\ufeff"),
        ("utf-32-le", "\ufeff"),
        ("utf-32-be", "\ufeff"),
    ],
)
@pytest.mark.parametrize("chunk", [3, 1 << 20])
def test_finds_the_encoding(encoding: str, mark: str, chunk: int, label_csv: LabelCsv) -> None:
    header, row = label_csv(f"{mark}编号,任务\n1,拜访客户並簽約€😀\n", encoding, sizes=Sizes(chunk=chunk))
    assert header[:2] == ["编号", "任务"]
    assert row[:3] == ["1", "拜访客户並簽約€😀", "sales"]


@pytest.mark.parametrize("name", ["big5", "Big5", "cp950", "BIG5_TW"])
def test_takes_the_encoding_that_is_named(name: str, label_csv: LabelCsv) -> None:
    rows = label_csv("編號,任務\n1,拜訪客戶\n", "big5", columns=("任務",), encoding=name)
    assert rows[1][:3] == ["1", "拜訪客戶", "sales"]


@pytest.mark.parametrize("name", ["utf-8", "UTF-8-SIG", "utf_8", "U8"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_named_utf_8_may_have_a_mark(name: str, mark: str, label_csv: LabelCsv) -> None:
    assert label_csv(f'{mark}"任\n务",a\n拜访客户,1\n', columns=("2",), encoding=name)[0][:2] == ["任\n务", "a"]


@pytest.mark.parametrize("name", ["utf-16", "utf-16-le"])
def test_a_named_utf_16_may_have_a_mark(name: str, label_csv: LabelCsv) -> None:
    assert label_csv("\ufeff任务,a\n拜访客户,1\n", "utf-16-le", encoding=name)[1][:3] == ["拜访客户", "1", "sales"]


def test_a_named_utf_16_needs_no_mark(label_csv: LabelCsv) -> None:
    assert label_csv("任务,a\n拜访客户,1\n", "utf-16-be", encoding="utf-16-be")[1][2] == "sales"


def test_the_output_is_utf_8_with_a_mark(label_csv: LabelCsv, tmp_path: Path) -> None:
    label_csv("任务\n拜访客户\n", "gb18030")
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf\xe4\xbb\xbb")


@pytest.mark.parametrize("delimiter", [",", "|"])
@pytest.mark.parametrize("chunk", [3, 1 << 20])
@pytest.mark.parametrize("end", [(b"", ""), (b"\xff", "�")])
def test_the_last_cell_may_be_an_amount_of_euros(
    delimiter: str, chunk: int, end: tuple[bytes, str], label_csv: LabelCsv
) -> None:
    content = f"任务{delimiter}提成\n拜访客户{delimiter}".encode("gbk") + b"\x805" + end[0]
    rows = label_csv(content, written=delimiter, delimiter=delimiter, sizes=Sizes(chunk=chunk), errors="replace")
    assert rows[1][:2] == ["拜访客户", "€5" + end[1]]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_finds_the_delimiter_and_keeps_it(delimiter: str, encoding: str, label_csv: LabelCsv) -> None:
    content = f"编号{delimiter}任务\n1{delimiter}拜访客户\n"
    assert label_csv(content, encoding, written=delimiter)[1][:3] == ["1", "拜访客户", "sales"]


def test_delimiters_inside_quotes_do_not_count(label_csv: LabelCsv) -> None:
    assert label_csv('"a,b,c";任务\n1;拜访客户\n', written=";")[0][:2] == ["a,b,c", "任务"]


@pytest.mark.parametrize("delimiter", ["^", "、", ":"])
def test_takes_the_delimiter_that_is_named(delimiter: str, label_csv: LabelCsv) -> None:
    rows = label_csv(f"编号{delimiter}任务\n1{delimiter}拜访客户\n", written=delimiter, delimiter=delimiter)
    assert rows[1][:3] == ["1", "拜访客户", "sales"]


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_sep_line_names_the_delimiter_and_is_no_row(line: str, end: str, encoding: str, label_csv: LabelCsv) -> None:
    rows = label_csv(f"{line}{end}a,b;任务{end}1;拜访客户{end}", encoding, written=";")
    assert rows[0][:2] == ["a,b", "任务"]
    assert rows[1][:3] == ["1", "拜访客户", "sales"]
