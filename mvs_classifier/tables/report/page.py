"""The page of a report on rows: its content, put into the template."""

import os
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from markupsafe import Markup

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.model.notebook import visible
from mvs_classifier.tables.book import moment
from mvs_classifier.tables.language import LANGUAGES
from mvs_classifier.tables.palette import PALE, STRONG
from mvs_classifier.tables.report.counting import BANDS, Counted, counted, kinds
from mvs_classifier.tables.report.place import GENERATOR
from mvs_classifier.tables.report.showing import Shown, shown_job, shown_text
from mvs_classifier.tables.report.subject import Subject
from mvs_classifier.tables.report.words import WORDS
from mvs_classifier.tables.templates import templates

_TEMPLATE = "page.html.j2"
_FOLDER = Path(__file__).parent
_FILTERS = {
    "visible": lambda text: Markup(visible(text)),  # noqa: S704 - visible has escaped it
    "count": lambda number: f"{number:,}",
    "percent": lambda part: f"{part:.1%}",
}


def render(classifier: Classifier, subject: Subject) -> str:
    """Return the whole page.

    Raises:
        DataError: the labelled file has changed since it was written.
    """
    found = counted(subject)
    language, words = LANGUAGES[subject.request.language], WORDS[subject.request.language]
    names = dict(zip(Label, language.labels, strict=True))
    content: dict[str, Any] = {
        "generator": Markup(GENERATOR),  # noqa: S704 - a constant
        "t": words,
        "found": found,
        "labels": list(Label),
        "names": names,
        "kind_names": names | {Label.NEITHER: words["other_work"]},
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
    yield "file", os.path.basename(subject.source)
    if subject.sheet is not None:
        yield "sheet", subject.sheet
    yield "texts", " + ".join(subject.columns[number] for number in picker.texts)
    if picker.title is not None:
        yield "title_column", subject.columns[picker.title]
    yield "output", os.path.basename(os.fspath(subject.path))
    yield "judged_as", str(WORDS[request.language]["as_jobs" if request.job else "as_texts"])
    if request.min_confidence:
        yield "least", f"{request.min_confidence:g}"
    yield "model", subject.model
    yield "date", moment()
    yield "program", f"mvs-classifier {version('mvs-classifier')}"
