"""The verdict on one text."""

from collections.abc import Sequence
from typing import NamedTuple

from mvs_classifier.model.labels import Label
from mvs_classifier.model.scorer import Logits, softmax

EMPTY = "empty"
NO_WORDS = "no words"
NO_KNOWN_WORDS = "no known words"

_LABELS = tuple(Label)
_UNKNOWN = 1 / len(_LABELS)


class Prediction(NamedTuple):
    """The verdict on one text.

    Attributes:
        label: the most probable label.
        confidence: the probability of that label, 0 to 1.
        scores: the probability of each label; they sum to 1.
        reason: None, or why there is no verdict: ``"empty"`` (nothing but blanks), ``"no words"`` (no letter,
            character or digit) or ``"no known words"`` (nothing that the model has learned of). The label is
            then ``neither``, and every label is as probable as any other.
        model: the fingerprint of the model that said so.
    """

    label: Label
    confidence: float
    scores: dict[Label, float]
    reason: str | None
    model: str

    def _repr_html_(self) -> str:
        """Show it in a notebook."""
        from mvs_classifier.model.notebook import of_verdict

        return of_verdict(self.label, self.scores, self.reason)


def verdict(logits: Logits, model: str) -> Prediction:
    """Return the prediction that four logits stand for."""
    return of_probabilities(softmax(logits), model)


def of_probabilities(probabilities: Sequence[float], model: str) -> Prediction:
    """Return the prediction that four probabilities stand for, in the order of ``Label``."""
    marketing, sales, both, neither = probabilities
    confidence = max(probabilities)
    scores = {Label.MARKETING: marketing, Label.SALES: sales, Label.BOTH: both, Label.NEITHER: neither}
    return Prediction(_LABELS[probabilities.index(confidence)], confidence, scores, None, model)


def why_none(text: str) -> str:
    """Return the reason why there is no verdict on a normalised text in which the model knows nothing."""
    if not text.strip():
        return EMPTY
    return NO_KNOWN_WORDS if any(char.isalnum() for char in text) else NO_WORDS


def no_verdict(text: str, model: str) -> Prediction:
    """Return the prediction for a normalised text in which the model knows nothing."""
    scores = dict.fromkeys((Label.NEITHER, *_LABELS), _UNKNOWN)
    return Prediction(Label.NEITHER, _UNKNOWN, scores, why_none(text), model)
