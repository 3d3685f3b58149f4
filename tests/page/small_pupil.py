"""Trainings for the page in the small world."""

from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from mvs_classifier.page import pupil
from tests import small_world


def run(root: Path, wish: pupil.Wish, connection: Connection) -> None:
    """Do what a process of its own does for the page, where what ships is in a folder."""
    small_world.enter(pytest.MonkeyPatch(), root)
    pupil.run(wish, connection)


def never_ready(_: pupil.Wish, connection: Connection) -> None:
    """Begin, and go on until killed."""
    connection.send("training")
    connection.poll(600)


def fails(_: pupil.Wish, connection: Connection) -> None:
    """End without a word."""
    connection.close()


def says_its_language(wish: pupil.Wish, connection: Connection) -> None:
    """Fail, with the language that is spoken for a reason."""
    connection.send({"error": wish.language})


def asks(
    wish: pupil.Wish,
    connection: Connection,
    suspected: Mapping[str, Any] = MappingProxyType({}),
    reasons: Sequence[str] = (),
) -> None:
    """Ask whether the corrections are meant as they are, unless that has been said."""
    example = {"text": "<b>拜访客户</b>", "label": "marketing", "said": "sales"}
    question = {
        "rows": 30,
        "sure": 20,
        "contradicted": 15,
        "slipped": None,
        "beside": "above",
        "is_chance": False,
        "pairs": [{"label": "marketing", "said": "sales", "count": 15}],
        "examples": [example],
        **suspected,
    }
    connection.send(
        {
            "model": "0123456789ab",
            "installed": False,
            "taught": 30,
            "as_taught": 30,
            "reasons": list(reasons),
            "question": None if wish.decision.as_meant else question,
            "comparisons": [{"name": "other texts", "texts": 7, "before": 0.5, "now": 0.25}],
            "changed": {"lines": 0, "changed": 0},
            "report": "one\n<two>",
        }
    )
