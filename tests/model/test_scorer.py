import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mvs_classifier.model.batch import BatchScorer
from mvs_classifier.model.file import read_model
from mvs_classifier.model.scorer import Scorer, softmax
from mvs_classifier.shipped import shipped
from mvs_classifier.text.normalize import normalize
from mvs_classifier.training.examples import Example
from mvs_classifier.training.fit import pipeline
from tests.strategies import texts

parameters = read_model(shipped("models", "default.joblib")).parameters
scorer = Scorer(parameters)
batch_scorer = BatchScorer(parameters, scorer)
sklearn_pipeline = pipeline(parameters)


def assert_equals_sklearn(given: list[str]) -> None:
    """Texts in which nothing is known apart: scikit-learn gives those their intercept."""
    logits = {text: scorer.logits(normalize(text)) for text in given}
    known = [text for text in given if logits[text]]
    if known:
        ours = [softmax(logits[text] or (0, 0, 0, 0)) for text in known]
        np.testing.assert_allclose(ours, sklearn_pipeline.predict_proba(known), rtol=0, atol=1e-9)


def test_equals_sklearn_on_every_training_text(examples: list[Example]) -> None:
    assert_equals_sklearn([example.text for example in examples])


@given(texts)
def test_equals_sklearn_on_any_text(text: str) -> None:
    assert_equals_sklearn([text])


def test_a_batch_gives_the_same_bits_on_every_training_text(examples: list[Example]) -> None:
    normalized = [normalize(example.text) for example in examples]
    assert batch_scorer.logits(normalized) == [scorer.logits(text) for text in normalized]


@given(st.lists(texts))
def test_a_batch_gives_the_same_bits_on_any_texts(given: list[str]) -> None:
    normalized = [normalize(text) for text in given]
    assert batch_scorer.logits(normalized) == [scorer.logits(text) for text in normalized]


@pytest.mark.parametrize("text", ["客户" * 5000, "97 98 1", "seoseo seo", "", "客户" * 2048])
def test_a_batch_gives_the_same_bits_on_odd_texts(text: str) -> None:
    assert batch_scorer.logits([text, "拜访客户", text]) == [scorer.logits(one) for one in (text, "拜访客户", text)]


def test_a_text_longer_than_one_sum_can_hold_equals_sklearn() -> None:
    assert_equals_sklearn(["拜访客户，签订合同，策划活动。" * 50_000])


def test_nothing_known_has_no_logits() -> None:
    assert scorer.logits("") is None
    assert batch_scorer.logits([]) == []


def test_softmax_does_not_overflow() -> None:
    assert softmax((1000.0, 0.0, 0.0, 0.0)) == (1.0, 0.0, 0.0, 0.0)
