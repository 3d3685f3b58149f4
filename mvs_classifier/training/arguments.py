"""What public functions raise for an argument that they cannot use."""

import os
from collections.abc import Iterable, Sequence
from typing import Any

from mvs_classifier.formats.source import Path
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.training.examples import Example


def listed_paths(name: str, paths: Path | Iterable[Path]) -> list[Path]:
    """Return the paths of tables; a single one counts as one.

    Args:
        name: the function that takes them, for the message.
        paths: a path or several.

    Raises:
        TypeError: something is not a path.
    """
    if isinstance(paths, str | os.PathLike):
        return [paths]
    several: Any = paths if isinstance(paths, Iterable) else [paths]
    for path in (items := list(several)):
        if not isinstance(path, str | os.PathLike):
            raise TypeError(f"{name} takes paths of tables, but got {type(path).__name__}: {path!r:.60}")
    return items


def require_classifier(name: str, classifier: object) -> None:
    """Raise unless an argument is a classifier.

    Raises:
        TypeError: it is something else.
    """
    if not isinstance(classifier, Classifier):
        raise TypeError(f"{name} takes a classifier first, as load() returns it, but got {_described(classifier)}")


def require_examples(name: str, examples: Sequence[object]) -> None:
    """Raise unless an argument is a list of examples.

    Raises:
        TypeError: it is something else, or holds something else.
    """
    is_list = isinstance(examples, Sequence) and not isinstance(examples, str | bytes)
    wrong = next((item for item in examples if not isinstance(item, Example)), None) if is_list else examples
    if wrong is not None:
        raise TypeError(
            f"{name} takes the examples that read_labelled(path).examples holds, but got {_described(wrong)}"
        )


def _described(value: object) -> str:
    return f"{type(value).__name__}: {value!r:.60}"
