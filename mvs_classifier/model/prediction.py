"""The verdict on one text."""

from __future__ import annotations

from struct import Struct

from mvs_classifier.model.labels import Label
from mvs_classifier.model.scorer import softmax
from mvs_classifier.value import FrozenDict, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mvs_classifier.model.scorer import Logits

EMPTY = "empty"
NO_WORDS = "no words"
NO_KNOWN_WORDS = "no known words"

_LABELS = tuple(Label)
_MARKETING, _SALES, _BOTH, _NEITHER = _LABELS
_UNKNOWN = 1 / len(_LABELS)
_NUMBERS = Struct("<5dB")
_REASON = "\0"


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

    __slots__ = ("_record",)
    _fields = ("label", "confidence", "scores", "reason", "model")
    _record: bytes

    def __init__(
        self, label: Label, confidence: float, scores: Mapping[Label, float], reason: str | None, model: str
    ) -> None:
        ending = model if reason is None else f"{model}{_REASON}{reason}"
        numbers = _NUMBERS.pack(*[scores[one] for one in _LABELS], confidence, _LABELS.index(label))
        _hold(self, numbers + ending.encode())

    @property
    def label(self) -> Label:
        """The most probable label."""
        return _LABELS[self._record[_NUMBERS.size - 1]]

    @property
    def confidence(self) -> float:
        """The probability of that label, 0 to 1."""
        confidence: float = _NUMBERS.unpack_from(self._record)[4]
        return confidence

    @property
    def reason(self) -> str | None:
        """None, or why there is no verdict."""
        _, is_there, reason = self._record[_NUMBERS.size :].decode().partition(_REASON)
        return reason if is_there else None

    @property
    def model(self) -> str:
        """The fingerprint of the model that judged."""
        return self._record[_NUMBERS.size :].decode().partition(_REASON)[0]

    @property
    def scores(self) -> dict[Label, float]:
        """The probability of each label; they sum to 1."""
        marketing, sales, both, neither, _, _ = _NUMBERS.unpack_from(self._record)
        if self.reason is None:
            return FrozenDict({_MARKETING: marketing, _SALES: sales, _BOTH: both, _NEITHER: neither})
        # all are equal, and the first of the largest is then the label
        return FrozenDict({_NEITHER: neither, _MARKETING: marketing, _SALES: sales, _BOTH: both})

    def _repr_html_(self) -> str:
        """Show it in a notebook."""
        from mvs_classifier.model.notebook import of_verdict

        return of_verdict(self.label, self.scores, self.reason)


_new = Prediction.__new__
_hold = vars(Prediction)["_record"].__set__


def verdict(logits: Logits, model: str) -> Prediction:
    """Return the prediction for four logits."""
    return of_probabilities(softmax(logits), model)


def of_probabilities(probabilities: Sequence[float], model: str) -> Prediction:
    """Return the prediction for four probabilities, in the order of ``Label``."""
    confidence = max(probabilities)
    prediction = _new(Prediction)
    _hold(prediction, _NUMBERS.pack(*probabilities, confidence, probabilities.index(confidence)) + model.encode())
    return prediction


def of_records(records: Iterable[bytes]) -> Iterator[Prediction]:
    """Yield the predictions for many records; see :mod:`mvs_classifier.model.batch.records`.

    All that a prediction holds is the bytes of one record, in a slot that its descriptor sets; label, scores and the
    rest are read from it when they are asked for. So nothing but the object itself is the garbage collector's concern.
    """
    for record in records:
        prediction = _new(Prediction)
        _hold(prediction, record)
        yield prediction


def why_none(text: str) -> str:
    """Return the reason why there is no verdict on a normalised text in which the model knows nothing."""
    if not text.strip():
        return EMPTY
    return NO_KNOWN_WORDS if any(char.isalnum() for char in text) else NO_WORDS


def no_verdict(text: str, model: str) -> Prediction:
    """Return the prediction for a normalised text in which the model knows nothing."""
    return Prediction(_NEITHER, _UNKNOWN, dict.fromkeys(_LABELS, _UNKNOWN), why_none(text), model)
