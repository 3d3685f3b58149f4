"""How an output is known to be that of a job, after the notes on the job are gone.

A run that is killed after its last act leaves the output and nothing else. So the output's time of change tells of the
job: below a tenth of a second its digits are a digest of what the work was. A job that is resumed once it is finished
is then not taken for another one's output. Where times are kept less exactly, it is, which loses nothing.
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
    """Let an output tell of the job that made it."""
    with suppress(OSError):  # some systems let nobody set times
        moment = os.stat(path).st_mtime_ns
        os.utime(path, ns=(moment, moment - moment % _TENTH + _digest(job)))


def is_finished(path: Path, job: dict[str, Any]) -> bool:
    """Say whether a path names the output of that very job, unchanged since."""
    try:
        return os.stat(path).st_mtime_ns % _TENTH == _digest(job)
    except OSError:
        return False


def _digest(job: dict[str, Any]) -> int:
    data = json.dumps(job, sort_keys=True).encode()
    return int.from_bytes(sha256(data).digest()) % (_TENTH // _STEP) * _STEP
