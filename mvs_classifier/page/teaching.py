"""Teaches the corrections in a process of its own, with progress, until it is done or cancelled."""

import csv
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Sequence
from contextvars import copy_context
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from mvs_classifier.errors import MvsError
from mvs_classifier.i18n import _, language
from mvs_classifier.page.pupil import Decision, Wish, run
from mvs_classifier.store.corrections import Correction

PUPIL: Callable[[Wish, Connection], None] = run
"""What the process of its own runs."""


class Teaching:
    """One training. It begins at once.

    Attributes:
        corrections: what is taught.
        stage: what is being done.
        result: what came of it, once it is done; see :mod:`mvs_classifier.page.pupil`.
        error: why it failed, if it did.

    Args:
        corrections: what to teach.
        folder: where the files may be that the training reads.
        installed: called when the model has been installed, or may have been.
        decision: what is to become of the model.
    """

    def __init__(
        self,
        corrections: Sequence[Correction],
        folder: str,
        installed: Callable[[], object],
        decision: Decision,
    ) -> None:
        self.corrections = corrections
        self.stage, self.error = "", ""
        self.result: dict[str, Any] | None = None
        self._installed, self._is_cancelled = installed, False
        self._folder = tempfile.mkdtemp(dir=folder)
        places = _write(corrections, self._folder)
        spawning = get_context("spawn")  # a fork of a process with threads may hang
        self._ear, mouth = spawning.Pipe(duplex=False)
        wish = Wish(places.lines, places.postings, decision, language())
        self._process = spawning.Process(target=PUPIL, args=(wish, mouth), daemon=True)
        self._process.start()
        mouth.close()
        self._thread = threading.Thread(target=copy_context().run, args=(self._listen,), daemon=True)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether it is neither done nor failed nor cancelled."""
        return self._thread.is_alive()

    def cancel(self) -> None:
        """End it, and wait until it has ended; the store is as it was, or the model is installed as a whole."""
        self._is_cancelled = True
        self._process.kill()
        self._thread.join()

    def _listen(self) -> None:
        try:
            while isinstance(said := self._ear.recv(), str):
                self.stage = said
            self._end(said)
        except (EOFError, OSError):
            self._installed()  # it may have been killed right after that
            self.error = "" if self._is_cancelled else _("the training ended early")
        except MvsError as error:
            self.error = str(error)
        finally:
            self._ear.close()
            self._process.join()
            shutil.rmtree(self._folder, ignore_errors=True)

    def _end(self, said: dict[str, Any]) -> None:
        if "error" in said:
            self.error = said["error"].replace(f"{self._folder}{os.sep}", "")
            return
        if said["installed"]:
            self._installed()
        self.result = said


class _Places(NamedTuple):
    lines: str | None
    postings: str | None


def _write(corrections: Iterable[Correction], folder: str) -> _Places:
    """Write the files that a training reads."""
    kinds: dict[bool, list[Correction]] = {False: [], True: []}
    for one in corrections:
        kinds[one.is_job].append(one)
    lines, postings = (os.path.join(folder, name) for name in ("lines.csv", "postings.csv"))
    return _Places(
        _table(lines, ("text", "label"), [(one.text, one.label) for one in kinds[False]]),
        _table(postings, ("title", "text", "label"), [(one.title or "", one.text, one.label) for one in kinds[True]]),
    )


def _table(path: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> str | None:
    if not rows:
        return None
    with open(path, "w", encoding="utf-8", errors="replace", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path
