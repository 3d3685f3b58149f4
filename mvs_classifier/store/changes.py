"""Changes to the store: install, use, roll back, remove a model; each replaces one file."""

import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256

from filelock import FileLock, Timeout

from mvs_classifier.atomic import make_way, replacing
from mvs_classifier.errors import ModelFileError, NewerStoreError, OutputError, StoreError, UsageError, why
from mvs_classifier.i18n import _
from mvs_classifier.model.file import ModelFile, write_model
from mvs_classifier.store.current import read_installed, resolve
from mvs_classifier.store.places import HOME, SHIPPED, examples_path, home, model_path, state_path
from mvs_classifier.store.state import State, Version, read_state, state_bytes

_NAME_DIGITS = 12
_MODEL = ".joblib"
_MODEL_FILE = re.compile(r"[0-9a-f]{12}\.joblib")
_EXAMPLES_FILE = re.compile(r"[0-9a-f]{12}\.csv")
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
    state = read_state()
    name = model.info.fingerprint
    if not _is_whole(name):
        write_model(model_path(name), model, follow=False)
    taught = None if examples is None else _keep_examples(name, examples)
    others = dict(state.versions)
    if name == state.current:
        previous = others.pop(name).previous
    else:
        previous, others = state.current, _without(others, name)
    _write(State(name, taught, {**others, name: Version(_when(datetime.now(UTC)), previous, taught)}))


def replace_examples(examples: bytes | None) -> None:
    """Replace the taught examples; the current model stays the same until the next training."""
    state = read_state()
    name = None if examples is None else _keep_examples(sha256(examples).hexdigest()[:_NAME_DIGITS], examples)
    _write(state._replace(examples=name))


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
        return _switch(readable_state(), name)


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
        _write(state._replace(versions=_without(state.versions, found)))
        return found


def readable_state() -> State:
    """Return the state of the store; if that is damaged, the existing models with their examples.

    Raises:
        NewerStoreError: the store belongs to a newer version.
    """
    try:
        return read_state()
    except NewerStoreError:
        raise
    except StoreError:
        return State(None, None, _found())


def _switch(state: State, name: str) -> str:
    found = resolve(state, name)
    if found == SHIPPED:
        _write(state._replace(current=None, examples=None))
        return SHIPPED
    _require_whole(found)
    _write(state._replace(current=found, examples=state.versions[found].examples))
    return found


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
    names = [file.removesuffix(_MODEL) for file in _files_beside(model_path("")) if _MODEL_FILE.fullmatch(file)]
    times = sorted((os.lstat(model_path(name)).st_mtime, name) for name in names)
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


def _write(state: State) -> None:
    with replacing(state_path(), follow=False) as file:
        file.write(state_bytes(state))
    examples = {state.examples, *(version.examples for version in state.versions.values())}
    _remove(model_path(""), _MODEL_FILE, {f"{name}{_MODEL}" for name in state.versions})
    _remove(examples_path(""), _EXAMPLES_FILE, {f"{name}.csv" for name in examples})
    for path in (model_path(""), examples_path(""), state_path()):
        _remove(path, _HALF_WRITTEN)


def _remove(beside: str, ours: re.Pattern[str], but: Collection[str] = ()) -> None:
    """Remove our files that no version needs; other files in the folder stay."""
    for name in _files_beside(beside):
        if name not in but and ours.fullmatch(name):
            with suppress(OSError):
                os.unlink(os.path.join(os.path.dirname(beside), name))


def _files_beside(path: str) -> list[str]:
    try:
        return os.listdir(os.path.dirname(path))
    except OSError:
        return []
