"""Examples judged by models that have not seen them."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mvs_classifier.errors import DataError
from mvs_classifier.i18n import _, joined
from mvs_classifier.model.labels import Label
from mvs_classifier.tables.language import label_name
from mvs_classifier.training.examples import Example
from mvs_classifier.training.fit import Settings
from mvs_classifier.training.measure.metrics import probabilities
from mvs_classifier.training.newton import Weights, regress_from
from mvs_classifier.training.partly import Partly
from mvs_classifier.training.products import Features
from mvs_classifier.training.refit import Start, Vectorised, start_weights, vectorised

_ENOUGH = 0.3  # a shorter gradient finds the same doubts

Array = NDArray[Any]
Progress = Callable[[int, int], None]


def chances_left_out(  # noqa: PLR0913, PLR0917 - what is judged, and how
    examples: Sequence[Example],
    base: Sequence[Example],
    parts: Sequence[Sequence[int]],
    settings: Settings,
    start: Start | None = None,
    progress: Progress | None = None,
) -> Array:
    """Return the probabilities of all labels for each example, from a model that has not seen it, shape (examples, 4).

    All texts are counted once, with those to judge. The base is learned once; for each part, only the weights of the
    n-grams in the examples are learned again, from those of the part before. Where the base holds a text that is to
    be judged, it is left out with it.

    Args:
        examples: the texts to judge.
        base: what else the models learn.
        parts: the numbers of the examples that are left out together.
        settings: how the models are trained.
        start: the model from which the first one starts; None to start from nothing.
        progress: is told how many parts are done.

    Raises:
        DataError: a label has no other examples to learn from.
    """
    if not parts:
        return np.zeros((0, len(Label)))
    texts = vectorised([*base, *examples], settings)
    rows = np.argsort(texts.order)  # of the base, then of the examples
    known = _learned_base(texts, rows[len(base) :], start, settings)
    partly = Partly(known, texts.features, rows[len(base) :])
    twins = _twins(examples, base)
    chances = np.zeros((len(examples), len(Label)))
    for done, part in enumerate(parts, 1):
        own = rows[len(base) + np.array(part)]
        counts = texts.weights.copy()
        counts[own] = 0.0
        counts[rows[[place for number in part for place in twins.get(examples[number].identity, ())]]] = 0.0
        _require_all(texts.classes[counts > 0])
        partly.learn(texts.classes, counts, settings.C, _ENOUGH)
        chances[part] = probabilities(partly.logits(own))
        if progress:
            progress(done, len(parts))
    return chances


def _learned_base(texts: Vectorised, examples: Array, start: Start | None, settings: Settings) -> Weights:
    """The weights without the examples, whose rows are named."""
    counts = texts.weights.copy()
    counts[examples] = 0.0
    first = start_weights(start, texts.ngrams)
    return regress_from(first, Features(texts.features), texts.classes, counts, settings.C, _ENOUGH)


def _twins(examples: Sequence[Example], base: Sequence[Example]) -> dict[str, list[int]]:
    """The numbers of the examples of the base that have the text of one that is judged, by its identity."""
    twins: dict[str, list[int]] = {example.identity: [] for example in examples}
    for number, example in enumerate(base):
        if example.identity in twins:
            twins[example.identity].append(number)
    return twins


def _require_all(classes: Array) -> None:
    there = set(classes.tolist())
    missing = [label_name(label) for number, label in enumerate(Label) if number not in there]
    if missing:
        raise DataError(_("there are no other examples of {labels} to learn from; add some", labels=joined(missing)))
