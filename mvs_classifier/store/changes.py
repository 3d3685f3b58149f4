"""Changes to the store: install, use, roll back, remove a model; each replaces one file."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256

from filelock import FileLock, Timeout

from mvs_classifier.atomic import make_way, replacing
from mvs_classifier.errors import ModelFileError, NewerStoreError, OutputError, StoreError, UsageError, why
from mvs_classifier.i18n import _
from mvs_classifier.model.container import FINGERPRINT_DIGITS
from mvs_classifier.model.file import ModelFile, write_model
from mvs_classifier.store.current import read_installed, resolve
from mvs_classifier.store.places import HOME, SHIPPED, examples_path, home, installed_names, model_path, state_path
from mvs_classifier.store.state import State, Version, read_state, state_bytes

_HALF_WRITTEN = re.compile(r"\.([0-9a-f]{12}\.(joblib|csv)|state\.json)\.[0-9a-f]{8}\.part")


@contextmanager
def exclusive(waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Let one process at a time change the store; others wait.

    Args:
        waiting: called before waiting, if another process holds the store.

    Raises:
        OutputError: the store cannot be written.
    """
    try:
        for folder in (home(), os.path.dirname(model_path("")), os.path.dirname(examples_path(""))):
            os.makedirs(folder, exist_ok=True)
        path = os.path.join(home(), "lock")
        make_way(path)
        lock = FileLock(path)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if waiting:
                waiting()
            lock.acquire()
    except OSError as error:
        raise OutputError(
            _(
                "cannot write the store of models {folder}: {why}; nothing was changed; make it "
                "writable, or set {variable} to another folder",
                folder=home(),
                why=why(error),
                variable=HOME,
            )
        ) from error
    try:
        yield
    finally:
        lock.release()


def install(model: ModelFile, examples: bytes | None) -> None:
    """Store a model and the examples that it was taught, and make both current.

    Call it inside :func:`exclusive`. Whenever this is interrupted, either both are current or neither is, and what was
    current before still exists.

    Args:
        model: the model.
        examples: the taught examples as the content of a file, None without any.

    Raises:
        StoreError: the store cannot be read.
        OutputError: it cannot be written.
    """
    state = _begun()
    name = model.info.fingerprint
    if not _is_whole(name):
        write_model(model_path(name), model, follow=False)
    taught = None if examples is None else _keep_examples(name, examples)
    others = dict(state.versions)
    if name == state.current:
        previous = others.pop(name).previous
    else:
        previous, others = state.current, _without(others, name)
    versions = {**others, name: Version(_when(datetime.now(UTC)), previous, taught)}
    _write(State(name, taught, versions), instead_of=state)


def replace_examples(examples: bytes | None) -> None:
    """Replace the taught examples; the current model stays the same until the next training."""
    state = _begun()
    name = None if examples is None else _keep_examples(sha256(examples).hexdigest()[:FINGERPRINT_DIGITS], examples)
    _write(state._replace(examples=name), instead_of=state)


def use(name: str) -> str:
    """Make an installed model current, and the examples that it had been taught.

    Args:
        name: its fingerprint, or an unambiguous beginning of it; ``shipped`` for the shipped model.

    Returns:
        The fingerprint, or ``shipped``.

    Raises:
        UsageError: the model does not exist, or the name is ambiguous.
        ModelFileError: the model is damaged.
        NewerStoreError: the store belongs to a newer version.
        OutputError: the store cannot be written.
    """
    with exclusive():
        return _switch(_with_unlisted(readable_state(), name), name)


def rollback() -> str:
    """Go back to the model that was current before this one was installed; return its name.

    Raises:
        UsageError: the current model is the shipped one.
        ModelFileError: that model is damaged.
        StoreError: the store cannot be read.
        OutputError: it cannot be written.
    """
    with exclusive():
        state = read_state()
        if state.current is None:
            raise UsageError(_("the current model is the shipped one; there is nothing to go back to"))
        return _switch(state, state.versions[state.current].previous or SHIPPED)


def remove(name: str) -> str:
    """Remove an installed model that is not current; return its fingerprint.

    Raises:
        UsageError: the model does not exist, or is the current or the shipped one.
        StoreError: the store cannot be read.
        OutputError: it cannot be written.
    """
    with exclusive():
        state = read_state()
        found = resolve(state, name)
        if found == SHIPPED:
            raise UsageError(_("the shipped model belongs to the package and cannot be removed"))
        if found == state.current:
            raise UsageError(
                _(
                    "{found} is the current model; use another model first: `mvs-classifier models use NAME`",
                    found=found,
                )
            )
        _write(state._replace(versions=_without(state.versions, found)), instead_of=state)
        return found


def readable_state() -> State:
    """Return the state of the store; if that is damaged or missing, the existing models with their examples.

    Raises:
        NewerStoreError: the store belongs to a newer version.
        StoreError: it may not be read.
    """
    try:
        return read_state()
    except NewerStoreError:
        raise
    except StoreError as error:
        if isinstance(error.__cause__, PermissionError):  # what is there may be whole
            raise
        return State(None, None, _found())


def _begun() -> State:
    """The state, which is on disk before anything that it will name; so a missing one is a lost one."""
    state = read_state()
    if not os.path.lexists(state_path()):
        _write(state, instead_of=state)
    return state


def _switch(state: State, name: str) -> str:
    found = resolve(state, name)
    if found == SHIPPED:
        _write(state._replace(current=None, examples=None), instead_of=state)
        return SHIPPED
    _require_whole(found)
    _write(state._replace(current=found, examples=state.versions[found].examples), instead_of=state)
    return found


def _with_unlisted(state: State, name: str) -> State:
    """The state with the models of a name whose files it does not list, as after a restored backup."""
    unlisted = {one: version for one, version in _found().items() if name and one.startswith(name)}
    return state._replace(versions=unlisted | state.versions) if unlisted.keys() - state.versions else state


def _without(versions: Mapping[str, Version], name: str) -> dict[str, Version]:
    """The versions without one of them; those that followed it now follow its predecessor."""
    before = versions[name].previous if name in versions else None
    return {
        other: version._replace(previous=before) if version.previous == name else version
        for other, version in versions.items()
        if other != name
    }


def _found() -> dict[str, Version]:
    """The models in the folder, the oldest first."""
    times = sorted((os.lstat(model_path(name)).st_mtime, name) for name in installed_names())
    return {
        name: Version(
            installed=_when(datetime.fromtimestamp(time, UTC)),
            previous=None,
            examples=name if os.path.exists(examples_path(name)) else None,
        )
        for time, name in times
    }


def _when(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _is_whole(name: str) -> bool:
    try:
        _require_whole(name)
    except ModelFileError:
        return False
    return True


def _require_whole(name: str) -> None:
    """Raise a ModelFileError unless everything in an installed model fits together."""
    _checked = read_installed(name).whole


def _keep_examples(name: str, examples: bytes) -> str:
    """Write examples under the name of the model that was taught them; so they are found without the state too."""
    with replacing(examples_path(name), follow=False) as file:
        file.write(examples)
    return name


def _write(state: State, instead_of: State) -> None:
    """Write a state, and remove the files that the one before it named and this one does not; no other is ours to."""
    with replacing(state_path(), follow=False) as file:
        file.write(state_bytes(state))
    unneeded = [model_path(name) for name in instead_of.versions if name not in state.versions]
    unneeded += [examples_path(name) for name in _examples_of(instead_of) - _examples_of(state)]
    for folder in map(os.path.dirname, (model_path(""), examples_path(""), state_path())):
        unneeded += [os.path.join(folder, name) for name in _names_in(folder) if _HALF_WRITTEN.fullmatch(name)]
    for path in unneeded:
        with suppress(OSError):
            os.unlink(path)


def _examples_of(state: State) -> set[str]:
    """The names of all examples that a state needs."""
    names = {state.examples, *(version.examples for version in state.versions.values())}
    return {name for name in names if name is not None}


def _names_in(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []
