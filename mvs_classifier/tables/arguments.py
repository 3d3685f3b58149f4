"""What public functions raise for an argument that they cannot use."""

import os

from mvs_classifier.errors import UsageError
from mvs_classifier.i18n import _
from mvs_classifier.model.classifier import Classifier


def require_classifier(name: str, classifier: object) -> None:
    """Raise unless an argument is a classifier.

    Args:
        name: the function that takes it, for the message.
        classifier: the argument.

    Raises:
        TypeError: it is something else.
    """
    if not isinstance(classifier, Classifier):
        raise TypeError(
            _(
                "{name} takes a classifier, as load() returns it, but got {value}",
                name=name,
                value=described(classifier),
            )
        )


def require_path(name: str, path: object) -> None:
    """Raise unless an argument can be the path of a file.

    Args:
        name: the function that takes it, for the message.
        path: the argument.

    Raises:
        TypeError: it is something else.
        UsageError: it is empty or holds a NUL, which no system allows.
    """
    if not isinstance(path, str | os.PathLike):
        raise TypeError(_("{name} takes the paths of tables, but got {value}", name=name, value=described(path)))
    if not os.fspath(path) or "\0" in os.fspath(path):
        raise UsageError(_("{path!r:.60} is not the name of a file; it is empty or holds a NUL", path=os.fspath(path)))


def described(value: object) -> str:
    """Return a value with its type, for a message."""
    return f"{type(value).__name__}: {value!r:.60}"
