"""Files that appear under their name only when they are whole."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from mvs_classifier.errors import OutputError

Path = str | os.PathLike[str]


@contextmanager
def replacing(path: Path, *, follow: bool = True) -> Iterator[BinaryIO]:
    """Open a file beside ``path`` for writing; it takes that name when the block ends without an error.

    Until then, and after an error, whatever had the name before is untouched.

    Args:
        path: the file to write.
        follow: whether a symbolic link of that name stays, and what it leads to is replaced. Otherwise the link is.

    Raises:
        OutputError: the file cannot be written.
    """
    require_writable(path)
    target = os.path.realpath(path) if follow else os.path.abspath(path)
    temporary = os.path.join(os.path.dirname(target), f".{os.path.basename(target)}.{os.urandom(4).hex()}.part")
    try:
        with open(temporary, "xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            os.chmod(temporary, stat.S_IMODE(os.stat(target).st_mode))
        os.replace(temporary, target)
    except BaseException as error:
        with suppress(OSError):
            os.unlink(temporary)
        if isinstance(error, OSError):
            raise _unwritable(path, error) from error
        raise


def require_writable(path: Path) -> None:
    """Raise unless ``path`` is an existing file, or one that can be created in an existing folder.

    Raises:
        OutputError: it is a folder, a device or a pipe, or its folder does not exist.
    """
    name = os.fspath(path)
    if name == "-" or name.endswith(("/", os.sep)) or os.path.isdir(name):
        raise OutputError(f"{name} is not a file name; give the path of the file to write")
    if os.path.exists(name) and not os.path.isfile(name):
        raise OutputError(f"{name} is a device or a pipe, and only a file can be replaced; give the path of a file")
    folder = os.path.dirname(os.path.realpath(name))
    if not os.path.isdir(folder):
        raise OutputError(f"cannot write {name}: there is no folder {folder}; make it first")


def require_free(source: Path, target: Path, *, force: bool) -> None:
    """Raise unless a file that is made from another can be written.

    Raises:
        OutputError: it is that file itself, exists and is not to be replaced, or cannot be written.
    """
    require_writable(target)
    if not os.path.exists(target):
        return
    if os.path.exists(source) and os.path.samefile(source, target):
        raise OutputError(f"{target} is the input itself; give another name to write to")
    if not force:
        raise OutputError(f"{target} is already there; give another name, or --force to replace it")


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(f"cannot write {os.fspath(path)}: {error.strerror or error}; nothing was changed there")
