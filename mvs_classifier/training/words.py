"""Words that messages of a training are made of, in the language that is spoken."""

from collections.abc import Iterable
from unicodedata import east_asian_width

from mvs_classifier.i18n import N_, _, language
from mvs_classifier.model.labels import Label
from mvs_classifier.tables.language import LANGUAGES

FIGURES = (
    N_("accuracy"),
    N_("macro_f1"),
    N_("f1_marketing"),
    N_("f1_sales"),
    N_("f1_both"),
    N_("f1_neither"),
    N_("kappa"),
    N_("log_loss"),
    N_("calibration_error"),
    N_("jobs_accuracy"),
    N_("jobs_false_alarms"),
    N_("jobs_missed"),
    N_("jobs_calibration_error"),
)
"""The names of figures, as messages."""

_ORDER = list(Label)


def label_name(label: Label) -> str:
    """Return the name of a label.

    >>> label_name(Label.SALES)
    'sales'
    """
    return LANGUAGES[language()].labels[_ORDER.index(label)]


def joined(items: Iterable[str]) -> str:
    """Return items of a list in a sentence."""
    return _(", ").join(items)


def padded(text: str, width: int, *, right: bool = False) -> str:
    """Return a text with blanks up to a width; a Chinese character is as wide as two letters.

    >>> padded("销售", 6) + "|", padded("ab", 4, right=True)
    ('销售  |', '  ab')
    """
    blanks = " " * (width - sum(2 if east_asian_width(char) in "WF" else 1 for char in text))
    return blanks + text if right else text + blanks
