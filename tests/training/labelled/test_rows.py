"""What is wrong with rows is told, all at once."""

import os
from pathlib import Path

import pytest

from mvs_classifier.training.labelled import read_labelled
from tests.training.labelled.reading import Write, problems


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            "拜访,sale",
            "the label is 'sale'; write marketing (m 市场 营销 市场营销 市场/营销), sales (s 销售), both (b ",
        ),
        ("拜访,和", "the label is '和'; write"),
        (f"拜访,{'x' * 1_000_000}", f"the label is '{'x' * 59}…'; write"),
        ("！ 。,s", "the text '！ 。' is empty; write a text or take the row out"),
        ('"\u200b\0",s', r"the text '\u200b\x00' is empty"),
        (",s", "the text '' is empty"),
        (f"{'!' * 1_000_000},s", f"the text '{'!' * 59}…' is empty"),
        ("拜访,签约,s", "the row has 3 cells, and the header 2; put a text that holds the delimiter in quotes"),
        ("拜访,s,", "the row has 3 cells, and the header 2"),
    ],
)
def test_what_is_wrong_with_a_row_is_told(content: str, says: str, write: Write) -> None:
    (problem,) = problems(write(f"text,label\n策划,m\n{content}\n"))
    assert problem.startswith(f"mine.csv:3: {says}")


def test_a_cut_text_is_no_example_even_where_the_correction_is_blank(write: Write) -> None:
    (problem,) = problems(write("text,mvs_label,correct_label\n拜访,签约,sales,\n"))
    assert problem.startswith("mine.csv:2: the row has 4 cells, and the header 3")


def test_two_faults_of_a_row_are_both_told(write: Write) -> None:
    assert len(problems(write("text,label\n!,x\n"))) == 2


def test_a_text_with_two_labels_is_told_with_both_places(write: Write) -> None:
    one, other = write("text,label\n签约,s\n拜访客户,s\n", "a.csv"), write("text,label\n拜訪客戶 ,both\n", "b.csv")
    assert problems([one, other]) == [
        "b.csv:2: is both, but a.csv:3 says sales: '拜訪客戶'; decide on one and take the other out"
    ]


def test_a_text_with_one_label_counts_once_where_it_stands_first(write: Write) -> None:
    one, other = write("text,label\n签约,s\n拜访客户,s\n", "a.csv"), write("text,label\n拜訪客戶,销售\n", "b.csv")
    reading = read_labelled([one, other])
    assert [(example.file, example.line) for example in reading.examples] == [("a.csv", 2), ("a.csv", 3)]
    assert [(example.file, example.line, example.text) for example in reading.repeats] == [("b.csv", 2, "拜訪客戶")]
    assert len(read_labelled([one, one]).repeats) == 2


def test_files_of_one_name_are_told_apart(write: Write, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    one, other = write("text,label\n拜访,s\n", "a.csv"), write("text,label\n拜访,m\n", "b/a.csv")
    assert problems([one, other])[0].startswith(f"b{os.sep}a.csv:2: is marketing, but a.csv:2 says sales")


def test_all_problems_of_all_files_are_told_at_once(write: Write, tmp_path: Path) -> None:
    paths = [
        write("text,label\n!,s\n拜访,s\n", "a.csv"),
        write("text,x\n", "b.csv"),
        write("x", "c.docx"),
        write("", "d.csv"),
        write("PK\x03\x04", "e.xlsx"),
        write("text,label\n策划,x\n拜访,m\n", "f.csv"),
    ]
    begins = [line[:9] for line in problems(paths)]
    assert begins == ["a.csv:2: ", "b.csv:1: ", "c.docx ha", "d.csv is ", "e.xlsx is", "f.csv:2: ", "f.csv:3: "]


def test_at_most_twenty_problems_are_shown(write: Write) -> None:
    lines = problems(write("text,label\n" + "拜访,x\n" * 10_000))
    assert (len(lines), lines[-1]) == (21, "… and 9,980 more")
    assert len(problems(write("text,label\n" + "拜访,x\n" * 20))) == 20


def test_rows_before_a_broken_quote_are_still_looked_at(write: Write) -> None:
    rows = "拜访客户,x\n" + "".join(f'"第{number}条{"长" * 1000}",s\n' for number in range(600))
    found = problems(write(f'text,label\n{rows}"a,s\n'))
    assert found[0].startswith("mine.csv:2: the label is 'x'")
    assert found[1] == "mine.csv: a quote that opens in the row of line 603 is never closed; close it"
