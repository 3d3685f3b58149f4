"""Work that can be taken up again: what is done so far stands beside the output, with a note of how far it goes."""

import json
import os
import time
from collections import Counter
from contextlib import suppress
from typing import Any, NamedTuple, Self

from mvs_classifier.atomic import create, is_own, open_own
from mvs_classifier.formats.source import Path
from mvs_classifier.tables.pieces import Labelled
from mvs_classifier.tables.tally import Tally

_SECONDS = 1.0


class Done(NamedTuple):
    """How far the work has come.

    Attributes:
        pieces: how many pieces of the input are done.
        size: how many bytes of output they gave.
        tally: what their rows came to.
    """

    pieces: int
    size: int
    tally: Tally


class Journal:
    """The unfinished output of a job, ``.NAME.mvs-part``, and the note beside it, ``.NAME.mvs-job``.

    Formats that are written in one go are put together in ``.NAME.mvs-whole``.

    The note is written after the bytes it speaks of are on the disk, and each time replaced whole; so whatever moment
    the work is interrupted at, the note tells of bytes that are there.

    Args:
        target: where the output will stand.
        job: what the work is: the input, the model and the options. Other work is never taken up.
    """

    def __init__(self, target: Path, job: dict[str, Any]) -> None:
        folder, name = os.path.split(os.path.realpath(target))
        self.part = os.path.join(folder, f".{name}.mvs-part")
        self.whole = os.path.join(folder, f".{name}.mvs-whole")
        self._note = os.path.join(folder, f".{name}.mvs-job")
        self.job: dict[str, Any] = json.loads(json.dumps(job))
        self._noted = 0.0
        self.done = Done(0, 0, Tally.none())

    def exists(self) -> bool:
        """Say whether there is work of any kind to be taken up."""
        return is_own(self._note)

    def resume(self) -> bool:
        """Take up the work where it was left; return whether there was any of this very job."""
        try:
            with open_own(self._note) as file:
                note = json.loads(file.read().decode(errors="surrogateescape"))
            size = os.path.getsize(self.part) if is_own(self.part) else 0
            done = Done(note["pieces"], note["size"], _tally(note["tally"]))
        except (OSError, ValueError, KeyError, TypeError):
            return False
        if note.get("job") != self.job or size < done.size:
            return False
        self.done = done
        return True

    def __enter__(self) -> Self:
        """Open the unfinished output, cut to what the note tells of."""
        self._file = open_own(self.part, "r+b") if self.done.size else create(self.part)
        self._file.truncate(self.done.size)
        self._file.seek(self.done.size)
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        """Close the output, noting how far it goes; that it cannot be noted is no news where the work failed."""
        try:
            self._write_note()
        except OSError:
            if failed is None:
                raise
        finally:
            with suppress(OSError):
                self._file.close()

    def begin(self, start: bytes) -> None:
        """Write what stands before the first piece."""
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
        for path in (self.part, self.whole, self._note + "~", self._note):
            with suppress(FileNotFoundError):
                os.unlink(path)

    def _write_note(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        note = {"job": self.job, **self.done._asdict(), "tally": self.done.tally._asdict()}
        with create(self._note + "~") as file:
            file.write(json.dumps(note, ensure_ascii=False).encode(errors="surrogateescape"))
            file.flush()
            os.fsync(file.fileno())
        os.replace(self._note + "~", self._note)
        self._noted = time.monotonic()


def _tally(noted: dict[str, Any]) -> Tally:
    counters = {name: Counter(noted[name]) for name in ("labels", "reasons")}
    return Tally(**{**noted, **counters})
