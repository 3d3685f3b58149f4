"""The user's corrections of verdicts, kept in one file that only grows, so that none is lost."""

import json
import os
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NamedTuple

from filelock import FileLock

from mvs_classifier.atomic import create, is_own, make_way, open_own, read_file
from mvs_classifier.errors import OutputError, StoreError, why
from mvs_classifier.i18n import _
from mvs_classifier.model.labels import Label
from mvs_classifier.model.taught import text_key
from mvs_classifier.store.places import HOME, home

_NAME = "corrections.jsonl"


class Correction(NamedTuple):
    """What a user says about a text.

    Attributes:
        text: a line, or the description of a job.
        label: the right label; None if an earlier correction is taken back.
        is_job: whether the text is the description of a whole job.
        title: the title of the job, if known.
        said: what the model had said.
        model: the model that had said it.
        when: when it was made, in UTC, as ISO 8601 writes it.
    """

    text: str
    label: Label | None
    is_job: bool = False
    title: str | None = None
    said: Label | None = None
    model: str = ""
    when: str = ""

    @property
    def key(self) -> tuple[bool, str]:
        """What is the same for all corrections of the same text."""
        return self.is_job, text_key(self.text, is_job=self.is_job)


class Log(NamedTuple):
    """The content of the file.

    Attributes:
        latest: the last correction of each text that was not taken back, by its key, the oldest first.
        unreadable: the number of records that could not be read, such as one that a power cut left incomplete.
    """

    latest: Mapping[tuple[bool, str], Correction]
    unreadable: int

    def label(self, text: str, *, is_job: bool = False) -> Label | None:
        """Return the right label of a text, None if it was not corrected."""
        found = self.latest.get(Correction(text, None, is_job).key)
        return found and found.label


def corrections_path() -> str:
    """Return the path of the file of corrections."""
    return os.path.join(home(), _NAME)


def keep(correction: Correction) -> None:
    """Add a correction; when this returns, it is on disk.

    Any number of threads and processes may do this at the same time; none overwrites what another has added.

    Raises:
        OutputError: the file cannot be written; nothing was changed.
    """
    record = {**correction._asdict(), "when": correction.when or datetime.now(UTC).isoformat(timespec="milliseconds")}
    line = json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
    try:
        os.makedirs(home(), exist_ok=True)
        make_way(f"{corrections_path()}.lock")
        with FileLock(f"{corrections_path()}.lock"):
            _append(corrections_path(), line)
    except OSError as error:
        raise OutputError(
            _(
                "cannot write {path}: {why}; the correction was not kept; make it writable, or set "
                "{variable} to another folder",
                path=corrections_path(),
                why=why(error),
                variable=HOME,
            )
        ) from error


def read_corrections() -> Log:
    """Return the corrections that are on disk.

    Raises:
        StoreError: the file cannot be read.
    """
    return _COPY.read()


class _Copy:
    """The content of the file as it was read last. The file only grows, so only what was added to it is read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: object = None
        self._lines = _Lines()
        self._log = Log({}, 0)

    def read(self) -> Log:
        path = corrections_path()
        with self._lock:
            try:
                status = os.stat(path)
                place = (path, status.st_dev, status.st_ino)
                seen = (place, status.st_size, status.st_mtime_ns)
                if seen != self._seen:
                    self._log, self._seen = self._read(place, status.st_size), seen
            except FileNotFoundError:
                return Log({}, 0)
            except OSError as error:
                raise StoreError(_("cannot read {path}: {why}; make it readable", path=path, why=why(error))) from error
            return self._log

    def _read(self, place: tuple[str, int, int], size: int) -> Log:
        """The corrections of a file that has changed; all of it is read if anything but its end has."""
        lines, path = self._lines, place[0]
        has_grown = place == lines.place and size > lines.size
        added = read_file(path, lines.size - len(lines.last)) if has_grown else b""
        if not has_grown or not added.startswith(lines.last):
            lines, added = _Lines(place), read_file(path)
        self._lines = lines
        return lines.with_added(added.removeprefix(lines.last))


class _Lines:
    """The complete lines of the file, as far as they were read.

    Attributes:
        place: the file.
        size: the bytes up to the end of the last complete line.
        last: that line. A file that no longer has it there was rewritten, not extended.
    """

    def __init__(self, place: object = None) -> None:
        self.place, self.size, self.last = place, 0, b""
        self._latest: dict[tuple[bool, str], Correction] = {}
        self._unreadable = 0

    def with_added(self, data: bytes) -> Log:
        """Return the corrections with those of the bytes that follow; an incomplete last line is read again later."""
        *complete, rest = data.split(b"\n")
        self._unreadable += _add(self._latest, complete)
        self.size += len(data) - len(rest)
        if complete:
            self.last = complete[-1] + b"\n"
        latest = self._latest.copy()
        return Log(latest, self._unreadable + _add(latest, [rest]))


_COPY = _Copy()


def _append(path: str, line: bytes) -> None:
    """Add a line to a file and wait until it is on disk; a line that was left incomplete before it is closed."""
    make_way(path)
    if not is_own(path):
        create(path).close()
    with open_own(path, "r+b") as file:
        size = file.seek(0, os.SEEK_END)
        if size:
            file.seek(size - 1)
            line = line if file.read(1) == b"\n" else b"\n" + line
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    if not size:
        _sync_folder(os.path.dirname(path))


def _sync_folder(path: str) -> None:
    """Wait until the name of a new file is on disk; systems that cannot do that write it at once."""
    with suppress(OSError):
        folder = os.open(path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _add(latest: dict[tuple[bool, str], Correction], lines: Iterable[bytes]) -> int:
    """Add the corrections of some lines; return how many lines could not be read."""
    unreadable = 0
    for line in filter(None, lines):
        try:
            correction = _correction(json.loads(line.decode("utf-8", "surrogatepass")))
        except (ValueError, TypeError, KeyError, RecursionError):
            unreadable += 1
            continue
        its_key = correction.key
        latest.pop(its_key, None)
        if correction.label is not None:
            latest[its_key] = correction
    return unreadable


def _correction(record: Mapping[str, Any]) -> Correction:
    texts = {name: record[name] for name in ("text", "model", "when")}
    if not all(isinstance(text, str) for text in (*texts.values(), record["title"] or "")):
        raise TypeError(_("a text is not a str"))
    label, said = (None if record[name] is None else Label(record[name]) for name in ("label", "said"))
    return Correction(label=label, said=said, is_job=bool(record["is_job"]), title=record["title"], **texts)
