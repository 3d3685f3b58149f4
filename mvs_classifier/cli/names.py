"""The names of reasons, and rows shown with the names of labels.

Cells that a program may read (separated by tabs) hold the labels in English, or in the language that ``--lang`` names;
sentences and aligned summaries hold them in the language that is spoken.
"""

from typing import TYPE_CHECKING

from mvs_classifier.cli.output import on_one_line
from mvs_classifier.i18n import _, language
from mvs_classifier.model.labels import Label
from mvs_classifier.tables.language import LANGUAGES, label_name
from mvs_classifier.text.cells import padded

if TYPE_CHECKING:
    from mvs_classifier.training.examples import Example


def reason_name(reason: str) -> str:
    """Return the name of a reason in the language that is spoken."""
    return LANGUAGES[language()].reasons[reason]


def row_judged(confidence: float, example: "Example", verdict: Label) -> str:
    """Return the line that shows a labelled row beside another verdict on it, with its columns lined up."""
    labels = f"{label_name(example.label)} -> {label_name(verdict)}"
    place = _("line {line}", line=example.line)
    return f"{confidence:.2f}  {padded(labels, 24)}{padded(place, 11)}{on_one_line(example.text):.60}"
