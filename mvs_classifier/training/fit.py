"""From examples to the learned values: weighted TF-IDF and one logistic regression of four classes."""

import warnings
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from threadpoolctl import threadpool_limits

from mvs_classifier.model.labels import Label
from mvs_classifier.model.parameters import GRID, Parameters
from mvs_classifier.text.ngrams import is_feature, ngrams, units
from mvs_classifier.text.normalize import normalize
from mvs_classifier.text.words import craft_words, segmenter

_TOLERANCE = 1e-12  # so small that what is left of the error does not show after the rounding to the grid
_LABELS = [str(label) for label in Label]


class Settings(NamedTuple):
    """What is chosen before training; models/README.md says why.

    Attributes:
        longest_ngram: features are n-grams of 1 to this many units.
        min_df: in how many examples an n-gram must stand to be a feature.
        single_weight: what the idf of a single unit is multiplied by.
        word_weight: what the idf of a longer n-gram is multiplied by that is a word of the segmenter.
        C: the inverse strength of the L2 regularisation, as scikit-learn's.
        class_weight: how much the examples of a label count, as scikit-learn's.
    """

    longest_ngram: int = 2
    min_df: int = 2
    single_weight: float = 0.7
    word_weight: float = 1.4
    C: float = 5.0
    class_weight: str = "balanced"


def fit(texts: Sequence[str], labels: Sequence[Label], settings: Settings, temperature: float = 1.0) -> Parameters:
    """Train a model.

    Args:
        texts: the texts, not normalised.
        labels: the label of each.
        settings: what was chosen.
        temperature: what the logits are divided by, so that confidences mean what they say.

    Returns:
        The learned values, rounded to the grid on which they are stored.
    """
    texts = [normalize(text) for text in texts]
    vectorizer = CountVectorizer(analyzer=partial(_features, longest=settings.longest_ngram), min_df=settings.min_df)
    counts = vectorizer.fit_transform(texts)
    vocabulary = vectorizer.get_feature_names_out().tolist()
    tfidf = TfidfTransformer().fit(counts)
    tfidf.idf_ = np.round(tfidf.idf_ * _weights(vocabulary, texts, settings) * GRID) / GRID
    regression = LogisticRegression(
        C=settings.C, class_weight=settings.class_weight, max_iter=200, tol=_TOLERANCE, solver="newton-cg"
    )
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="(?i).*line search")  # nothing better within double precision
        regression.fit(tfidf.transform(counts), [str(label) for label in labels])
    order = [list(regression.classes_).index(label) for label in _LABELS]
    return Parameters(
        longest_ngram=settings.longest_ngram,
        vocabulary=vocabulary,
        idf=_on_grid(tfidf.idf_),
        coef=[_on_grid(row) for row in regression.coef_[order] / temperature],
        intercept=_on_grid(regression.intercept_[order] / temperature),
        dictionary=list(craft_words()),
    )


def pipeline(parameters: Parameters) -> Pipeline:
    """Return the scikit-learn pipeline that holds a model's stored values."""
    analyzer = partial(_features_of_raw, longest=parameters.longest_ngram)
    vectorizer = TfidfVectorizer(analyzer=analyzer, vocabulary=parameters.vocabulary)
    vectorizer.idf_ = np.array(parameters.idf) / GRID
    regression = LogisticRegression()
    regression.classes_ = np.array(_LABELS)
    regression.coef_ = np.array(parameters.coef) / GRID
    regression.intercept_ = np.array(parameters.intercept) / GRID
    return make_pipeline(vectorizer, regression)


def _features(text: str, longest: int) -> list[str]:
    return list(filter(is_feature, ngrams(text, longest)))


def _features_of_raw(text: str, longest: int) -> list[str]:
    return _features(normalize(text), longest)


def _weights(vocabulary: Sequence[str], texts: Sequence[str], settings: Settings) -> NDArray[np.float64]:
    """How much each feature counts before anything is learned: a word more, a single character less."""
    segment = segmenter(craft_words())
    words = {word for text in texts for word in segment(text)}
    return np.array(
        [
            settings.single_weight if len(units(ngram)) == 1 else settings.word_weight if ngram in words else 1.0
            for ngram in vocabulary
        ]
    )


def _on_grid(values: NDArray[Any]) -> list[int]:
    return [int(value) for value in np.round(values * GRID)]
