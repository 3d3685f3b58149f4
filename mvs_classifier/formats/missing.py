"""What is said where a file to read does not exist: systems often hide the extensions of names."""

import os

from mvs_classifier.errors import why
from mvs_classifier.i18n import _

_SHOWN = 2


def no_such_file(name: str | os.PathLike[str]) -> str:
    """Return a message about a file that does not exist, with the files beside it that could be meant."""
    near = _near(os.fspath(name))
    if near:
        return _(
            "cannot read {name}: there is no such file; did you mean {near}?", name=name, near=_(" or ").join(near)
        )
    return _("cannot read {name}: there is no such file; check the name", name=name)


def why_unreadable(name: str | os.PathLike[str], error: OSError) -> str:
    """Return a message that says why a file cannot be read."""
    if isinstance(error, FileNotFoundError):
        return no_such_file(name)
    return _("cannot read {name}: {why}; check the name", name=name, why=why(error))


def _near(name: str) -> list[str]:
    """The files in the same folder whose names are like a name, without regard to the extensions."""
    from difflib import get_close_matches

    folder, base = os.path.split(name)
    try:
        beside = [entry.name for entry in os.scandir(folder or ".") if entry.is_file() and entry.name[0] not in ".~"]
    except OSError:
        return []
    stems: dict[str, list[str]] = {}
    for file in sorted(beside):
        stems.setdefault(os.path.splitext(file)[0], []).append(file)
    like = get_close_matches(os.path.splitext(base)[0], stems)
    return [os.path.join(folder, file) for stem in like for file in stems[stem]][:_SHOWN]
