"""What ships with the package, and where: inside the package once installed, beside it in a checkout."""

import os

_PACKAGE = os.path.dirname(os.path.abspath(__file__))
ROOTS = (_PACKAGE, os.path.dirname(_PACKAGE))
"""The folders that are searched for shipped files, in this order."""


def shipped_model() -> str:
    """Return the path of the model that ships."""
    return _path("models", "default.joblib")


def shipped_data(name: str) -> str:
    """Return the path of a file of the training data that ships, such as ``tasks.csv``."""
    return _path("training_data", name)


def _path(*parts: str) -> str:
    paths = [os.path.join(root, *parts) for root in ROOTS]
    return next(filter(os.path.exists, paths), paths[-1])
