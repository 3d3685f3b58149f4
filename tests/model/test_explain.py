import math

import pytest
from hypothesis import given

import mvs_classifier as mvs
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.labels import Label
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
