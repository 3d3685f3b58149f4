"""What public functions raise for an argument that they cannot use."""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mvs_classifier.formats.source import Path
from mvs_classifier.i18n import _
from mvs_classifier.tables.arguments import described
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
    is_table = hasattr(paths, "columns") or isinstance(paths, bytes | Mapping)
    several: Any = paths if isinstance(paths, Iterable) and not is_table else [paths]
    for path in (items := list(several)):
        if not isinstance(path, str | os.PathLike):
            raise TypeError(
                _(
                    "{name} takes paths of tables, but got {kind}: {value:.60}",
                    name=name,
                    kind=type(path).__name__,
                    value=repr(path),
                )
            )
    return items


def require_examples(name: str, examples: Sequence[object]) -> None:
    """Raise unless an argument is a list of examples.

    Raises:
        TypeError: it is something else, or holds something else.
    """
    is_list = isinstance(examples, Sequence) and not isinstance(examples, str | bytes)
    wrong = next((item for item in examples if not isinstance(item, Example)), None) if is_list else examples
    if wrong is not None:
        raise TypeError(
            _(
                "{name} takes the examples that read_labelled(path).examples holds, but got {value}",
                name=name,
                value=described(wrong),
            )
        )
