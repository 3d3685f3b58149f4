"""Files that appear under their name only when they are complete."""

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from mvs_classifier.errors import OutputError, why
from mvs_classifier.i18n import _

Path = str | os.PathLike[str]

_LONGEST_NAME = 255  # bytes, of nearly all file systems; Windows counts fewer for the same name
_DIGITS = 16
_WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0)


@contextmanager
def replacing(path: Path, *, follow: bool = True) -> Iterator[BinaryIO]:
    """Open a file beside ``path`` for writing; it takes that name when the block ends without an error.

    Until then, and after an error, an older file of that name is untouched.

    Args:
        path: the file to write.
        follow: whether to follow a symbolic link of that name and replace its target; otherwise the link is replaced.

    Raises:
        OutputError: the file cannot be written.
    """
    require_writable(path)
    target = os.path.realpath(path) if follow else os.path.abspath(path)
    temporary = hidden_beside(target, f"{os.urandom(4).hex()}.part")
    try:
        with open(temporary, "xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if os.path.isfile(target) and not os.path.islink(target):
            os.chmod(temporary, stat.S_IMODE(os.stat(target).st_mode))
        os.replace(temporary, target)
    except BaseException as error:
        with suppress(OSError):
            os.unlink(temporary)
        if isinstance(error, OSError):
            raise _unwritable(path, error) from error
        raise


def hidden_beside(target: str, ending: str) -> str:
    """Return the path of a hidden file of ours beside a file, ``.NAME.ENDING``, in a name that the file system allows.

    Where that is too long, the end of ``NAME`` is replaced by a hash, which is another one for every name.
    """
    folder, name = os.path.split(target)
    return os.path.join(folder, f".{_fitting(name, _longest_name(folder) - len(f'..{ending}'))}.{ending}")


def create(path: Path) -> BinaryIO:
    """Create a file and open it for writing, replacing whatever has its name; a link is removed, not followed.

    Raises:
        OSError: the file cannot be made.
    """
    with suppress(FileNotFoundError):
        os.unlink(path)
    return open(path, "xb")


def open_own(path: Path, mode: str = "rb") -> BinaryIO:
    """Open a file that :func:`create` has made, in a binary mode.

    Raises:
        OSError: the file does not exist, or the name belongs to a link, a pipe or a file of another user.
    """
    return open(path, mode, opener=_own)  # type: ignore[return-value]


def is_own(path: Path) -> bool:
    """Return whether a path names a file of this user that has no second name, so that writing changes nothing else."""
    try:
        return _is_own(os.lstat(path))
    except OSError:
        return False


def make_way(path: Path) -> None:
    """Remove a link, a pipe or a device that has the name of one of our files, because writing would go through it.

    Raises:
        OSError: it cannot be removed.
    """
    is_folder = os.path.isdir(path) and not os.path.islink(path)
    if os.path.lexists(path) and not is_folder and not _is_single_file(os.lstat(path)):
        os.unlink(path)


def read_file(path: Path, start: int = 0) -> bytes:
    """Return the content of a file, from a place in it.

    Raises:
        OSError: it cannot be read, or is a pipe or a device, which could block for ever.
    """
    with open(path, "rb", opener=_regular) as file:
        file.seek(start)
        return file.read()


def require_writable(path: Path) -> None:
    """Raise unless ``path`` is an existing file, or one that can be created in an existing folder.

    Raises:
        OutputError: it is a folder, a device or a pipe, or its folder does not exist.
    """
    name = os.fspath(path)
    if name == "-" or name.endswith(("/", os.sep)) or os.path.isdir(name):
        raise OutputError(_("{name} is not a file name; give the path of the file to write", name=name))
    if os.path.exists(name) and not os.path.isfile(name):
        raise OutputError(
            _("{name} is a device or a pipe, but only a file can be replaced; give the path of a file", name=name)
        )
    folder = os.path.dirname(os.path.realpath(name))
    if not os.path.isdir(folder):
        raise OutputError(
            _("cannot write {name}: the folder {folder} does not exist; create it first", name=name, folder=folder)
        )


def require_free(source: Path, target: Path, *, force: bool) -> None:
    """Raise unless an output that is made from an input can be written.

    Raises:
        OutputError: the output is the input, exists and may not be replaced, or cannot be written.
    """
    require_writable(target)
    if not os.path.exists(target):
        return
    if os.path.exists(source) and os.path.samefile(source, target):
        raise OutputError(_("{target} is the input itself; give another name to write to", target=target))
    if not force:
        raise OutputError(
            _(
                "{target} already exists; give another name, or --force to replace it; in Python, force=True",
                target=target,
            )
        )


def _longest_name(folder: str) -> int:
    try:
        return min(_LONGEST_NAME, os.pathconf(folder, "PC_NAME_MAX"))
    except (AttributeError, OSError, ValueError):  # Windows lacks pathconf, and the folder may be missing
        return _LONGEST_NAME


def _fitting(name: str, most: int) -> str:
    """A name in at most so many bytes."""
    data = os.fsencode(name)
    if len(data) <= most:
        return name
    from hashlib import sha256

    digest, name = sha256(data).hexdigest()[:_DIGITS], name[:most]
    while len(os.fsencode(name)) > most - len(f"~{digest}"):
        name = name[:-1]
    return f"{name}~{digest}"


def _own(path: str, flags: int) -> int:
    return _checked(os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | _WITHOUT_WAITING), path, _is_own)


def _regular(path: str, flags: int) -> int:
    return _checked(os.open(path, flags | _WITHOUT_WAITING), path, lambda status: stat.S_ISREG(status.st_mode))


def _checked(descriptor: int, path: str, is_right: Callable[[os.stat_result], bool]) -> int:
    status = os.fstat(descriptor)
    if is_right(status):
        return descriptor
    os.close(descriptor)
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    raise OSError(errno.EINVAL, _("{path} is not a regular file, or has another name or owner", path=path))


def _is_own(status: os.stat_result) -> bool:
    return _is_single_file(status) and (not hasattr(os, "geteuid") or status.st_uid == os.geteuid())


def _is_single_file(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode) and status.st_nlink <= 1


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(_("cannot write {path}: {why}; nothing was changed there", path=os.fspath(path), why=why(error)))
