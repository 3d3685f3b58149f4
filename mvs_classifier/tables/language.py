"""The names of labels, reasons, yes and no in a table, in each language."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from mvs_classifier import i18n
from mvs_classifier.errors import UsageError
from mvs_classifier.i18n import N_, _, language, speaking
from mvs_classifier.model.labels import Label


class Language(NamedTuple):
    """The words of one language.

    Attributes:
        labels: in the order of ``Label``.
        reasons: the name of each reason.
        truth: the words for no and yes.
        open_title: the word for a title that names no work.
    """

    labels: Sequence[str]
    reasons: Mapping[str, str]
    truth: Sequence[str]
    open_title: str


_LABELS = (N_("marketing"), N_("sales"), N_("both"), N_("neither"))
_REASONS = (
    N_("empty"),
    N_("no words"),
    N_("no known words"),
    N_("no such cell"),
    N_("below minimum confidence"),
    N_("taught"),
)
_TRUTH = (N_("false"), N_("true"))
_OPEN = N_("open")
_PLACES = {label: place for place, label in enumerate(Label)}


class _Languages(Mapping[str, Language]):
    """The words of each language that the program speaks; a catalogue is read when its words are first needed."""

    def __getitem__(self, code: str) -> Language:
        if code not in i18n.LANGUAGES:
            raise KeyError(code)
        return _words(code)

    def __iter__(self) -> Iterator[str]:
        return iter(i18n.LANGUAGES)

    def __len__(self) -> int:
        return len(i18n.LANGUAGES)


LANGUAGES: Mapping[str, Language] = _Languages()
"""The words of each language, by its code."""


def require_language(code: object) -> None:
    """Raise unless a code is that of a language that the program speaks.

    Raises:
        UsageError: it is not; the message names those that are.
    """
    if code not in i18n.LANGUAGES:
        spoken = _(" or ").join(i18n.LANGUAGES)
        raise UsageError(_("the language must be {languages}, not {value!r:.40}", languages=spoken, value=code))


def label_name(label: Label, code: str | None = None) -> str:
    """Return the name of a label.

    Args:
        label: the label.
        code: the language; by default the one that is spoken.

    >>> label_name(Label.SALES), label_name(Label.SALES, "zh")
    ('sales', '销售')
    """
    return LANGUAGES[code or language()].labels[_PLACES[label]]


@cache
def _words(code: str) -> Language:
    with speaking(code):
        reasons = {reason: _(reason) for reason in _REASONS}
        return Language(tuple(map(_, _LABELS)), reasons, tuple(map(_, _TRUTH)), _(_OPEN))
