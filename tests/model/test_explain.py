import math
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mvs_classifier as mvs
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.file import read_model
from mvs_classifier.model.labels import Label
from mvs_classifier.model.scorer import Scorer
from mvs_classifier.model.tables import GRID
from mvs_classifier.shipped import shipped_model
from mvs_classifier.text.ngrams import SKIP, unit_starts, units
from mvs_classifier.text.words import segmenter
from tests.small_world import TAUGHT_LINE
from tests.strategies import texts


def assert_exact(text: str) -> None:
    explanation, prediction = mvs.explain(text), mvs.classify(text)
    assert (explanation.label, explanation.reason) == (prediction.label, prediction.reason)
    assert explanation.confidence == prediction.confidence
    if prediction.reason is None:
        powers = {label: math.exp(value) for label, value in explanation.logits.items()}
        for label in Label:
            assert prediction.scores[label] == pytest.approx(powers[label] / sum(powers.values()), abs=1e-9)


def test_contributions_and_intercept_add_up_on_training_texts(training_texts: list[str]) -> None:
    for text in training_texts:
        assert_exact(text)


@given(texts)
def test_contributions_and_intercept_add_up_on_any_text(text: str) -> None:
    assert_exact(text)


def test_differences_of_logits_are_log_odds() -> None:
    text = "策划活动并拜访客户"
    logits, scores = mvs.explain(text).logits, mvs.classify(text).scores
    odds = math.log(scores[Label.SALES] / scores[Label.MARKETING])
    assert logits[Label.SALES] - logits[Label.MARKETING] == pytest.approx(odds, abs=1e-9)


def test_words_stand_where_they_say() -> None:
    explanation = mvs.explain("負責ＳＥＯ推廣，拜訪客戶")
    assert [word.word for word in explanation.words] == ["负责", "seo", "推广", "拜访", "客户"]
    for word in explanation.words:
        assert explanation.text[word.start :].startswith(word.word)


def test_the_strongest_words_speak_for_the_verdict() -> None:
    explanation = mvs.explain("在办公室拜访客户")
    assert explanation.label == Label.SALES
    assert "拜访" in {word.word for word in explanation.strongest(2)}


def test_nothing_known_leaves_the_intercept() -> None:
    explanation = mvs.explain("！！！")
    assert explanation.words == ()
    assert explanation.logits == explanation.intercept


def test_a_taught_text_has_the_taught_label_and_the_words_of_the_model(
    classifier: Classifier, taught_classifier: Classifier
) -> None:
    taught, untaught = taught_classifier.explain(TAUGHT_LINE), classifier.explain(TAUGHT_LINE)
    assert (taught.label, taught.confidence, taught.reason) == (Label.SALES, 1.0, "taught")
    assert (untaught.label, untaught.reason) == (Label.NEITHER, None)
    assert (taught.words, taught.intercept) == (untaught.words, untaught.intercept)


def test_the_strongest_words_of_another_label_speak_for_it() -> None:
    explanation = mvs.explain("策划活动并拜访客户")
    assert "拜访" in [word.word for word in explanation.strongest(2, Label.SALES)]
    assert "策划" in [word.word for word in explanation.strongest(2, Label.MARKETING)]


# Each n-gram's contribution to each of its units, one after the other over the whole text.

model = read_model(shipped_model()).parameters
scorer, segment = Scorer(model), segmenter(model.dictionary)
PIECES = "销售 拜访 客户 客 推广 seo a1 1 618 3d ！ ， . ㎡ c++ 한 \u0301".split()
MIXED = st.lists(st.sampled_from([*PIECES, " "]), max_size=20).map("".join)


def over(single: list[str]) -> Iterator[tuple[list[int], str]]:
    for size in range(1, model.longest_ngram + 1):
        for start in range(len(single) - size + 1):
            yield list(range(start, start + size)), "".join(single[start : start + size])
    for start in range(len(single) - 2 if model.skip_grams else 0):
        yield [start, start + 2], single[start] + SKIP + single[start + 2]


def one_by_one(text: str) -> list[tuple[str, int, list[float]]]:
    norm = math.sqrt(scorer.totals(units(text))[-1]) * GRID
    owners: list[tuple[int, str]] = []
    for word in segment(text):
        owners += [(len(owners), word)] * len(word)
    owner_of = [owners[start] for start in unit_starts(text)]
    sums: dict[tuple[int, str], list[float]] = {}
    for places, ngram in over(units(text)):
        values = scorer.contribution(ngram, norm)
        for place in places if values else ():
            total = sums.setdefault(owner_of[place], [0.0] * len(Label))
            for number, value in enumerate(values):
                total[number] += value / len(places)
    return [(word, start, sums[start, word]) for start, word in sorted(sums)]


def assert_same_bits(text: str) -> None:
    explanation = mvs.explain(text)
    found = [(word.word, word.start, list(word.contributions.values())) for word in explanation.words]
    assert found == one_by_one(explanation.text)


def test_words_get_the_same_bits_as_one_by_one_on_training_texts(training_texts: list[str]) -> None:
    for text in training_texts[:300]:
        assert_same_bits(text)
    assert_same_bits("".join(training_texts[:300]))


@given(MIXED)
def test_words_get_the_same_bits_as_one_by_one_on_any_text(text: str) -> None:
    assert_same_bits(text)


def test_a_text_that_repeats_asks_for_no_ngram_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Counter[str] = Counter()
    contribution = Scorer.contribution

    def counted(self: Scorer, ngram: str, norm: float) -> tuple[float, ...]:
        asked[ngram] += 1
        return contribution(self, ngram, norm)

    monkeypatch.setattr(Scorer, "contribution", counted)
    explanation = mvs.explain("负责拜访客户，完成季度销售指标" * 1000)
    assert len(explanation.words) == 7000
    assert set(asked.values()) == {1}
