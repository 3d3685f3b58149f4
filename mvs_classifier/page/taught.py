"""Which corrections the store has been taught, and which models it has."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from mvs_classifier.errors import ModelFileError
from mvs_classifier.model.file import TAUGHT
from mvs_classifier.model.labels import Label
from mvs_classifier.store.changes import readable_state
from mvs_classifier.store.corrections import Correction
from mvs_classifier.store.current import read_installed
from mvs_classifier.store.places import SHIPPED
from mvs_classifier.store.state import local_time
from mvs_classifier.training.examples import POSTING
from mvs_classifier.training.taught import read_taught

Taught = Mapping[tuple[bool, str], Label]
"""The taught labels by the keys of their texts, as those of corrections."""


class ModelRow(NamedTuple):
    """A model that can be used.

    Attributes:
        name: its name.
        installed: when, by the clock of this machine, to the minute; empty for the model that ships.
        taught: how many examples it was taught; None if its file is damaged.
        is_current: whether it is the store's current one.
    """

    name: str
    installed: str
    taught: int | None
    is_current: bool


def taught_labels() -> Taught:
    """Return what the store's current model was taught.

    It is asked of the store each time, so that a correction is never said to be taught when it is not: not after a
    training that was killed, and not after going back to an earlier model.

    Raises:
        StoreError: the store is damaged.
    """
    found = (Correction(one.text, one.label, one.kind == POSTING) for one in read_taught())
    return {one.key: one.label for one in found if one.label}


def waiting(corrections: Iterable[Correction], taught: Taught) -> list[Correction]:
    """Return the corrections that are still to be taught; a text without a letter teaches nothing."""
    return [one for one in corrections if taught.get(one.key) != one.label and any(map(str.isalnum, one.text))]


def models() -> list[ModelRow]:
    """Return the models of the store, the newest first, and the one that ships last.

    Raises:
        NewerStoreError: the store belongs to a newer version.
    """
    state = readable_state()
    rows = [
        ModelRow(name, local_time(version.installed), _taught(name), name == state.current)
        for name, version in state.versions.items()
    ]
    return [*rows[::-1], ModelRow(SHIPPED, "", 0, state.current is None)]


def _taught(name: str) -> int | None:
    try:
        return read_installed(name).info.examples.get(TAUGHT, 0)
    except ModelFileError:
        return None
