"""What the program says, in English or in the reader's language: gettext, with the catalogues beside this module.

The messages stand in the code in English, as ``_("the file {path} is empty", path=path)``: what varies is named, so
that a catalogue may put it elsewhere. The library speaks English unless a program asks for another language: the
command line asks for that of ``--lang`` or of the locale, the page for that of each request. English loads nothing.
"""

import os
from contextvars import ContextVar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from gettext import NullTranslations

DOMAIN = "mvs_classifier"
CATALOGUES = os.path.join(os.path.dirname(__file__), "locale")
LANGUAGES = ("en", "zh")

_of_process = "en"
_of_context: ContextVar[str | None] = ContextVar("language", default=None)
_loaded: "dict[str, NullTranslations]" = {}


def language() -> str:
    """Return the code of the language that is spoken now."""
    return _of_context.get() or _of_process


def use(code: str) -> None:
    """Speak a language in the whole process, from now on.

    Args:
        code: one of ``LANGUAGES``.
    """
    global _of_process  # noqa: PLW0603
    _of_process = code


def speaking(code: str) -> "_Block":
    """Speak a language in this block: in this thread alone, and in tasks that start here.

    Args:
        code: one of ``LANGUAGES``.
    """
    return _Block(code)


class _Block:
    """A block in one language; importing contextlib for it would slow down the verdict on one text."""

    def __init__(self, code: str) -> None:
        self._code = code

    def __enter__(self) -> None:
        self._before = _of_context.set(self._code)

    def __exit__(self, *_error: object) -> None:
        _of_context.reset(self._before)


def of_locale() -> str:
    """Return the code of the locale's language, or English where there is no catalogue for it.

    The first that is set of ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` decides; on Windows, if none is, the language of
    its menus.
    """
    code = (locale_variable() or _of_windows())[:2].lower()
    return code if code in LANGUAGES else "en"


def locale_variable() -> str:
    """Return the value of the environment variable that decides on the language of messages; empty if none does."""
    return next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")


def _(message: str, /, **values: object) -> str:
    """Return a message in the current language, its ``{names}`` filled in.

    >>> _("{rows:,} rows", rows=12345)
    '12,345 rows'
    """
    code = language()
    if code != "en":
        message = _catalogue(code).gettext(message)
    return message.format(**values) if values else message


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """Return the form of a message for a number, which is the value of ``{n}`` in it.

    >>> ngettext("{n:,} row", "{n:,} rows", 1), ngettext("{n:,} row", "{n:,} rows", 2)
    ('1 row', '2 rows')
    """
    code = language()
    message = (one if number == 1 else many) if code == "en" else _catalogue(code).ngettext(one, many, number)
    return message.format(n=number, **values)


def joined(items: "Iterable[str]") -> str:
    """Return items as a list in a sentence of the current language.

    >>> joined(["red", "green"])
    'red, green'
    """
    return _(", ").join(items)


def N_(message: str) -> str:  # noqa: N802
    """Mark a message that ``_`` translates later, where it is used."""
    return message


def _catalogue(code: str) -> "NullTranslations":
    if code not in _loaded:
        from gettext import translation

        _loaded[code] = translation(DOMAIN, CATALOGUES, [code])
    return _loaded[code]


def _of_windows() -> str:
    if os.name != "nt":
        return ""
    import ctypes
    from locale import windows_locale

    return windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")  # type: ignore[attr-defined]
