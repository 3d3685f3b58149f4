"""Which texts are suggested."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mvs_classifier.errors import UsageError
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.shipped import shipped_data
from mvs_classifier.text.normalize import normalize
from mvs_classifier.training.examples import Example, read_examples
from mvs_classifier.training.forms import Wanted, suggest_file
from mvs_classifier.training.suggest import chosen, cover, eligible_texts, suggest
from tests.strategies import texts as any_text
from tests.training.suggest.lines import LINES

TEMPLATE = "负责{}部门领导安排的市场与客户方面的事务"
NAMES = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏"


def letters(text: str) -> str:
    return "".join(filter(str.isalpha, normalize(text)))


def test_what_the_model_is_least_sure_of_is_chosen(classifier: Classifier) -> None:
    lines = [example.text for example in read_examples([shipped_data("holdout.csv")])]
    lines.sort(key=lambda text: classifier.classify(text).confidence)
    texts = [*lines[-20:], *lines[:10]]
    assert sorted(suggest(classifier, texts, 10)) == list(range(20, 30))


def test_variants_of_one_line_do_not_fill_the_list(classifier: Classifier) -> None:
    variants = [TEMPLATE.format(first + second) for first in NAMES for second in NAMES]
    found = [[*variants, *LINES][position] for position in suggest(classifier, [*variants, *LINES], 6)]
    assert set(LINES) < set(found)


def test_variants_come_at_the_end_where_there_is_nothing_else(classifier: Classifier) -> None:
    variants = [TEMPLATE.format(name) for name in NAMES]
    assert sorted(suggest(classifier, variants, 100)) == list(range(len(variants)))


def test_no_text_is_suggested_twice_or_known_or_without_a_verdict(classifier: Classifier) -> None:
    texts = ["1、办卡推广", "", "办卡推广！", "！？", "ωψ", "123", "出差：少量", "出差:少量2"]
    assert suggest(classifier, texts, known=["出差，少量。"]) == [0]
    assert suggest(classifier, texts, known=["办卡 推广"]) == [6]
    assert suggest(classifier, [], 5) == []


@given(st.lists(any_text, max_size=30), st.integers(1, 40))
def test_any_texts_give_distinct_unknown_ones_with_a_verdict(
    classifier: Classifier, texts: list[str], count: int
) -> None:
    known = texts[::3]
    found = suggest(classifier, texts, count, known)
    assert found == suggest(classifier, texts, count, known)
    keys = [letters(texts[position]) for position in found]
    judged = {letters(text) for text in texts if classifier.classify(text).reason is None}
    assert set(keys) <= judged - {letters(text) for text in known} - {""}
    assert len(keys) == len(set(keys))


def test_more_than_can_be_compared_are_suggested_all_the_same(classifier: Classifier, examples: list[Example]) -> None:
    texts = [example.text for example in examples[::400]]
    found = chosen(texts, eligible_texts(classifier, texts, ()), len(texts), compared=10)
    assert sorted(found) == list(range(len(texts)))
    doubts = [1 - classifier.classify(texts[position]).confidence for position in found]
    assert min(doubts[:10]) >= max(doubts[10:])
    assert doubts[10:] == sorted(doubts[10:], reverse=True)


@pytest.mark.parametrize("count", [0, -1])
def test_less_than_one_suggestion_is_refused(classifier: Classifier, count: int, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"the number of suggestions must be at least 1, not {count}"):
        suggest(classifier, LINES, count)
    with pytest.raises(UsageError, match=f"the number of suggestions must be at least 1, not {count}"):
        suggest_file(classifier, tmp_path / "in.csv", tmp_path / "out.csv", Wanted(count))


def test_cover_takes_the_centre_of_each_group_the_heavier_first_and_near_ones_last() -> None:
    likeness = np.eye(6)
    for one, other, value in [(0, 1, 0.5), (1, 2, 0.5), (3, 4, 0.7)]:
        likeness[one, other] = likeness[other, one] = value
    weights = np.array([0.65, 0.6, 0.55, 0.9, 0.8, 0.1])
    assert cover(likeness, weights, 6) == [3, 1, 0, 2, 5, 4]


@given(st.integers(0, 10_000))
def test_each_choice_of_cover_adds_most(seed: int) -> None:
    rng = np.random.default_rng(seed)
    likeness = 0.6 * rng.random((12, 12))
    likeness = np.maximum(likeness, likeness.T)
    np.fill_diagonal(likeness, 1)
    weights = rng.random(12)
    found = cover(likeness, weights, 6)
    for size in range(6):
        best = max(_covered(likeness, weights, [*found[:size], item]) for item in range(12))
        assert _covered(likeness, weights, found[: size + 1]) == pytest.approx(best)


def _covered(likeness: np.ndarray, weights: np.ndarray, chosen: list[int]) -> float:
    return float((likeness * weights[:, None])[chosen].max(axis=0) @ weights)
