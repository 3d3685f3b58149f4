import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mvs_classifier.errors import DataError
from mvs_classifier.model.labels import Label
from mvs_classifier.training.examples import SHIPPED_FILES, Example, data_hash, read_examples, read_postings


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def written(text: str, name: str = "mine.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding=encoding)
        return path

    return written


def test_reads_texts_labels_lines_and_groups(write: Callable[..., Path]) -> None:
    path = write('text,label,source\n"拜访\n客户",sales,a/1/x/duty\n策划活动,marketing,a/1/y\n')
    assert read_examples([path]) == [
        Example("拜访\n客户", Label.SALES, "mine.csv", 2, "mine.csv:a/1", "mine.csv:a", "duty"),
        Example("策划活动", Label.MARKETING, "mine.csv", 4, "mine.csv:a/1", "mine.csv:a", ""),
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            "text,label\n拜访客户,sale\n",
            r"mine\.csv:2: the label is 'sale'; write marketing .*, sales .*, both .*, neither ",
        ),
        ("text,label\n拜访客户,\n", r"mine\.csv:2: the label is blank"),
        ("text,label\n拜访客户\n", r"mine\.csv:2: the label is blank"),
        ("text,label\n ！,sales\n", r"mine\.csv:2: the text ' ！' is empty; write a text or take the row out"),
        ("text,label\na1,sales\nA1,sales\n", r"mine\.csv:3: is already in .*mine\.csv:2: 'A1'; take one of them out"),
        (
            "text,label\na,sales\nb,both\na,both\n",
            r"mine\.csv:4: is both, but .*mine\.csv:2 says sales: 'a'; decide on one",
        ),
        ("文本,label\na,sales\n", r"mine\.csv:1: there is no column 'text'; .*the columns are: 1 '文本'"),
        ("", r"mine\.csv is empty"),
        ('text,label\n"a,sales\n', r"mine\.csv: a quote that opens in the row of line 2 is never closed"),
    ],
)
def test_problems_are_named_with_file_and_line_and_what_to_do(
    content: str, says: str, write: Callable[..., Path]
) -> None:
    with pytest.raises(DataError, match=says):
        read_examples([write(content)])


def test_all_problems_are_told_at_once(write: Callable[..., Path]) -> None:
    first, second = write("text,label\na,sale\n,sales\n", "a.csv"), write("text,label\nx,market\n", "b.csv")
    with pytest.raises(DataError) as raised:
        read_examples([first, second])
    assert [line.split(": ")[0].rpartition("/")[2] for line in str(raised.value).splitlines()] == [
        "a.csv:2",
        "a.csv:3",
        "b.csv:2",
    ]


def test_a_contradiction_between_two_files_is_found(write: Callable[..., Path]) -> None:
    paths = [write("text,label\n拜访客户,sales\n", "a.csv"), write("text,label\n拜訪客戶,both\n", "b.csv")]
    with pytest.raises(DataError, match=r"b\.csv:2: is both, but .*a\.csv:2 says sales"):
        read_examples(paths)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encoding_and_delimiter_are_found(encoding: str, delimiter: str, write: Callable[..., Path]) -> None:
    content = "text,label\n拜访客户,sales\n".replace(",", delimiter)
    (example,) = read_examples([write(content, encoding=encoding)])
    assert (example.text, example.label, example.line) == ("拜访客户", Label.SALES, 2)


def test_bytes_in_no_encoding_are_named(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_bytes(b"text,label\n\xff\xff,sales\n")
    with pytest.raises(DataError, match=r"bad\.csv is not in the encoding .* in line 2"):
        read_examples([tmp_path / "bad.csv"])


def test_a_posting_that_repeats_is_told_apart_from_one_with_two_labels(write: Callable[..., Path]) -> None:
    rows = ["销售,拜访客户,sales,a/1", "销售,拜访客户,sales,a/2", "市场,拜访客户,both,a/3"]
    with pytest.raises(DataError) as raised:
        read_postings(write("\n".join(["title,text,label,source", *rows])))
    again, contradiction = str(raised.value).splitlines()
    assert re.search(r"mine\.csv:3: is already in .*mine\.csv:2: '拜访客户'; take one of them out", again)
    assert re.search(r"mine\.csv:4: is both, but .*mine\.csv:2 says sales", contradiction)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"cannot read .*nowhere\.csv"):
        read_examples([tmp_path / "nowhere.csv"])


def test_the_shipped_data_is_read_whole(examples: list[Example]) -> None:
    assert {example.file for example in examples} == set(SHIPPED_FILES)
    assert {example.label for example in examples} == set(Label)


def test_the_hash_tells_data_apart(examples: list[Example]) -> None:
    assert data_hash(examples[:2]) != data_hash(examples[1::-1])
