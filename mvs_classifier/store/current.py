"""The model in use: the user's current one, else the one that ships."""

import os
import threading

from mvs_classifier.errors import ModelFileError
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.file import ModelFile, read_model
from mvs_classifier.shipped import shipped_model
from mvs_classifier.store.state import model_path, read_state

_WAY_BACK = (
    "go back to the one before with `mvs-classifier models rollback`, or to the one that ships with "
    "`mvs-classifier models use shipped`"
)


def load(path: str | os.PathLike[str] | None = None) -> Classifier:
    """Load a model.

    Args:
        path: a model file; without it the user's current model, and where there is none the one that ships.
            The module's functions, such as ``classify``, then use it too.

    Returns:
        The classifier, ready for any number of threads.

    Raises:
        ModelFileError: the file is missing, damaged, hostile or of another format.
        StoreError: what the store says of its models is damaged or cannot be read.
    """
    return Classifier(read_model(path)) if path is not None else _DEFAULT.renewed()


def default_classifier() -> Classifier:
    """Return the classifier behind the module's functions, loaded at the first call."""
    return _DEFAULT.get()


class _Default:
    """The classifier behind the module's functions. It stays what it is until another is loaded."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._classifier: Classifier | None = None

    def get(self) -> Classifier:
        with self._lock:
            if self._classifier is None:
                self._classifier = current_classifier()
            return self._classifier

    def renewed(self) -> Classifier:
        with self._lock:
            self._classifier = current_classifier()
            return self._classifier


_DEFAULT = _Default()


def current_classifier() -> Classifier:
    """Load the user's current model, and where there is none the one that ships.

    Raises:
        ModelFileError: the model is damaged.
        StoreError: what the store says of its models is damaged or cannot be read.
    """
    name = read_state().current
    if name is None:
        return Classifier(read_model(shipped_model()))
    try:
        return Classifier(read_installed(name))
    except ModelFileError as error:
        if read_state().current != name:  # another process has just switched to another one
            return current_classifier()
        raise ModelFileError(f"the current model is damaged: {error}; {_WAY_BACK}") from error


def read_installed(name: str) -> ModelFile:
    """Read a model of the store.

    Raises:
        ModelFileError: its file is missing, damaged, or holds another model.
    """
    path = model_path(name)
    model = read_model(path)
    if model.info.fingerprint != name:
        raise ModelFileError(f"{path} holds another model, {model.info.fingerprint}; put the right one back")
    return model
