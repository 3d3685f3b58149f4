"""The model in use: the user's current one, otherwise the shipped one."""

import os
import threading

from mvs_classifier.errors import ModelFileError, UsageError
from mvs_classifier.log import logger
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.file import ModelFile, read_model
from mvs_classifier.shipped import shipped_model
from mvs_classifier.store.state import SHIPPED, State, model_path, read_state

_WAY_BACK = (
    "go back to the previous model with `mvs-classifier models rollback`, or to the shipped one with "
    "`mvs-classifier models use shipped`"
)


def load(path: str | os.PathLike[str] | None = None) -> Classifier:
    """Load a model.

    The logger ``mvs_classifier`` reports at DEBUG level which model was loaded from which file.

    Args:
        path: the path of a model file; ``"shipped"`` for the model that comes with the package; or the name of an
            installed model, as in predictions and ``mvs-classifier models list``, or an unambiguous beginning of it. A
            file of that name in the current folder takes precedence. By default the user's current model is loaded, or
            the shipped one if there is none; from then on the module's functions, such as ``classify``, use it too.

    Returns:
        The classifier. Any number of threads may share it.

    Raises:
        TypeError: ``path`` is neither a path nor a name.
        ModelFileError: the file is missing, damaged, hostile or of another format, or the name is unknown or ambiguous.
        StoreError: the state of the model store is damaged or cannot be read.

    >>> load("shipped").classify("拜访客户").label
    <Label.SALES: 'sales'>
    """
    if path is None:
        return _DEFAULT.renewed()
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"load takes the path or the name of a model, not {path!r:.40} ({type(path).__name__})")
    if not isinstance(path, str) or os.path.basename(path) != path or path.endswith(".joblib") or os.path.exists(path):
        return _of_file(path)
    try:
        return _of_name(SHIPPED if path == SHIPPED else resolve(read_state(), path))
    except UsageError as error:
        raise ModelFileError(f"{error}; there is no file of that name either") from error


def resolve(state: State, name: str) -> str:
    """Return the fingerprint of the model with a name, or ``shipped``.

    Raises:
        UsageError: the model does not exist, or the name is ambiguous.
    """
    if name == SHIPPED:
        return SHIPPED
    names = {_shipped_fingerprint(): SHIPPED, **{fingerprint: fingerprint for fingerprint in state.versions}}
    found = [fingerprint for fingerprint in names if name and fingerprint.startswith(name)]
    if len(found) == 1:
        return names[found[0]]
    there = ", ".join([SHIPPED, *state.versions])
    what = f"{name!r:.40} may be {' or '.join(found)}" if found else f"there is no model {name!r:.40}"
    raise UsageError(f"{what}; the models are {there}")


def _shipped_fingerprint() -> str:
    try:
        return read_model(shipped_model()).info.fingerprint
    except ModelFileError:
        return ""  # nothing begins with a name but itself


def _of_name(name: str) -> Classifier:
    return _of_file(shipped_model()) if name == SHIPPED else _loaded(read_installed(name), model_path(name))


def _of_file(path: str | os.PathLike[str]) -> Classifier:
    return _loaded(read_model(path), path)


def _loaded(model: ModelFile, path: str | os.PathLike[str]) -> Classifier:
    if listener := logger():
        listener.debug("loaded the model %s from %s", model.info.fingerprint, path)
    return Classifier(model)


def default_classifier() -> Classifier:
    """Return the classifier that the module's functions use, loaded at the first call."""
    return _DEFAULT.get()


class _Default:
    """The classifier that the module's functions use. It stays the same until ``load()`` replaces it."""

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
    """Load the user's current model, or the shipped one if there is none.

    Raises:
        ModelFileError: the model is damaged.
        StoreError: the state of the model store is damaged or cannot be read.
    """
    name = read_state().current
    try:
        return _of_name(name or SHIPPED)
    except ModelFileError as error:
        if name is None:
            raise
        if read_state().current != name:  # another process has just switched to another one
            return current_classifier()
        raise ModelFileError(f"the current model is damaged: {error}; {_WAY_BACK}") from error


def read_installed(name: str) -> ModelFile:
    """Read a model of the store.

    Raises:
        ModelFileError: its file is missing or damaged, or contains another model.
    """
    path = model_path(name)
    if os.path.exists(path) and not os.path.isfile(path):
        raise ModelFileError(f"{path} is not a file but a pipe, a device or a folder; remove it")
    model = read_model(path)
    if model.info.fingerprint != name:
        raise ModelFileError(f"{path} holds another model, {model.info.fingerprint}; put the right one back")
    return model
