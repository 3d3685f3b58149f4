"""The model in use: the user's current one, otherwise the shipped one."""

from __future__ import annotations

import os
from _thread import allocate_lock  # threading.Lock is the same, and importing it takes a tenth of starting Python

from mvs_classifier.errors import ModelFileError, UsageError
from mvs_classifier.i18n import N_, _, joined
from mvs_classifier.log import logger
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.served import Served, read_served
from mvs_classifier.shipped import shipped_model
from mvs_classifier.store.places import SHIPPED, installed_names, model_path, state_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mvs_classifier.model.file import ModelFile
    from mvs_classifier.store.state import State

_WAY_BACK = N_(
    "go back to the previous model with `mvs-classifier models rollback`, or to the shipped "
    "one with `mvs-classifier models use shipped`"
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
        raise TypeError(
            _(
                "load takes the path or the name of a model, not {path!r:.40} ({kind})",
                path=path,
                kind=type(path).__name__,
            )
        )
    if not isinstance(path, str) or os.path.basename(path) != path or path.endswith(".joblib") or os.path.exists(path):
        classifier = _of_file(path)
        _checked = classifier.info  # a file that was never installed is checked to its last part
        return classifier
    if path == SHIPPED:
        return _of_name(SHIPPED)
    from mvs_classifier.store.state import read_state

    try:
        return _of_name(resolve(read_state(), path))
    except UsageError as error:
        raise ModelFileError(_("{error}; there is no file of that name either", error=error)) from error


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
    there = joined([SHIPPED, *state.versions])
    if not found:
        raise UsageError(_("there is no model {name!r:.40}; the models are {there}", name=name, there=there))
    raise UsageError(
        _("{name!r:.40} may be {models}; the models are {there}", name=name, models=_(" or ").join(found), there=there)
    )


def _shipped_fingerprint() -> str:
    try:
        return read_served(shipped_model()).fingerprint
    except ModelFileError:
        return ""  # nothing begins with a name but itself


def _of_name(name: str) -> Classifier:
    return _of_file(shipped_model()) if name == SHIPPED else _loaded(read_installed(name), model_path(name))


def _of_file(path: str | os.PathLike[str]) -> Classifier:
    return _loaded(read_served(path), path)


def _loaded(model: ModelFile | Served, path: str | os.PathLike[str]) -> Classifier:
    if listener := logger():
        listener.debug("loaded the model %s from %s", model.fingerprint, path)
    return Classifier(model)


def default_classifier() -> Classifier:
    """Return the classifier that the module's functions use, loaded at the first call."""
    return _DEFAULT.get()


class _Default:
    """The classifier that the module's functions use. It stays the same until ``load()`` replaces it."""

    def __init__(self) -> None:
        self._lock = allocate_lock()
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
    name = _current_name()
    try:
        return _of_name(name or SHIPPED)
    except ModelFileError as error:
        if name is None:
            raise
        if _current_name() != name:  # another process has just switched to another one
            return current_classifier()
        raise ModelFileError(
            _("the current model is damaged: {error}; {advice}", error=error, advice=_(_WAY_BACK))
        ) from error


def _current_name() -> str | None:
    """The fingerprint of the current model; None if that is the shipped one."""
    try:
        os.lstat(state_path())
    except FileNotFoundError:
        if not installed_names():
            return None
    except OSError:  # which the reader of the state reports
        pass
    from mvs_classifier.store.state import read_state

    return read_state().current


def read_installed(name: str) -> ModelFile | Served:
    """Read a model of the store.

    Raises:
        ModelFileError: its file is missing or damaged, or contains another model.
    """
    path = model_path(name)
    if os.path.exists(path) and not os.path.isfile(path):
        raise ModelFileError(_("{path} is not a file but a pipe, a device or a folder; remove it", path=path))
    model = read_served(path)
    if model.fingerprint != name:
        raise ModelFileError(
            _("{path} holds another model, {model}; put the right one back", path=path, model=model.fingerprint)
        )
    return model
