"""The models in the store of the tests, and how they come there."""

from pathlib import Path
from typing import Any

import mvs_classifier as mvs
from mvs_classifier.store import changes as versions
from tests.tiny_models import tiny

SALES, MARKETING = tiny(mvs.Label.SALES), tiny(mvs.Label.MARKETING)
NAME, OTHER = SALES.info.fingerprint, MARKETING.info.fingerprint


def install(model: Any, examples: bytes | None = None) -> None:
    with versions.exclusive():
        versions.install(model, examples)


def become_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
