"""Trainings for the page in the small world."""

from multiprocessing.connection import Connection
from pathlib import Path

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
