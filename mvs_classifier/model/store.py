"""Which model is used: a file that is named, else the one that ships."""

import os
import threading
from functools import cache

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.file import read_model
from mvs_classifier.shipped import shipped

_LOCK = threading.Lock()


def load(path: str | os.PathLike[str] | None = None) -> Classifier:
    """Load a model.

    Args:
        path: a model file; without it, the model that ships.

    Returns:
        The classifier, ready for any number of threads.

    Raises:
        ModelFileError: the file is missing, damaged, hostile or of another format.
    """
    return Classifier(read_model(shipped("models", "default.joblib") if path is None else path))


def default_classifier() -> Classifier:
    """Return the classifier behind the module's functions, loaded at the first call."""
    with _LOCK:
        return _default()


@cache
def _default() -> Classifier:
    return load()
