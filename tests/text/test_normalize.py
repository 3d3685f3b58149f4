import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from mvs_classifier.text.fullform import full_form
from mvs_classifier.text.normalize import MARKS, letters, normalize
from mvs_classifier.text.traditional import TRADITIONAL
from tests.strategies import texts


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("ＳＥＯ推广，１２３", "seo推广,123"),
        ("負責電話銷售與客戶維護", "负责电话销售与客户维护"),
        ("销\u200b售\ufeff", "销售"),
        ("拜访\ud800客户", "拜访客户"),
        ("第一行\n第二行\x00", "第一行 第二行 "),
        ("\uf06c负责推广", " 负责推广"),
        ("①签约", "1签约"),
        ("", ""),
    ],
)
def test_brings_to_one_form(given: str, wanted: str) -> None:
    assert normalize(given) == wanted


@given(texts)
def test_holds_nothing_that_batches_use_as_their_own_marks(text: str) -> None:
    assert not any(char == "\n" or char >= "\U000f0000" for char in normalize(text))


@given(st.text(st.sampled_from([*(chr(code) for block in MARKS for code in block), *"\u0301\u0338\u3099Σ发發"])))
def test_the_short_way_through_simple_characters_gives_what_the_full_form_gives(text: str) -> None:
    assert normalize(text) == full_form(text)


@given(texts)
def test_letters_are_what_is_left_of_the_normal_form_without_marks_and_blanks(text: str) -> None:
    assert letters(text) == "".join(filter(str.isalnum, normalize(text)))


@given(texts)
def test_can_always_be_encoded(text: str) -> None:
    normalize(text).encode()


def test_traditional_characters_are_those_that_opencc_changes() -> None:
    converter = OpenCC("t2s")
    blocks = [(0x2E80, 0x2FE0), (0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x323B0)]
    changed = {char for first, end in blocks for char in map(chr, range(first, end)) if converter.convert(char) != char}
    assert changed == set(TRADITIONAL)
    assert len(TRADITIONAL) == len(changed)
