"""From examples to the learned values: weighted TF-IDF and one logistic regression of four classes."""

import warnings
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from mvs_classifier.model.labels import Label
from mvs_classifier.model.parameters import GRID, Parameters
from mvs_classifier.text.ngrams import SKIP, is_feature, ngrams, pieces
from mvs_classifier.text.normalize import normalize
from mvs_classifier.text.words import craft_words, segmenter
from mvs_classifier.training.examples import POSTING_LINES, REGISTERS, TERMS, TITLES, USER, Example
from mvs_classifier.training.newton import EXACT, Weights, regress_from
from mvs_classifier.training.products import Features

if TYPE_CHECKING:  # importing scikit-learn takes a second, and who only refits a model does without
    from sklearn.linear_model import LogisticRegression

_TOLERANCE = 1e-12
_PAIR = 2  # classes, of which scikit-learn keeps one row of weights
_LABELS = [str(label) for label in Label]


class Settings(NamedTuple):
    """The choices before training; models/README.md says why.

    Attributes:
        longest_ngram: features are n-grams of 1 to this many units.
        skip_grams: whether pairs of units with one between them are features too.
        min_df: the number of examples in which an n-gram must occur to be a feature.
        skip_weight: the factor of the idf of a skip-gram.
        single_weight: the factor of the idf of a single unit.
        word_weight: the factor of the idf of a longer n-gram that is a word of the segmenter.
        C: the inverse strength of the L2 regularisation, as scikit-learn's.
        term_weight: the weight of a term; that of a line is 1.
        title_weight: the weight of a title.
        register_weight: the weight of a line of negation, speech or targets.
        posting_weight: the weight of a line of a posting; most of them are of other professions.
        both_weight: the weight of an example of both; our data has more of them than real texts.
        taught_weight: the weight of an example that a user taught.
    """

    longest_ngram: int = 2
    skip_grams: bool = True
    min_df: int = 3
    skip_weight: float = 0.7
    single_weight: float = 0.7
    word_weight: float = 1.4
    C: float = 10.0
    term_weight: float = 0.3
    title_weight: float = 0.1
    register_weight: float = 0.2
    posting_weight: float = 0.03
    both_weight: float = 0.7
    taught_weight: float = 20.0


ROLE_SETTINGS = Settings(min_df=60, C=1.0)
"""The choices for the model of what a line is in its job: two thousand n-grams tell it."""
TITLE_SETTINGS = Settings(min_df=1)
"""The choices for the model of titles."""


def fit(examples: Sequence[Example], settings: Settings, temperature: float = 1.0) -> Parameters:
    """Train the model of single texts.

    Args:
        examples: the labelled texts.
        settings: what was chosen.
        temperature: what the logits are divided by, so that confidences mean what they say.

    Returns:
        The learned values, rounded to the grid on which they are stored.
    """
    weights = [example_weight(example, settings) for example in examples]
    labels = [str(example.label) for example in examples]
    return fit_texts([example.text for example in examples], labels, weights, settings, temperature=temperature)


def fit_texts(  # noqa: PLR0913 - all that a training needs
    texts: Sequence[str],
    classes: Sequence[str],
    weights: Sequence[float],
    settings: Settings,
    *,
    order: Sequence[str] = _LABELS,
    temperature: float = 1.0,
) -> Parameters:
    """Train a model of four classes.

    Args:
        texts: the texts.
        classes: the class of each.
        weights: how much each counts.
        settings: what was chosen.
        order: the four classes, in the order of the model's rows.
        temperature: what the logits are divided by.

    Returns:
        The learned values, rounded to the grid on which they are stored.
    """
    from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

    texts = list(map(normalize, texts))
    analyzer = partial(_features, longest=settings.longest_ngram, skip_grams=settings.skip_grams)
    vectorizer = CountVectorizer(analyzer=analyzer, min_df=settings.min_df)
    counts = vectorizer.fit_transform(texts)
    vocabulary = vectorizer.get_feature_names_out().tolist()
    tfidf = TfidfTransformer().fit(counts)
    tfidf.idf_ = np.round(tfidf.idf_ * _weights(vocabulary, texts, settings) * GRID) / GRID
    regression = regress(tfidf.transform(counts), classes, settings.C, weights)
    rows = [list(regression.classes_).index(name) for name in order]
    return Parameters(
        longest_ngram=settings.longest_ngram,
        skip_grams=settings.skip_grams,
        vocabulary=vocabulary,
        idf=on_grid(tfidf.idf_),
        coef=[on_grid(row) for row in regression.coef_[rows] / temperature],
        intercept=on_grid(regression.intercept_[rows] / temperature),
        dictionary=list(craft_words()),
    )


def regress(
    features: Any, classes: Sequence[str], inverse_strength: float, weights: Sequence[float] | None = None
) -> "LogisticRegression":
    """Fit a logistic regression so exactly that what is left of the error does not show after rounding to the grid."""
    from sklearn.linear_model import LogisticRegression

    regression = LogisticRegression(C=inverse_strength, max_iter=200, tol=_TOLERANCE, solver="newton-cg")
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="(?i).*line search")
        regression.fit(features, list(classes), weights)
    return _exact(regression, features, classes, weights)


def _exact(
    regression: "LogisticRegression", features: Any, classes: Sequence[str], weights: Sequence[float] | None
) -> "LogisticRegression":
    """Go on where a line search found nothing better in double precision, which depends on the processor's kernels."""
    order = regression.classes_.tolist()
    if len(order) > _PAIR:
        found = regress_from(
            Weights(regression.coef_, regression.intercept_),
            Features(csr_matrix(features)),
            np.array([order.index(name) for name in classes]),
            np.ones(len(classes)) if weights is None else np.array(weights, dtype=float),
            regression.C,
            EXACT,
        )
        regression.coef_, regression.intercept_ = found
    return regression


def example_weight(example: Example, settings: Settings) -> float:
    """Return how much an example counts."""
    if example.style == USER:
        return settings.taught_weight
    by_file = {
        TERMS: settings.term_weight,
        TITLES: settings.title_weight,
        REGISTERS: settings.register_weight,
        POSTING_LINES: settings.posting_weight,
    }
    return by_file.get(example.file, 1.0) * (settings.both_weight if example.label == Label.BOTH else 1.0)


def _features(text: str, longest: int, *, skip_grams: bool) -> list[str]:
    return list(filter(is_feature, ngrams(text, longest, skip_grams=skip_grams)))


def _weights(vocabulary: Sequence[str], texts: Sequence[str], settings: Settings) -> NDArray[np.float64]:
    """The weight of each feature before training: a word weighs more, a single character less."""
    segment = segmenter(craft_words())
    words = {word for text in texts for word in segment(text)}
    return np.array([ngram_weight(ngram, ngram in words, settings) for ngram in vocabulary])


def ngram_weight(ngram: str, is_word: bool, settings: Settings) -> float:  # noqa: FBT001 - called for each n-gram
    """Return the factor of an n-gram's idf."""
    if SKIP in ngram:
        return settings.skip_weight
    if len(pieces(ngram)) == 1:
        return settings.single_weight
    return settings.word_weight if is_word else 1.0


def on_grid(values: NDArray[Any]) -> list[int]:
    """Return values in units of 1/GRID, rounded."""
    return [int(value) for value in np.round(values * GRID)]
