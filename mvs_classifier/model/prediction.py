"""The verdict on one text."""

from __future__ import annotations

from itertools import repeat
from struct import Struct

from mvs_classifier.model.labels import Label
from mvs_classifier.model.scorer import softmax
from mvs_classifier.value import FrozenDict, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mvs_classifier.model.scorer import Logits

    Held = tuple[int, float, bytes, str | None, str]

EMPTY = "empty"
NO_WORDS = "no words"
NO_KNOWN_WORDS = "no known words"

_LABELS = tuple(Label)
_MARKETING, _SALES, _BOTH, _NEITHER = _LABELS
_UNKNOWN = 1 / len(_LABELS)
_ROW = Struct("<4d")


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

    __slots__ = ("_held",)
    _fields = ("label", "confidence", "scores", "reason", "model")
    _held: Held

    def __init__(
        self, label: Label, confidence: float, scores: Mapping[Label, float], reason: str | None, model: str
    ) -> None:
        row = _ROW.pack(*[scores[one] for one in _LABELS])
        _hold(self, (_LABELS.index(label), confidence, row, reason, model))

    @property
    def label(self) -> Label:
        """The most probable label."""
        return _LABELS[self._held[0]]

    @property
    def confidence(self) -> float:
        """The probability of that label, 0 to 1."""
        return self._held[1]

    @property
    def reason(self) -> str | None:
        """None, or why there is no verdict."""
        return self._held[3]

    @property
    def model(self) -> str:
        """The fingerprint of the model that judged."""
        return self._held[4]

    @property
    def scores(self) -> dict[Label, float]:
        """The probability of each label; they sum to 1."""
        _, _, row, reason, _ = self._held
        marketing, sales, both, neither = _ROW.unpack(row)
        if reason is None:
            return FrozenDict({_MARKETING: marketing, _SALES: sales, _BOTH: both, _NEITHER: neither})
        # all are equal, and the first of the largest is then the label
        return FrozenDict({_NEITHER: neither, _MARKETING: marketing, _SALES: sales, _BOTH: both})

    def _repr_html_(self) -> str:
        """Show it in a notebook."""
        from mvs_classifier.model.notebook import of_verdict

        return of_verdict(self.label, self.scores, self.reason)


_new = Prediction.__new__
_hold = vars(Prediction)["_held"].__set__


def verdict(logits: Logits, model: str) -> Prediction:
    """Return the prediction for four logits."""
    return of_probabilities(softmax(logits), model)


def of_probabilities(probabilities: Sequence[float], model: str) -> Prediction:
    """Return the prediction for four probabilities, in the order of ``Label``."""
    confidence = max(probabilities)
    prediction = _new(Prediction)
    _hold(prediction, (probabilities.index(confidence), confidence, _ROW.pack(*probabilities), None, model))
    return prediction


def of_rows(
    tops: Iterable[int], confidences: Iterable[float], rows: Iterable[bytes], model: str
) -> Iterator[Prediction]:
    """Yield the predictions for many rows of four probabilities.

    All that a prediction holds is one tuple, which ``zip`` makes, in a slot that its descriptor sets; the label and the
    dict of scores are made when needed. So an object takes a third of the time that five slots take. The tuple holds
    nothing that refers to anything, so that the garbage collector forgets it; with a list of floats in it
    ``classify_many`` took 1.3 times as long.

    Args:
        tops: the place of the largest probability of each row.
        confidences: that probability.
        rows: the probabilities, as the bytes of four little-endian doubles.
        model: the fingerprint of the model.
    """
    for held in zip(tops, confidences, rows, repeat(None), repeat(model)):
        prediction = _new(Prediction)
        _hold(prediction, held)
        yield prediction


def why_none(text: str) -> str:
    """Return the reason why there is no verdict on a normalised text in which the model knows nothing."""
    if not text.strip():
        return EMPTY
    return NO_KNOWN_WORDS if any(char.isalnum() for char in text) else NO_WORDS


def no_verdict(text: str, model: str) -> Prediction:
    """Return the prediction for a normalised text in which the model knows nothing."""
    return Prediction(_NEITHER, _UNKNOWN, dict.fromkeys(_LABELS, _UNKNOWN), why_none(text), model)
