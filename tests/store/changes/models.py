"""The models that the tests install."""

from pathlib import Path

from mvs_classifier.store import changes as versions
from mvs_classifier.store.places import examples_path
from mvs_classifier.store.state import read_state
from tests.small_world import contents
from tests.tiny_models import tiny

MODELS = [tiny(number=number) for number in range(4)]
A, B, C, D = (model.info.fingerprint for model in MODELS)


def install(*numbers: int) -> None:
    """Install models one after another, each with examples of its own but for the first."""
    for number in numbers:
        with versions.exclusive():
            versions.install(MODELS[number], f"examples {number}".encode() if number else None)


def taught() -> bytes | None:
    """The current examples."""
    name = read_state().examples
    return None if name is None else Path(examples_path(name)).read_bytes()


def files(store: Path) -> set[str]:
    return set(contents(store)) - {"state.json"}
