"""The page of a report on rows: its content, put into the template."""

import os
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from markupsafe import Markup

from mvs_classifier.i18n import _, speaking
from mvs_classifier.i18n import language as spoken
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.model.notebook import visible
from mvs_classifier.model.palette import PALE, STRONG
from mvs_classifier.tables.book import moment
from mvs_classifier.tables.language import LANGUAGES
from mvs_classifier.tables.report.counting import BANDS, Counted, counted, kinds
from mvs_classifier.tables.report.place import GENERATOR
from mvs_classifier.tables.report.showing import Shown, shown_job, shown_text
from mvs_classifier.tables.report.subject import Subject
from mvs_classifier.tables.templates import html_language, templates

_TEMPLATE = "page.html.j2"
_FOLDER = Path(__file__).parent
_FILTERS = {
    "visible": lambda text: Markup(visible(text)),  # noqa: S704 - visible has escaped it
    "count": lambda number: f"{number:,}",
    "percent": lambda part: f"{part:.1%}",
}


def render(classifier: Classifier, subject: Subject) -> str:
    """Return the whole page: in the language of the labels in the file, or in the current one where these are English.

    Raises:
        DataError: the labelled file has changed since it was written.
    """
    written = subject.request.language
    with speaking(spoken() if written == "en" else written):
        return _rendered(classifier, subject)


def _rendered(classifier: Classifier, subject: Subject) -> str:
    found = counted(subject)
    language = LANGUAGES[spoken()]
    names = dict(zip(Label, language.labels, strict=True))
    content: dict[str, Any] = {
        "generator": Markup(GENERATOR),  # noqa: S704 - a constant
        "language": html_language(),
        "found": found,
        "labels": list(Label),
        "names": names,
        "kind_names": names | {Label.NEITHER: _("other work")},
        "reasons": [(language.reasons[why], count) for why, count in found.reasons.most_common()],
        "colors": STRONG,
        "pale": PALE,
        "bands": BANDS,
        "source": os.path.basename(subject.source),
        "kinds": [(kind, count, _shown(classifier, entries)) for kind, count, entries in kinds(found)],
        "unsure": _unsure(classifier, subject, found),
        "facts": list(_facts(subject)),
    }
    return templates(_FOLDER, _FILTERS).get_template(_TEMPLATE).render(content)


def _shown(classifier: Classifier, entries: Any) -> list[Shown]:
    return [shown_job(classifier, entry, against_title=True) for entry in entries]


def _unsure(classifier: Classifier, subject: Subject, found: Counted) -> list[Shown]:
    if subject.request.job:
        return [shown_job(classifier, entry, against_title=False) for entry in found.unsure.entries()]
    return [shown_text(classifier, entry) for entry in found.unsure.entries()]


def _facts(subject: Subject) -> Iterator[tuple[str, str]]:
    """The names of what is known about how the report was made, and the values."""
    picker, request = subject.picker, subject.request
    yield _("File"), os.path.basename(subject.source)
    if subject.sheet is not None:
        yield _("Sheet"), subject.sheet
    yield _("Column of texts"), " + ".join(subject.columns[number] for number in picker.texts)
    if picker.title is not None:
        yield _("Column of titles"), subject.columns[picker.title]
    yield _("Labelled file"), os.path.basename(os.fspath(subject.path))
    yield _("Judged as"), _("whole jobs, by their duties") if request.job else _("single texts")
    if request.min_confidence:
        yield _("Labels left empty below a confidence of"), f"{request.min_confidence:g}"
    yield _("Model"), subject.model
    yield _("Date"), moment()
    yield _("Program"), f"mvs-classifier {version('mvs-classifier')}"
