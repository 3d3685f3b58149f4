"""What a prediction holds, for many texts at once: the record of each, as its bytes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mvs_classifier.model.batch.scorer import row_maxima


def records(probabilities: NDArray[np.float64], model: str) -> NDArray[Any]:
    """Return the records of predictions, in the layout of :class:`~mvs_classifier.model.prediction.Prediction`.

    Args:
        probabilities: shape (texts, 4), in the order of ``Label``.
        model: the fingerprint of the model.
    """
    ending = model.encode()
    fields = [("scores", "<f8", (4,)), ("confidence", "<f8"), ("label", "u1"), ("model", f"S{len(ending)}")]
    found = np.empty(len(probabilities), dtype=fields)
    found["scores"] = probabilities
    found["confidence"] = row_maxima(probabilities)[:, 0]
    found["label"] = probabilities.argmax(axis=1)
    found["model"] = ending
    return found


def as_bytes(found: NDArray[Any]) -> list[bytes]:
    """Return the bytes of each record."""
    each: list[bytes] = found.view(f"V{found.itemsize}").tolist()
    return each
