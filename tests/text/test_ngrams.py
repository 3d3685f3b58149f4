import pytest
from hypothesis import given

from mvs_classifier.text.ngrams import is_feature, ngrams, normal_units, unit_starts, units
from mvs_classifier.text.normalize import normalize
from tests.strategies import texts


def test_latin_words_and_numbers_are_one_unit_each() -> None:
    assert units("投放seo预算1,200元") == ["投", "放", "seo", "预", "算", "0", ",", "0", "元"]


def test_every_number_is_the_same_unit() -> None:
    assert units("97") == units("1") == ["0"]


def test_ngrams_count_repeats() -> None:
    assert ngrams("客户客", 2) == ["客", "户", "客", "客户", "户客"]


def test_features_hold_no_marks() -> None:
    assert [ngram for ngram in ngrams("访,客", 2) if is_feature(ngram)] == ["访", "客"]


@given(texts)
def test_starts_belong_to_units(text: str) -> None:
    text = normalize(text)
    starts = unit_starts(text)
    assert len(starts) == len(units(text))
    assert all(text[start] == unit[0] or unit == "0" for start, unit in zip(starts, units(text), strict=True))


@given(texts)
def test_the_units_of_a_text_as_it_is_are_those_of_its_normal_form(text: str) -> None:
    assert normal_units(text) == units(normalize(text))


@pytest.mark.parametrize(
    "text", ["", "策划…推广", "負責ＳＥＯ推廣", "６１８直播abc1", "㎡①客户", "e\u0301客\ud800", "拜\n访\t客"]
)
def test_the_units_of_an_odd_text_are_those_of_its_normal_form(text: str) -> None:
    assert normal_units(text) == normal_units(text) == units(normalize(text))
