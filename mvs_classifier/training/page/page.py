"""The page of a report: its content, put into the template."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from mvs_classifier.i18n import _, language
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.model.notebook import marked, visible
from mvs_classifier.tables.language import LANGUAGES
from mvs_classifier.tables.templates import templates
from mvs_classifier.training.measure.bootstrap import RESAMPLES
from mvs_classifier.training.measure.comparison import Changes, changes, figure_rows
from mvs_classifier.training.measure.evaluate import Evaluation, Judged
from mvs_classifier.training.page import plots
from mvs_classifier.training.page.legend import FIGURES, LEGEND, OF_COMPARISONS, OF_WORDS
from mvs_classifier.training.page.rows import TextRow, text_row

MOST_ERRORS = 50
MOST_CHANGES = 10

_FEW_TEXTS = 30
_TEMPLATE = "page.html.j2"
_CHINESE = dict(zip(Label, LANGUAGES["zh"].labels, strict=True))
_FOLDER = Path(__file__).parent
_FILTERS = {
    "visible": lambda text: Markup(visible(text)),  # noqa: S704 - visible has escaped it
    "signed": lambda value: f"{value:+.3f}".replace("-", "−"),
    "chinese": _CHINESE.__getitem__,
    "reason": lambda reason: LANGUAGES[language()].reasons.get(reason, reason),
}


def render(
    classifier: Classifier,
    evaluation: Evaluation,
    previous: tuple[Classifier, Evaluation] | None,
    notes: Sequence[str],
) -> str:
    """Return the whole page."""
    before = previous[1] if previous else None
    files = Counter(one.example.file for one in evaluation.judged)
    content: dict[str, Any] = {
        "_": _html,
        "lang": language(),
        "figure_names": FIGURES,
        "legend": [*LEGEND, *(OF_COMPARISONS if previous else ()), *OF_WORDS],
        "fingerprint": classifier.fingerprint,
        "previous": previous[0].fingerprint if previous else None,
        "files": files,
        "labels": dict(zip(Label, map(sum, evaluation.confusion), strict=True)),
        "texts": evaluation.texts,
        "wrong": len(evaluation.mistakes),
        "few": evaluation.texts < _FEW_TEXTS,
        "notes": notes,
        "figures": list(figure_rows(evaluation, before)),
        "plots": _plots(evaluation, before),
        "errors": [text_row(classifier, one) for one in evaluation.mistakes[:MOST_ERRORS]],
        "changes": _changes(classifier, changes(evaluation, before)) if before else None,
        "resamples": RESAMPLES,
        "samples": [Markup(marked(word, sign, "")) for word, sign in ((_("word"), 1.0), (_("word"), -1.0))],  # noqa: S704
    }
    return templates(_FOLDER, _FILTERS).get_template(_TEMPLATE).render(content)


def _plots(evaluation: Evaluation, before: Evaluation | None) -> dict[str, Markup]:
    drawn = {
        "confusion": plots.confusion(evaluation),
        "calibration": plots.calibration(evaluation, before),
        "precision_recall": plots.precision_recall(evaluation),
    }
    return {name: Markup(svg) for name, svg in drawn.items()}  # noqa: S704 - holds numbers and label names only


def _changes(classifier: Classifier, found: Changes) -> dict[str, Any]:
    def rows(pairs: Sequence[tuple[Judged, Judged]]) -> list[TextRow]:
        return [text_row(classifier, now, before) for before, now in pairs[:MOST_CHANGES]]

    return {
        "verdicts": found.verdicts,
        "right": len(found.newly_right),
        "wrong": len(found.newly_wrong),
        "newly_right": rows(found.newly_right),
        "newly_wrong": rows(found.newly_wrong),
    }


def _html(message: str, /, **values: object) -> Markup:
    """A message, which may hold tags; the values are escaped."""
    translated = Markup(_(message))  # noqa: S704 - no message holds anything of a user's
    return translated.format(**values) if values else translated
