"""How the tests hold that a file is refused."""

from pathlib import Path
from typing import Any

import pytest

import mvs_classifier as mvs
from mvs_classifier.errors import ModelFileError
from mvs_classifier.shipped import shipped_model

SHIPPED = Path(shipped_model())
Content = dict[str, Any]


def refuse(path: Path, match: str = "cannot use the model file") -> None:
    with pytest.raises(ModelFileError, match=match):
        mvs.load(path)
