"""Changes to the store: install a model, use another one, go back, remove one; each is one file replaced whole."""

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256

from filelock import FileLock, Timeout

from mvs_classifier.atomic import replacing
from mvs_classifier.errors import ModelFileError, OutputError, StoreError, UsageError
from mvs_classifier.model.file import ModelFile, read_model, write_model
from mvs_classifier.model.store import (
    HOME,
    SHIPPED,
    State,
    Version,
    examples_path,
    home,
    model_path,
    read_state,
    state_bytes,
    state_path,
)

_NAME_DIGITS = 12
_MODEL = ".joblib"


@contextmanager
def exclusive(waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Let one process at a time change the store; another waits.

    Args:
        waiting: is called when another process is at it, before it is waited for.

    Raises:
        OutputError: the store cannot be written.
    """
    try:
        for folder in (home(), os.path.dirname(model_path("")), os.path.dirname(examples_path(""))):
            os.makedirs(folder, exist_ok=True)
        lock = FileLock(os.path.join(home(), "lock"))
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if waiting:
                waiting()
            lock.acquire()
    except OSError as error:
        raise OutputError(
            f"cannot write the store of models {home()}: {error.strerror or error}; nothing was changed; "
            f"make it writable, or set {HOME} to a folder of yours"
        ) from error
    try:
        yield
    finally:
        lock.release()


def install(model: ModelFile, examples: bytes | None) -> None:
    """Keep a model and the examples that it was taught, and make both current.

    To be called while the store is held by :func:`exclusive`. Whatever moment this is interrupted at, either both are
    current or neither is, and what was current before is still there.

    Args:
        model: the model.
        examples: the taught examples as a file holds them, None without any.

    Raises:
        StoreError: the store cannot be read.
        OutputError: it cannot be written.
    """
    state = read_state()
    name = model.info.fingerprint
    if not _is_whole(name):
        write_model(model_path(name), model)
    taught = None if examples is None else _keep_examples(examples)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    others = {other: version for other, version in state.versions.items() if other != name}
    previous = state.versions[name].previous if name == state.current else state.current
    _write(State(name, taught, {**others, name: Version(now, previous, taught)}))


def replace_examples(examples: bytes | None) -> None:
    """Replace the taught examples; the current model stays what it is until the next training."""
    _write(read_state()._replace(examples=None if examples is None else _keep_examples(examples)))


def use(name: str) -> str:
    """Make an installed model current, and the examples that it had been taught.

    Args:
        name: its fingerprint, or the first few digits of it; ``shipped`` for the model that ships.

    Returns:
        The fingerprint, or ``shipped``.

    Raises:
        UsageError: there is no such model, or several.
        ModelFileError: the model is damaged.
        OutputError: the store cannot be written.
    """
    with exclusive():
        state = readable_state()
        if name == SHIPPED:
            _write(state._replace(current=None, examples=None))
            return SHIPPED
        found = resolve(state, name)
        read_model(model_path(found))
        _write(state._replace(current=found, examples=state.versions[found].examples))
        return found


def rollback() -> str:
    """Go back to the model that was current before this one was installed; return its name.

    Raises:
        UsageError: the current model is the shipped one.
        ModelFileError: that model is damaged.
        StoreError: the store cannot be read.
        OutputError: it cannot be written.
    """
    state = readable_state()
    if state.current is None:
        raise UsageError("the current model is the one that ships; there is nothing to go back to")
    return use(state.versions[state.current].previous or SHIPPED)


def remove(name: str) -> str:
    """Remove an installed model that is not current; return its fingerprint.

    Raises:
        UsageError: there is no such model, or it is the current or the shipped one.
        StoreError: the store cannot be read.
        OutputError: it cannot be written.
    """
    with exclusive():
        state = read_state()
        if name == SHIPPED:
            raise UsageError("the model that ships belongs to the package and cannot be removed")
        found = resolve(state, name)
        if found == state.current:
            raise UsageError(f"{found} is the current model; use another one first: `mvs-classifier models use NAME`")
        gone = state.versions[found]
        versions = {
            other: version._replace(previous=gone.previous) if version.previous == found else version
            for other, version in state.versions.items()
            if other != found
        }
        _write(state._replace(versions=versions))
        return found


def readable_state() -> State:
    """Return what the store holds; where its own notes are damaged, the models that are whole."""
    try:
        return read_state()
    except StoreError:
        names = sorted(name.removesuffix(_MODEL) for name in _files_beside(model_path("")))
        found = datetime.now(UTC).isoformat(timespec="seconds")
        return State(None, None, {name: Version(found, None, None) for name in names if _is_whole(name)})


def resolve(state: State, name: str) -> str:
    """Return the fingerprint that a name stands for.

    Raises:
        UsageError: none or several.
    """
    found = [fingerprint for fingerprint in state.versions if fingerprint.startswith(name)] if name else []
    if len(found) == 1:
        return found[0]
    there = ", ".join([SHIPPED, *state.versions])
    what = f"{name!r:.40} may be {' or '.join(found)}" if found else f"there is no model {name!r:.40}"
    raise UsageError(f"{what}; the models are {there}")


def _is_whole(name: str) -> bool:
    try:
        return read_model(model_path(name)).info.fingerprint == name
    except ModelFileError:
        return False


def _keep_examples(examples: bytes) -> str:
    name = sha256(examples).hexdigest()[:_NAME_DIGITS]
    with replacing(examples_path(name)) as file:
        file.write(examples)
    return name


def _write(state: State) -> None:
    with replacing(state_path()) as file:
        file.write(state_bytes(state))
    examples = {state.examples, *(version.examples for version in state.versions.values())}
    _keep_only(model_path(""), {f"{name}{_MODEL}" for name in state.versions})
    _keep_only(examples_path(""), {f"{name}.csv" for name in examples})


def _keep_only(path: str, names: Collection[str]) -> None:
    """Remove files that no version needs, also what a killed run left half written."""
    for name in _files_beside(path):
        if name not in names:
            with suppress(OSError):
                os.unlink(os.path.join(os.path.dirname(path), name))


def _files_beside(path: str) -> list[str]:
    try:
        return os.listdir(os.path.dirname(path))
    except FileNotFoundError:
        return []
