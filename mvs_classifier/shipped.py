"""Where the files that come with the package are: inside it once installed, beside it in a checkout."""

import os

_PACKAGE = os.path.dirname(os.path.abspath(__file__))


def shipped(*parts: str) -> str:
    """Return the path of a shipped file or folder, such as ``shipped("models", "default.joblib")``."""
    inside = os.path.join(_PACKAGE, *parts)
    return inside if os.path.exists(inside) else os.path.join(os.path.dirname(_PACKAGE), *parts)
