"""The report on a model: one self-contained HTML file, for the screen or for paper."""

from collections.abc import Sequence

from mvs_classifier.atomic import Path, replacing
from mvs_classifier.errors import MissingExtraError, UsageError
from mvs_classifier.i18n import _
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.tables.report.place import require_place
from mvs_classifier.training.measure.evaluate import Evaluation

__all__ = ["require_report", "write_report"]


def write_report(
    path: Path,
    classifier: Classifier,
    evaluation: Evaluation,
    previous: tuple[Classifier, Evaluation] | None = None,
    notes: Sequence[str] = (),
) -> None:
    """Write how well a model does as one HTML file: figures, plots, its surest errors, and what it changes.

    The file loads and runs nothing. The same arguments and package versions give the same bytes.

    Args:
        path: the file to write; it appears only when it is complete.
        classifier: the model.
        evaluation: its evaluation by :func:`~mvs_classifier.training.measure.evaluate.evaluate`.
        previous: the model to compare it with, and that model's evaluation on the same texts.
        notes: lines to show first, such as warnings or the verdict of a check.

    Raises:
        MissingExtraError: jinja2 or matplotlib is not installed.
        UsageError: an evaluation is of another model, or the two are not of the same texts.
        OutputError: the file cannot be written.
    """
    require_report(path)
    _require_own(classifier, evaluation)
    if previous:
        _require_own(*previous)
        _require_same_texts(evaluation, previous[1])
    from mvs_classifier.training.page.page import render

    page = render(classifier, evaluation, previous, notes).encode()
    with replacing(path) as file:
        file.write(page)


def require_report(path: Path) -> None:
    """Raise unless a report can be written to a path; call it before long work.

    Raises:
        MissingExtraError: jinja2 or matplotlib is not installed.
        OutputError: the file cannot be written, or exists and is not a report.
    """
    require_place(path)
    try:
        import mvs_classifier.training.page.page  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("report", _("the HTML report"), error) from error


def _require_own(classifier: Classifier, evaluation: Evaluation) -> None:
    others = {one.prediction.model for one in evaluation.judged} - {classifier.fingerprint}
    if others:
        raise UsageError(
            _(
                "the evaluation is of model {evaluated}, but the report is on model {reported}; evaluate that one",
                evaluated=min(others),
                reported=classifier.fingerprint,
            )
        )


def _require_same_texts(evaluation: Evaluation, previous: Evaluation) -> None:
    if [one.example for one in evaluation.judged] != [one.example for one in previous.judged]:
        raise UsageError(_("the two models were evaluated on different texts; evaluate both on the same files"))
