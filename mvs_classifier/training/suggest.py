"""What to label next: the texts from which a model would learn most."""

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from numbers import Integral
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize as unit_vectors
from threadpoolctl import threadpool_limits

from mvs_classifier.errors import UsageError
from mvs_classifier.i18n import _
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.tables.arguments import require_classifier
from mvs_classifier.text.ngrams import is_feature, ngrams
from mvs_classifier.text.normalize import normalize
from mvs_classifier.training.measure.metrics import probabilities

COMPARED = 4000
"""How many texts are compared with each other; a matrix of their likenesses still fits into memory."""
_NEAR = 0.6  # texts more alike than this say the same in almost the same words

Array = NDArray[Any]


def suggest(classifier: Classifier, texts: Iterable[str], count: int = 50, known: Iterable[str] = ()) -> list[int]:
    """Choose the texts from which a model would learn most if people labelled them.

    Of the texts of which the model is least sure, those are chosen that stand for many others and differ from each
    other. Texts are the same where they differ in marks and numbers only.

    Args:
        classifier: the model.
        texts: any number of texts; any iterable, such as a list, a Series or a generator.
        count: how many are wanted.
        known: texts that have labels already; they are not chosen.

    Returns:
        The positions of the chosen texts, counted from 0, the most useful first, the same each time. They are fewer
        where there are not enough texts that differ, have a verdict and are not known.

    Raises:
        TypeError: the classifier is something else; the texts are one text, a table or a mapping; or one of them is not
            a text.
        UsageError: the number of wanted texts is not a whole number of at least 1.
    """
    require_classifier("suggest", classifier)
    require_some(count)
    listed = _listed("texts", texts)
    return chosen(listed, eligible_texts(classifier, listed, _listed("known", known)), count)


def _listed(name: str, texts: Iterable[str]) -> list[str]:
    """The texts, in a list of their own, whatever their index."""
    is_table = hasattr(texts, "columns")
    if is_table or isinstance(texts, str | bytes | Mapping) or not isinstance(texts, Iterable):
        raise TypeError(
            _(
                "{name} must be an iterable of texts, such as a list, but got one {kind}",
                name=name,
                kind=type(texts).__name__,
            )
        )
    listed = list(texts)
    for position, text in enumerate(listed):
        if not isinstance(text, str):
            raise TypeError(
                _(
                    "{name} must be str, but at position {position} is {kind}: {value:.80}",
                    name=name,
                    position=position,
                    kind=type(text).__name__,
                    value=repr(text),
                )
            )
    return listed


def require_some(count: int) -> None:
    """Raise unless at least one text is wanted.

    Raises:
        UsageError: fewer are, or it is not a whole number.
    """
    if isinstance(count, bool) or not isinstance(count, Integral):
        raise UsageError(_("the number of suggestions must be a whole number, not {value:.40}", value=repr(count)))
    if count < 1:
        raise UsageError(_("the number of suggestions must be at least 1, not {count}", count=count))


def cover(likeness: Array, weights: Array, count: int) -> list[int]:
    """Choose items that stand for all, the most telling first: greedily, by weighted facility location.

    Each choice adds most to the sum over all items of their weight times the likeness, weighted too, of the chosen
    item that stands for them best. What is nearly the same as a chosen item comes last. The sources are Wei et al.,
    "Submodularity in Data Subset Selection and Active Learning" (2015), and, for keeping old gains as upper bounds,
    Minoux, "Accelerated greedy algorithms for maximizing submodular set functions" (1978).

    Args:
        likeness: how like any two items are, 0 to 1, shape (items, items).
        weights: what each item counts, shape (items,).
        count: how many are wanted.

    Returns:
        The numbers of the items.
    """
    reach = likeness * weights[:, None]
    covered, nearest = np.zeros_like(weights), np.zeros_like(weights)
    bounds = [(-gain, item) for item, gain in enumerate((reach @ weights).tolist())]
    heapq.heapify(bounds)
    best, near = list[int](), list[int]()
    while bounds and len(best) < count:
        _bound, item = heapq.heappop(bounds)
        gain = float(np.maximum(reach[item] - covered, 0) @ weights)
        if nearest[item] > _NEAR:
            near.append(item)
        elif bounds and gain < -bounds[0][0]:
            heapq.heappush(bounds, (-gain, item))
        else:
            best.append(item)
            covered, nearest = np.maximum(covered, reach[item]), np.maximum(nearest, likeness[item])
    return [*best, *near][:count]


class Eligible(NamedTuple):
    """The positions of the texts that may be suggested, and of each how unsure the model is: 1 - its confidence."""

    positions: Array
    doubts: Array


def eligible_texts(classifier: Classifier, texts: Sequence[str], known: Collection[str]) -> Eligible:
    """Return the texts that may be suggested: the first of each that has a verdict and is not known."""
    distinct = _distinct(texts, known)
    logits, has_verdict = classifier.score_batch([texts[position] for position in distinct])
    doubts = 1 - probabilities(logits).max(axis=1, initial=0)
    return Eligible(np.array(distinct, dtype=int)[has_verdict], doubts[has_verdict].astype(np.float32))


def eligible_jobs(
    classifier: Classifier, texts: Sequence[str], titles: Sequence[str] | None, known: Collection[str]
) -> Eligible:
    """Return the whole postings that may be suggested, likewise."""
    distinct = _distinct(texts, known)
    named = titles and [titles[position] for position in distinct]
    verdicts = classifier.job_verdicts([texts[position] for position in distinct], named)
    has_verdict = np.array([verdict.reason is None for verdict in verdicts], dtype=bool)
    doubts = np.array([1 - max(verdict.probabilities) for verdict in verdicts], dtype=np.float32)
    return Eligible(np.array(distinct, dtype=int)[has_verdict], doubts[has_verdict])


def _distinct(texts: Sequence[str], known: Collection[str]) -> list[int]:
    """The positions of the first of each text that is not known."""
    first: dict[str, int] = {"": -1, **dict.fromkeys(map(_key, known), -1)}
    return [position for position, text in enumerate(texts) if first.setdefault(_key(text), position) == position]


def _key(text: str) -> str:
    return "".join(filter(str.isalpha, normalize(text)))


def chosen(texts: Sequence[str], eligible: Eligible, count: int, compared: int = COMPARED) -> list[int]:
    """Return the most useful of the least sure; where more are wanted than are compared, the less sure first."""
    order = np.argsort(-eligible.doubts, kind="stable")
    candidates, rest = order[:compared], order[compared:]
    if not len(candidates):
        return []
    with threadpool_limits(1):  # threads add in another order
        likeness = _likeness([texts[position] for position in eligible.positions[candidates]])
        best = candidates[cover(likeness, eligible.doubts[candidates], count)]
    return [int(position) for position in eligible.positions[[*best, *rest[: count - len(best)]]]]


def _likeness(texts: Sequence[str]) -> Array:
    """The cosine of each two texts' sets of n-grams."""
    vectors = unit_vectors(CountVectorizer(analyzer=_features, binary=True, dtype=np.float32).fit_transform(texts))
    return np.asarray((vectors @ vectors.T).toarray())


def _features(text: str) -> list[str]:
    return list(filter(is_feature, ngrams(normalize(text), 2)))
