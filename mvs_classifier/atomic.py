"""Files that appear under their name only when they are whole."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from mvs_classifier.errors import OutputError


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Open a file beside ``path`` for writing; it takes that name when the block ends without an error.

    Until then, and after an error, whatever stood under the name before is untouched.

    Raises:
        OutputError: the file cannot be written.
    """
    target = os.path.realpath(path)
    if os.path.isdir(target):
        raise OutputError(f"{path} is a folder; give the name of a file to write")
    try:
        handle, temporary = tempfile.mkstemp(
            prefix=f".{os.path.basename(target)}.", suffix=".part", dir=os.path.dirname(target)
        )
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with open(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except BaseException as error:
        with suppress(OSError):
            os.unlink(temporary)
        if isinstance(error, OSError):
            raise _unwritable(path, error) from error
        raise


def _mode(target: str) -> int:
    """The permissions of the file that is replaced, else those that a new file gets."""
    try:
        return os.stat(target).st_mode & 0o777
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask


def _unwritable(path: str | os.PathLike[str], error: OSError) -> OutputError:
    return OutputError(f"cannot write {path}: {error.strerror or error}; nothing was changed there")
