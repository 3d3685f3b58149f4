"""The verdict on one text."""

from __future__ import annotations

from mvs_classifier.model.labels import Label
from mvs_classifier.model.scorer import softmax
from mvs_classifier.value import FrozenDict, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mvs_classifier.model.scorer import Logits

EMPTY = "empty"
NO_WORDS = "no words"
NO_KNOWN_WORDS = "no known words"

_LABELS = tuple(Label)
_MARKETING, _SALES, _BOTH, _NEITHER = _LABELS
_UNKNOWN = 1 / len(_LABELS)


class Prediction(Value):
    """The verdict on one text. It is immutable and equal and hashable by content.

    Attributes:
        label: the most probable label.
        confidence: the probability of that label, 0 to 1.
        scores: the probability of each label; they sum to 1.
        reason: None, or why there is no verdict: ``"empty"`` (only blanks), ``"no words"`` (no letter, character or
            digit) or ``"no known words"`` (nothing that the model has learned); the label is then ``neither``, and all
            labels are equally probable. Or ``"taught"``: a user taught this text, and the label is the taught one.
        model: the fingerprint of the model that judged.
    """

    __slots__ = ("_row", "confidence", "label", "model", "reason")
    _fields = ("label", "confidence", "scores", "reason", "model")
    label: Label
    confidence: float
    reason: str | None
    model: str
    _row: Sequence[float]

    def __init__(
        self, label: Label, confidence: float, scores: Mapping[Label, float], reason: str | None, model: str
    ) -> None:
        values = (label, confidence, [scores[one] for one in _LABELS], reason, model)
        for set_slot, value in zip(_SETTERS, values, strict=True):
            set_slot(self, value)

    @property
    def scores(self) -> dict[Label, float]:
        """The probability of each label; they sum to 1."""
        marketing, sales, both, neither = self._row
        if self.reason is None:
            return FrozenDict({_MARKETING: marketing, _SALES: sales, _BOTH: both, _NEITHER: neither})
        # all are equal, and the first of the largest is then the label
        return FrozenDict({_NEITHER: neither, _MARKETING: marketing, _SALES: sales, _BOTH: both})

    def _repr_html_(self) -> str:
        """Show it in a notebook."""
        from mvs_classifier.model.notebook import of_verdict

        return of_verdict(self.label, self.scores, self.reason)


_SLOTS = ("label", "confidence", "_row", "reason", "model")
_SETTERS = tuple(vars(Prediction)[name].__set__ for name in _SLOTS)
_set_label, _set_confidence, _set_row, _set_reason, _set_model = _SETTERS


def verdict(logits: Logits, model: str) -> Prediction:
    """Return the prediction for four logits."""
    return of_probabilities(softmax(logits), model)


def of_probabilities(probabilities: Sequence[float], model: str) -> Prediction:
    """Return the prediction for four probabilities, in the order of ``Label``.

    The slots are set by their descriptors, and the dict of scores is made when needed, so a prediction takes
    1.0 µs; a named tuple with its dict takes 1.7, and slots that ``object.__setattr__`` sets take 1.9.
    """
    confidence = max(probabilities)
    prediction = Prediction.__new__(Prediction)
    _set_label(prediction, _LABELS[probabilities.index(confidence)])
    _set_confidence(prediction, confidence)
    _set_row(prediction, probabilities)
    _set_reason(prediction, None)
    _set_model(prediction, model)
    return prediction


def why_none(text: str) -> str:
    """Return the reason why there is no verdict on a normalised text in which the model knows nothing."""
    if not text.strip():
        return EMPTY
    return NO_KNOWN_WORDS if any(char.isalnum() for char in text) else NO_WORDS


def no_verdict(text: str, model: str) -> Prediction:
    """Return the prediction for a normalised text in which the model knows nothing."""
    return Prediction(_NEITHER, _UNKNOWN, dict.fromkeys(_LABELS, _UNKNOWN), why_none(text), model)
