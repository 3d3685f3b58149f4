"""Work that can be resumed: the finished part is next to the output, with a note of how far it goes."""

import json
import os
import time
from collections import Counter
from contextlib import suppress
from typing import Any, NamedTuple, Self

from mvs_classifier.atomic import create, hidden_beside, is_own, open_own
from mvs_classifier.formats.source import Path
from mvs_classifier.i18n import N_, _, joined
from mvs_classifier.tables.pieces import Labelled
from mvs_classifier.tables.tally import Tally

_SECONDS = 1.0
_DIFFERENT = {
    "input": N_("the input is another file or has changed"),
    "model": N_("the model is another"),
    "options": N_("the options are others"),
    "package": N_("the program has another version"),
}
"""What is said of a part of a job that is not the same as before."""
_DAMAGED = N_("what it left is damaged")


class Done(NamedTuple):
    """The progress of the work.

    Attributes:
        pieces: the number of finished pieces of the input.
        size: the size of their output in bytes.
        tally: the tally of their rows.
    """

    pieces: int
    size: int
    tally: Tally


class Journal:
    """The unfinished output of a job, ``.NAME.mvs-part``, and the note on it, ``.NAME.mvs-job``.

    Formats that are written at the end are assembled in ``.NAME.mvs-whole``.

    The note is written after the bytes that it describes are on the disk, and always replaced as a whole; so whenever
    the work is interrupted, the note describes bytes that exist.

    Args:
        target: the path of the output.
        job: the input, the model and the options. Only the same job is resumed.

    Attributes:
        misfit: a sentence on why the work was not resumed, if there was any.
    """

    def __init__(self, target: Path, job: dict[str, Any]) -> None:
        final = os.path.realpath(target)
        self.part, self.whole = hidden_beside(final, "mvs-part"), hidden_beside(final, "mvs-whole")
        self._note, self._next_note = hidden_beside(final, "mvs-job"), hidden_beside(final, "mvs-job~")
        self.job: dict[str, Any] = json.loads(json.dumps(job))
        self._noted = 0.0
        self.done = Done(0, 0, Tally.none())
        self.misfit: str | None = None

    def exists(self) -> bool:
        """Return whether there is any unfinished work."""
        return is_own(self._note)

    def resume(self) -> bool:
        """Resume the work; return whether there was any of this job.

        If there is work that cannot be resumed, ``misfit`` says why.
        """
        self.misfit = self._why_not()
        return self.misfit is None and self.exists()

    def _why_not(self) -> str | None:
        """Take over what is done; return why that is not possible, if there is any."""
        if not self.exists():
            return None
        try:
            with open_own(self._note) as file:
                note = json.loads(file.read().decode(errors="surrogateescape"))
            size = os.path.getsize(self.part) if is_own(self.part) else 0
            done = Done(note["pieces"], note["size"], _tally(note["tally"]))
            earlier = dict(note["job"])
        except (OSError, ValueError, KeyError, TypeError):
            return _misfit([_(_DAMAGED)])
        if earlier != self.job:
            names = [name for name in _DIFFERENT if earlier.get(name) != self.job.get(name)]
            return _misfit([_(_DIFFERENT[name]) for name in names])
        if size < done.size:
            return _misfit([_(_DAMAGED)])
        self.done = done
        return None

    def __enter__(self) -> Self:
        """Open the unfinished output, cut to the part that the note describes."""
        self._file = open_own(self.part, "r+b") if self.done.size else create(self.part)
        self._file.truncate(self.done.size)
        self._file.seek(self.done.size)
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        """Close the output and note how far it goes; a failure to note it is ignored if the work failed."""
        try:
            self._write_note()
        except OSError:
            if failed is None:
                raise
        finally:
            with suppress(OSError):
                self._file.close()

    def begin(self, start: bytes) -> None:
        """Write what comes before the first piece."""
        self._file.write(start)
        self.done = Done(0, len(start), Tally.none())
        self._write_note()

    def append(self, labelled: Labelled) -> None:
        """Add the output of the next piece."""
        self._file.write(labelled.data)
        self.done = Done(
            self.done.pieces + 1, self.done.size + len(labelled.data), self.done.tally.plus(labelled.tally)
        )
        if time.monotonic() - self._noted > _SECONDS:
            self._write_note()

    def forget(self) -> None:
        """Remove the unfinished output and the notes on it."""
        for path in (self.part, self.whole, self._next_note, self._note):
            with suppress(FileNotFoundError):
                os.unlink(path)

    def _write_note(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        note = {"job": self.job, **self.done._asdict(), "tally": self.done.tally._asdict()}
        with create(self._next_note) as file:
            file.write(json.dumps(note, ensure_ascii=False).encode(errors="surrogateescape"))
            file.flush()
            os.fsync(file.fileno())
        os.replace(self._next_note, self._note)
        self._noted = time.monotonic()


def _misfit(reasons: list[str]) -> str:
    return _("the interrupted run could not be continued, so this one began again: {reasons}", reasons=joined(reasons))


def _tally(noted: dict[str, Any]) -> Tally:
    counters = {name: Counter(noted[name]) for name in ("labels", "reasons")}
    return Tally(**{**noted, **counters})
