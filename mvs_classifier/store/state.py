"""The state of the store of the user's models."""

import json
from datetime import datetime
from typing import Any, NamedTuple

from mvs_classifier.atomic import read_file
from mvs_classifier.errors import NewerStoreError, StoreError, why
from mvs_classifier.i18n import _
from mvs_classifier.model.container import is_fingerprint
from mvs_classifier.store.places import HOME, home, installed_names, state_path

_FORMAT = 1


class Version(NamedTuple):
    """A model that was installed.

    Attributes:
        installed: when, in UTC, as ISO 8601 writes it.
        previous: the fingerprint of the model that was current before; None if that was the shipped one.
        examples: the name of the examples taught up to then; None without any.
    """

    installed: str
    previous: str | None
    examples: str | None


class State(NamedTuple):
    """The state of the store; it is always written as a whole, so that it names only files that exist.

    Attributes:
        current: the fingerprint of the current model; None if that is the shipped one.
        examples: the name of the taught examples; None without any.
        versions: the installed models by fingerprint, the oldest first.
    """

    current: str | None
    examples: str | None
    versions: dict[str, Version]


def read_state() -> State:
    """Return the state of the store; an empty state if there is no store yet.

    Raises:
        NewerStoreError: it belongs to a newer version.
        StoreError: it cannot be read, or is damaged, or missing although there are models.
    """
    path = state_path()
    try:
        data = read_file(path)
    except FileNotFoundError as error:
        if installed_names():
            raise _damaged(path, _("the file is missing")) from error
        return State(None, None, {})
    except OSError as error:
        raise StoreError(
            _(
                "cannot read the store of models {folder}: {why}; make it readable, or set {variable} to "
                "another folder",
                folder=home(),
                why=why(error),
                variable=HOME,
            )
        ) from error
    try:
        return _state(json.loads(data))
    except NewerStoreError:
        raise
    except StoreError as error:
        raise _damaged(path, error) from error
    except KeyError as error:
        raise _damaged(path, _("it lacks {error}", error=error)) from error
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(path, _("it is not JSON as this program writes it")) from error


def _damaged(path: str, what: object) -> StoreError:
    return StoreError(
        _(
            "{path} is damaged ({why}); the models beside it are not: see `mvs-classifier models "
            "list`, and choose one with `mvs-classifier models use NAME`",
            path=path,
            why=what,
        )
    )


def local_time(installed: str) -> str:
    """Return when a version was installed, by the clock of this machine, to the minute."""
    return datetime.fromisoformat(installed).astimezone().strftime("%Y-%m-%d %H:%M")


def state_bytes(state: State) -> bytes:
    """Return a state as the file holds it."""
    content = {"format": _FORMAT, **state._asdict(), "versions": {n: v._asdict() for n, v in state.versions.items()}}
    return json.dumps(content, indent=1).encode()


def _state(content: Any) -> State:
    if content["format"] > _FORMAT:
        raise NewerStoreError(
            _(
                "the store {folder} has format {format!r:.20}, but this version reads {known}; upgrade "
                "mvs-classifier, or set {variable} to another folder",
                folder=home(),
                format=content["format"],
                known=_FORMAT,
                variable=HOME,
            )
        )
    if content["format"] != _FORMAT:
        raise StoreError(_("the format {format!r:.20} does not exist", format=content["format"]))
    versions = {_name(name): _version(version) for name, version in content["versions"].items()}
    current = _name_or_none(content["current"])
    if current is not None and current not in versions:
        raise StoreError(_("the current model {current} is not among its models", current=current))
    return State(current, _name_or_none(content["examples"]), versions)


def _version(content: Any) -> Version:
    if not isinstance(content["installed"], str):
        raise StoreError(_("a date is not a str"))
    datetime.fromisoformat(content["installed"])
    return Version(content["installed"], _name_or_none(content["previous"]), _name_or_none(content["examples"]))


def _name_or_none(value: Any) -> str | None:
    return None if value is None else _name(value)


def _name(value: Any) -> str:
    """A name that is safe in a path."""
    if not isinstance(value, str) or not is_fingerprint(value):
        raise StoreError(_("{value!r:.40} is not a fingerprint", value=value))
    return value
