"""Which columns hold the texts and the labels."""

import pytest

from mvs_classifier.training.labelled import ReadOptions, read_labelled
from tests.training.labelled.reading import Write, pairs, problems


@pytest.mark.parametrize(
    ("header", "options", "says"),
    [
        ("text,x", {}, "no column is obviously the label; name it label in the first row, or name one with"),
        ("拜访,s", {}, "no column is obviously the label"),
        ("x,y,label", {}, "no column is obviously the text; name it text in the first row, or name one with"),
        ("label", {}, "no column is obviously the text"),
        ("mvs_words,说明,label", {}, "no column is obviously the text"),
        ("text,text,label", {}, "no column is obviously the text"),
        ("text,label,label", {}, "labels may be in 2 'label', 3 'label'; name one with --label-column"),
        ("text,更正,label,correct_label", {}, "labels may be in 2 '更正', 4 'correct_label'; name one"),
        ("text,label", {"text_column": "txt"}, "there is no column 'txt'; did you mean 'text'?"),
        ("text,label", {"label_column": "lable"}, "there is no column 'lable'; did you mean 'label'?"),
        ("x,x,label", {"text_column": "x"}, "there are 2 columns 'x'; name one by its number: 1, 2"),
        ("text,label", {"text_column": "label"}, "column 'label' cannot hold both texts and labels"),
    ],
)
def test_columns_that_are_not_clear_are_told(header: str, options: dict[str, str], says: str, write: Write) -> None:
    (problem,) = problems(write(f"{header}\n拜访客户,拜访客户,s\n"), **options)
    assert problem.startswith(f"mine.csv:1: {says}")


@pytest.mark.parametrize("name", ["TEXT", "文本", "任務", "\u200b描述 ", "ｊｄ"])
def test_usual_names_of_the_text_are_known_however_they_are_written(name: str, write: Write) -> None:
    assert pairs(read_labelled(write(f"备注,{name},label\n很长很长很长很长的一句话,拜访,s\n"))) == [("拜访", "sales")]


def test_the_text_is_else_the_column_that_is_clearly_the_longest(write: Write) -> None:
    content = f"a,label,b\n1,s,{'拜访客户' * 9}\n2,m,{'策划活动' * 9}\n3,m\n"
    (problem,) = problems(write(content))
    assert problem.startswith("mine.csv:4: the text '' is empty")


def test_of_two_columns_of_a_name_one_can_be_numbered(write: Write) -> None:
    path = write("text,text,label,label\n拜访,签约,s,m\n")
    assert pairs(read_labelled(path, ReadOptions("2", "4"))) == [("签约", "marketing")]
