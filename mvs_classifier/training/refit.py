"""A training that starts where an earlier one ended; the result is what a training from nothing gives."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from mvs_classifier.model.file import read_model
from mvs_classifier.model.labels import Label
from mvs_classifier.model.parameters import GRID, Parameters
from mvs_classifier.shipped import shipped_model
from mvs_classifier.text.words import craft_words
from mvs_classifier.training.counted import Counted
from mvs_classifier.training.examples import Example
from mvs_classifier.training.fit import Settings, example_weight, ngram_weight, on_grid
from mvs_classifier.training.newton import EXACT, Weights, regress_from
from mvs_classifier.training.products import Features
from mvs_classifier.training.ready import counted_of

_NOWHERE = -1


class Start(NamedTuple):
    """Where a training starts.

    Attributes:
        parameters: what an earlier one learned.
        temperature: what its logits were divided by.
    """

    parameters: Parameters
    temperature: float


class Vectorised(NamedTuple):
    """Examples as what a regression learns from.

    Attributes:
        order: the number of the example in each row.
        ngrams: the n-grams, in the order of the columns.
        idf: the weight of each n-gram.
        features: the values of the n-grams, shape (examples, n-grams).
        classes: the number of the label of each row.
        weights: how much each row counts.
    """

    order: NDArray[np.intp]
    ngrams: list[str]
    idf: NDArray[np.float64]
    features: csr_matrix
    classes: NDArray[np.intp]
    weights: NDArray[np.float64]


def refit(
    examples: Sequence[Example],
    settings: Settings,
    temperature: float = 1.0,
    *,
    start: Start | None = None,
    enough: float = EXACT,
) -> Parameters:
    """Train the model of single texts, as :func:`~mvs_classifier.training.fit.fit` does, in less time.

    The n-grams of shipped examples are not counted again, and the regression starts from earlier weights. Its optimum
    does not depend on them.

    Args:
        examples: the labelled texts.
        settings: what was chosen.
        temperature: what the logits are divided by, so that confidences mean what they say.
        start: the model to start from; None to start from nothing.
        enough: how exact the regression is; ``ROUGH`` for a model that is only measured.

    Returns:
        The learned values, rounded to the grid on which they are stored.
    """
    texts = vectorised(examples, settings)
    first = start_weights(start, texts.ngrams)
    found = regress_from(first, Features(texts.features), texts.classes, texts.weights, settings.C, enough)
    return Parameters(
        longest_ngram=settings.longest_ngram,
        skip_grams=settings.skip_grams,
        vocabulary=texts.ngrams,
        idf=on_grid(texts.idf),
        coef=[on_grid(row) for row in found.coef / temperature],
        intercept=on_grid(found.intercept / temperature),
        dictionary=list(craft_words()),
    )


def vectorised(examples: Sequence[Example], settings: Settings) -> Vectorised:
    """Return examples as what a regression learns from."""
    order, counted = counted_of(examples, settings)
    counted = counted.frequent(settings.min_df)
    idf = np.round(counted.idf() * _ngram_weights(counted, settings) * GRID) / GRID
    labels = {label: number for number, label in enumerate(Label)}
    return Vectorised(
        np.array(order, dtype=np.intp),
        counted.ngrams,
        idf,
        counted.weighed(idf),
        np.array([labels[examples[number].label] for number in order]),
        np.array([example_weight(examples[number], settings) for number in order]),
    )


def shipped_start() -> Start:
    """Return the model that ships as a start."""
    model = read_model(shipped_model())
    return Start(model.parameters, float(model.info.settings["temperature"]))


def _ngram_weights(counted: Counted, settings: Settings) -> NDArray[np.float64]:
    words = counted.is_word().tolist()
    return np.array([ngram_weight(*pair, settings) for pair in zip(counted.ngrams, words, strict=True)])


def start_weights(start: Start | None, ngrams: Sequence[str]) -> Weights:
    """Return the weights of n-grams in an earlier model; 0 for those that it does not know."""
    coef, intercept = np.zeros((len(Label), len(ngrams))), np.zeros(len(Label))
    if start is None:
        return Weights(coef, intercept)
    columns = {ngram: number for number, ngram in enumerate(start.parameters.vocabulary)}
    places = np.array([columns.get(ngram, _NOWHERE) for ngram in ngrams])
    known, scale = places != _NOWHERE, start.temperature / GRID
    coef[:, known] = np.array(start.parameters.coef)[:, places[known]] * scale
    return Weights(coef, np.array(start.parameters.intercept) * scale)
