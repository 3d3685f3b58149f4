"""The names of labels and reasons, and rows shown with them.

Cells that a program may read (separated by tabs) hold the labels in English, or in the language that ``--lang`` names;
sentences and aligned summaries hold them in the language that is spoken.
"""

from typing import TYPE_CHECKING

from mvs_classifier.cli.output import on_one_line, padded
from mvs_classifier.i18n import _, language
from mvs_classifier.model.labels import Label
from mvs_classifier.tables.language import LANGUAGES

if TYPE_CHECKING:
    from mvs_classifier.training.examples import Example

_PLACES = {label: place for place, label in enumerate(Label)}


def label_name(label: Label, code: str | None = None) -> str:
    """Return the name of a label.

    Args:
        label: the label.
        code: the language; by default the one that is spoken.

    >>> label_name(Label.SALES, "zh")
    '销售'
    """
    return LANGUAGES[code or language()].labels[_PLACES[label]]


def reason_name(reason: str) -> str:
    """Return the name of a reason in the language that is spoken."""
    return LANGUAGES[language()].reasons[reason]


def row_judged(confidence: float, example: "Example", verdict: Label) -> str:
    """Return the line that shows a labelled row beside another verdict on it, with its columns lined up."""
    labels = f"{label_name(example.label)} -> {label_name(verdict)}"
    place = _("line {line}", line=example.line)
    return f"{confidence:.2f}  {padded(labels, 24)}{padded(place, 11)}{on_one_line(example.text):.60}"
