"""The folder of a page, which goes when the page ends; those of killed pages go when the next one begins.

A page holds a lock in its folder for as long as it lives, however it ends.
"""

import os
import shutil
import stat
import tempfile
import time
from contextlib import suppress
from glob import escape, iglob

from filelock import FileLock, Timeout

from mvs_classifier.atomic import is_own

_PREFIX = "mvs-classifier-page-"
_LOCK = ".lock"
_SETTLED = 3600  # seconds; a folder that is newer may belong to a page that is about to lock it


class Folder:
    """A new folder that only its owner can look into.

    Attributes:
        path: where it is.
    """

    def __init__(self) -> None:
        _remove_abandoned()
        self.path = tempfile.mkdtemp(prefix=_PREFIX)
        self._lock = FileLock(os.path.join(self.path, _LOCK), thread_local=False)
        self._lock.acquire()

    def close(self) -> None:
        """Remove the folder and all that is in it."""
        self._lock.release()
        shutil.rmtree(self.path, ignore_errors=True)


def _remove_abandoned() -> None:
    """Remove this user's folders of pages that have ended without doing so."""
    for path in iglob(os.path.join(escape(tempfile.gettempdir()), f"{_PREFIX}*")):
        with suppress(OSError):
            if _may_be_abandoned(os.lstat(path)):
                _remove_unlocked(path)


def _may_be_abandoned(status: os.stat_result) -> bool:
    is_ours = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
    return stat.S_ISDIR(status.st_mode) and is_ours and status.st_mtime < time.time() - _SETTLED


def _remove_unlocked(path: str) -> None:
    """Remove a folder unless a page holds its lock; one without a lock only if it is empty.

    Raises:
        OSError: it is not empty, or cannot be changed.
    """
    name = os.path.join(path, _LOCK)
    if not is_own(name):
        os.rmdir(path)
        return
    lock = FileLock(name, timeout=0)
    with suppress(Timeout):
        lock.acquire()
        lock.release()
        shutil.rmtree(path, ignore_errors=True)
