"""No text takes more than its share: eight times the length is about eight times the work, whatever it is made of."""

import sys
import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mvs_classifier as mvs
from mvs_classifier.text.lines import split_lines
from mvs_classifier.text.normalize import normalize
from mvs_classifier.text.sections import sections
from mvs_classifier.text.titles import bare_title, is_open
from mvs_classifier.text.visible import printable

MARKS_AND_CASES = "\u0301\u0316 a\u0301\u0316 \uff9e \u0f73 \u0344 \ufdfa \u1100\u1161\u11a8 Σ Σ\u0301 İ ก 発 😀"
LISTS = ". 1、 1.1 （1 （一） 一、 ① • a. - 、 。！ ： 。） … l"
MARKUP = "&# &#1 &#0 &#x &amp & &lt; < <a </ <p> >"
HEADINGS = "岗位职责 【岗位职责】 【 】 （岗位要求 任职要求："
WORDS = "销售 销售1 發 負責推廣 ＳＥＯ a 1 a1"
TITLES = "月薪 底薪综合 月薪资 1 1【】 1,.  1- 1千/ 1至 a1- 编号 no. 招聘 入职送 包吃 （北京） 20届 高薪 储备 助理经理"
UNSEEN = [" ", "\n", "\r\n", "\u3000", "\x00", "\x1b[", "\u200b", "\u202e", "\ud800", "\ue000", "\U000e0001", "\u2028"]
BEFORE_BLANKS = [". ", "· ", "1. ", "• ", "l ", "<br ", "岗位职责 "]
HEADS = ["", "1", "月薪", "【1"]
PATTERNS = [*f"{MARKS_AND_CASES} {LISTS} {MARKUP} {HEADINGS} {WORDS} {TITLES}".split(" "), *UNSEEN, *BEFORE_BLANKS]
LIMIT = 24  # linear work is 8 times as much, quadratic work 64 times
LEAST = 0.001


def job(text: str) -> object:
    return mvs.tag_job(text, title=text[:100])


def title(text: str) -> object:
    return mvs.tag_job(["拜访客户"], title=text)


def work(function: Callable[[str], object], text: str) -> float:
    """Seconds of the processor, not of the clock."""
    start = time.process_time()
    function(text)
    return time.process_time() - start


def grows_too_fast(function: Callable[[str], object], pattern: str, length: int, head: str = "") -> bool:
    short, long = (head + (pattern * size)[:size] + "中" for size in (length, 8 * length))
    return all(work(function, long) > LIMIT * max(LEAST, work(function, short)) for _ in range(3))


@pytest.mark.parametrize(
    ("function", "length"),
    [
        (normalize, 4000),
        (split_lines, 4000),
        (lambda text: sections([text]), 4000),
        (printable, 4000),
        (mvs.classify, 1500),
        (mvs.explain, 100),
        (job, 200),
    ],
    ids=["normalize", "split_lines", "sections", "printable", "classify", "explain", "tag_job"],
)
def test_work_grows_with_the_length_and_no_faster(function: Callable[[str], object], length: int) -> None:
    assert [pattern for pattern in PATTERNS if grows_too_fast(function, pattern, length)] == []


@pytest.mark.parametrize(
    ("function", "head"),
    [*((bare_title, head) for head in HEADS), (is_open, "1"), (title, "")],
)
def test_work_grows_with_the_length_of_a_title_and_no_faster(function: Callable[[str], object], head: str) -> None:
    assert [pattern for pattern in PATTERNS if grows_too_fast(function, pattern, 1000, head)] == []


def longest_run(text: str) -> int:
    longest = run = 0
    for char in unicodedata.normalize("NFKD", text):
        run = run + 1 if unicodedata.combining(char) else 0
        longest = max(longest, run)
    return longest


@pytest.mark.parametrize("mark", "\u0301 \u0301\u0316 \u0316\u0301 \uff9e \u0f73\u0f71 \u302a \U0001d165".split())
def test_of_many_marks_in_a_row_only_the_first_count(mark: str) -> None:
    text = "客" + mark * 5000 + "户" + mark * 5000
    assert 128 <= longest_run(normalize(text)) <= 256
    assert normalize(text) == normalize(text + mark)
    assert mvs.classify(text).label == mvs.classify("客" + mark * 128 + "户").label


def test_every_mark_is_bounded() -> None:
    for mark in filter(unicodedata.combining, map(chr, range(sys.maxunicode + 1))):
        assert longest_run(normalize("客" + mark * 400)) <= 256, ascii(mark)


@given(st.text(alphabet=st.sampled_from(["客", "\u0301", "\u0316", "e", "ก", "я"]), max_size=128))
def test_fewer_marks_are_all_kept(text: str) -> None:
    assert normalize(text) == unicodedata.normalize("NFKC", text).lower()


PIECES = st.one_of(
    st.sampled_from(PATTERNS),
    st.builds("&#{};".format, st.integers(0, 10**12)),
    st.builds("&#x{:x}".format, st.integers(0, 10**12)),
    st.builds(lambda pattern, times: pattern * times, st.sampled_from(PATTERNS), st.integers(1, 100)),
    st.text(st.characters(), max_size=4),
)
HOSTILE = st.lists(PIECES, max_size=10).map("".join)


@settings(max_examples=50)
@given(HOSTILE)
def test_any_string_gets_an_answer(text: str) -> None:
    prediction = mvs.classify(text)
    assert list(mvs.classify_many([text] * 3)) == [prediction] * 3
    assert mvs.explain(text).label == prediction.label
    assert [line for line, _ in mvs.tag_job(text, title=text).tasks] == split_lines(text)
    assert mvs.tag_jobs([text] * 3, [text] * 3) == [mvs.tag_job(text, title=text)] * 3


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("&#" + "1" * 5000, ["\ufffd"]),
        ("销售&#" + "9" * 5000 + ";客户", ["销售\ufffd客户"]),
        ("&#" + "0" * 5000 + "65;客户", ["A客户"]),
        ("&#x" + "f" * 5000 + ";客户", ["\ufffd客户"]),
        ("&#65;&#066&#x43;客户", ["ABC客户"]),
        ("&#0;客户", ["\ufffd客户"]),
    ],
)
def test_numeric_entities_of_any_size_are_read(text: str, lines: list[str]) -> None:
    assert [line for line in split_lines(text) if line] == [line for line in lines if any(map(str.isalnum, line))]
