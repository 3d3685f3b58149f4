from functools import cache
from math import sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from mvs_classifier.model import lookup
from mvs_classifier.model.batch.scorer import BatchScorer, softmax_rows
from mvs_classifier.model.file import read_model
from mvs_classifier.model.labels import Label
from mvs_classifier.model.parameters import GRID, Parameters
from mvs_classifier.model.scorer import Scorer, softmax
from mvs_classifier.model.served import read_served
from mvs_classifier.shipped import shipped_model
from mvs_classifier.text.ngrams import is_feature, ngrams
from mvs_classifier.text.normalize import normalize
from mvs_classifier.training.examples import Example
from mvs_classifier.training.fit import Settings, fit
from tests.strategies import texts

parameters = read_model(shipped_model()).parameters
scorer = Scorer(parameters)


@cache
def batch_scorer() -> BatchScorer:
    return BatchScorer(parameters, scorer)


@cache
def sklearn_pipeline() -> Any:
    """The plain scikit-learn pipeline that holds the stored values."""
    vectorizer = TfidfVectorizer(analyzer=_features, vocabulary=parameters.vocabulary)
    vectorizer.idf_ = np.array(parameters.idf) / GRID
    regression = LogisticRegression()
    regression.classes_ = np.array(list(map(str, Label)))
    regression.coef_ = np.array(parameters.coef) / GRID
    regression.intercept_ = np.array(parameters.intercept) / GRID
    return make_pipeline(vectorizer, regression)


def _features(text: str) -> list[str]:
    found = ngrams(normalize(text), parameters.longest_ngram, skip_grams=parameters.skip_grams)
    return list(filter(is_feature, found))


def assert_equals_sklearn(given: list[str]) -> None:
    """Texts in which nothing is known apart: scikit-learn gives those their intercept."""
    logits = {text: scorer.logits(normalize(text)) for text in given}
    known = [text for text in given if logits[text]]
    if known:
        ours = [softmax(logits[text] or (0, 0, 0, 0)) for text in known]
        np.testing.assert_allclose(ours, sklearn_pipeline().predict_proba(known), rtol=0, atol=1e-9)


def test_equals_sklearn_on_training_texts(training_texts: list[str]) -> None:
    assert_equals_sklearn(training_texts)


@given(texts)
def test_equals_sklearn_on_any_text(text: str) -> None:
    assert_equals_sklearn([text])


def assert_same_bits(given: list[str], many: BatchScorer | None = None, one: Scorer = scorer) -> None:
    values, known = (many or batch_scorer()).logits(given)
    alone = [one.logits(normalize(text)) for text in given]
    assert known.tolist() == [logits is not None for logits in alone]
    assert list(map(tuple, values[known].tolist())) == [logits for logits in alone if logits]


def test_a_batch_gives_the_same_bits_on_training_texts(training_texts: list[str]) -> None:
    assert_same_bits(training_texts)


@given(st.lists(texts))
def test_a_batch_gives_the_same_bits_on_any_texts(given: list[str]) -> None:
    assert_same_bits(given)


@pytest.mark.parametrize(
    "text",
    ["客户" * 5000, "97 98 1", "seoseo seo", "", "客户" * 2048, "a\n拜访\n", "①2 ３SEO", "e\u0301客户", "\ud800市场"]
    + ["整理媒\u3164体剪报\n", "\n薴拜访", "\uffa0客户\n"]
    + ["客客", "客户客户", "客户,客户", "客客客户客客", "户客户客户"]
    + ["拜访客户,回访客户" * times for times in (2, 5, 20)]
    + ["客" * times for times in (17, 18, 1000, 1001)],
)
def test_a_batch_gives_the_same_bits_on_odd_texts(text: str) -> None:
    assert_same_bits([text, "拜访客户", text])


@pytest.mark.parametrize(("longest", "skip_grams"), [(1, 0), (1, 1), (2, 0), (3, 1)])
def test_a_batch_gives_the_same_bits_for_any_kind_of_ngrams(
    longest: int, skip_grams: int, examples: list[Example]
) -> None:
    few = examples[::100]
    other = fit(few, Settings(longest_ngram=longest, skip_grams=bool(skip_grams)))
    one = Scorer(other)
    given = [example.text for example in few]
    twice = [text + text for text in given]  # also n-grams of several units then occur again
    assert_same_bits(given + twice, BatchScorer(other, one), one)


@pytest.mark.parametrize("factor", [1, 200])
def test_a_batch_gives_the_same_bits_for_small_and_for_large_weights(factor: int, examples: list[Example]) -> None:
    few = examples[::100]
    learned = fit(few, Settings(longest_ngram=3))
    bound = max(abs(weight) for row in learned.coef for weight in row)
    assert bound * factor < 1 << 20
    assert (bound * factor * max(learned.idf) >= 1 << 30) == (factor > 1)
    other = learned._replace(coef=[[factor * weight for weight in row] for row in learned.coef])
    one = Scorer(other)
    assert_same_bits([example.text for example in few], BatchScorer(other, one), one)


@given(st.lists(st.lists(st.floats(-700, 700), min_size=4, max_size=4), max_size=5))
def test_probabilities_of_many_are_those_of_one(rows: list[list[float]]) -> None:
    many = softmax_rows(np.array(rows).reshape(-1, 4))
    assert list(map(tuple, many.tolist())) == [softmax((a, b, c, d)) for a, b, c, d in rows]


def test_a_text_longer_than_one_sum_can_hold_equals_sklearn() -> None:
    assert_equals_sklearn(["拜访客户，签订合同，策划活动。" * 50_000])


def test_tables_and_a_model_in_memory_give_the_same_bits(training_texts: list[str]) -> None:
    tables = Scorer(read_served(shipped_model()).lines)
    some = [normalize(text) for text in training_texts[::20]]
    assert [tables.logits(text) for text in some] == [scorer.logits(text) for text in some]


def test_a_bounded_number_of_ngrams_is_kept_and_verdicts_do_not_depend_on_it(
    monkeypatch: pytest.MonkeyPatch, training_texts: list[str]
) -> None:
    some = [normalize(text) for text in training_texts[:200]]
    expected = [scorer.logits(text) for text in some]
    monkeypatch.setattr(lookup, "_MOST_KEPT", 100)
    monkeypatch.setattr(lookup, "_MOST_ROWS", 50)
    few = Scorer(parameters)
    assert [few.logits(text) for text in some] == expected
    rows = [*few._near.values(), *few._far.values()]
    assert len(rows) <= 2 * 50
    assert sum(map(len, rows)) - len(rows) + len(few._packed) <= 100


@pytest.mark.parametrize("scheme", ["{word}", "拜访{word}客户", "{word}{word}", "拜{word}访{word}"])
def test_no_long_run_of_letters_is_kept(scheme: str) -> None:
    fresh = Scorer(parameters)
    texts_of_long_words = [scheme.format(word="x" * 10_000 + letter) for letter in "abcdefgh"]
    for text in texts_of_long_words:
        fresh.logits(text)
    rows = [fresh._near, fresh._far]
    keys = [
        *fresh._packed,
        *(unit for row in rows for unit in row),
        *(unit for row in rows for of in row.values() for unit in of),
    ]
    assert max(map(len, keys), default=0) <= lookup._LONGEST_KEPT


def test_a_feature_longer_than_what_is_kept_is_found() -> None:
    word = "x" * (lookup._LONGEST_KEPT + 1)
    vocabulary = sorted([word, f"{word}拜", f"拜{word}", f"拜…{word}"])
    row = [GRID] * len(vocabulary)
    long = Scorer(Parameters(2, True, vocabulary, row, [row, row, [0] * 4, [0] * 4], [0] * 4, []))  # noqa: FBT003
    assert all(long.contribution(ngram, 1.0) for ngram in vocabulary)
    assert long.logits(f"拜{word}拜") == pytest.approx((sqrt(3), sqrt(3), 0.0, 0.0))
    assert long.logits(f"拜访{word}") == pytest.approx((sqrt(2), sqrt(2), 0.0, 0.0))


def test_nothing_known_has_no_logits() -> None:
    assert scorer.logits("") is None
    assert batch_scorer().logits([]).values.shape == (0, 4)


def test_softmax_does_not_overflow() -> None:
    assert softmax((1000.0, 0.0, 0.0, 0.0)) == (1.0, 0.0, 0.0, 0.0)
