"""Recognising the output of a job after the notes on the job are gone.

A run that is killed after its last step leaves only the output. So the output's modification time identifies the job:
below a tenth of a second, its digits are a digest of the job. Resuming a finished job then does not find a foreign
output. On systems with coarser times it does, which loses nothing.
"""

import json
import os
from contextlib import suppress
from hashlib import sha256
from typing import Any

from mvs_classifier.formats.source import Path

_TENTH = 10**8  # nanoseconds
_STEP = 100  # nanoseconds, as NTFS counts them


def mark_finished(path: Path, job: dict[str, Any]) -> None:
    """Mark an output with the job that wrote it."""
    with suppress(OSError):  # some systems let nobody set times
        moment = os.stat(path).st_mtime_ns
        os.utime(path, ns=(moment, moment - moment % _TENTH + _digest(job)))


def is_finished(path: Path, job: dict[str, Any]) -> bool:
    """Return whether a path names the unchanged output of a job."""
    try:
        return os.stat(path).st_mtime_ns % _TENTH == _digest(job)
    except OSError:
        return False


def _digest(job: dict[str, Any]) -> int:
    data = json.dumps(job, sort_keys=True).encode()
    return int.from_bytes(sha256(data).digest()) % (_TENTH // _STEP) * _STEP
