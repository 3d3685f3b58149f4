"""The shipped files: inside the package when installed, next to it in a checkout."""

import os

_PACKAGE = os.path.dirname(os.path.abspath(__file__))
ROOTS = (_PACKAGE, os.path.dirname(_PACKAGE))
"""The folders that are searched for shipped files, in this order."""


def shipped_model() -> str:
    """Return the path of the shipped model."""
    return _path("models", "default.joblib")


def shipped_data(name: str) -> str:
    """Return the path of a file of the shipped training data, such as ``tasks.csv``."""
    return _path("training_data", name)


def _path(*parts: str) -> str:
    paths = [os.path.join(root, *parts) for root in ROOTS]
    return next(filter(os.path.exists, paths), paths[-1])
