"""The report on a user's rows: one self-contained HTML file, for the screen or for paper."""

from mvs_classifier.atomic import replacing
from mvs_classifier.errors import MissingExtraError
from mvs_classifier.formats.source import Path
from mvs_classifier.i18n import _
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.tables.report.place import require_place
from mvs_classifier.tables.report.subject import Subject, usual_groups

__all__ = ["Subject", "require_rows_report", "usual_groups", "write_rows_report"]


def write_rows_report(path: Path, classifier: Classifier, subject: Subject) -> None:
    """Write what the rows of a labelled file are as one HTML file.

    Everything is read from the labelled file, so the report always agrees with it. The file loads and runs nothing.

    Args:
        path: the file to write; it appears only when it is complete.
        classifier: the model that labelled the file.
        subject: the labelled file.

    Raises:
        MissingExtraError: jinja2 is not installed.
        DataError: the labelled file has changed since it was written.
        OutputError: the report cannot be written.
    """
    require_rows_report(path, subject.path)
    from mvs_classifier.tables.report.page import render

    page = render(classifier, subject).encode()
    with replacing(path) as file:
        file.write(page)


def require_rows_report(path: Path, *others: Path) -> None:
    """Raise unless a report can be written to a path; call it before long work.

    Args:
        path: the file to write.
        others: the files that are read or written beside it.

    Raises:
        MissingExtraError: jinja2 is not installed.
        OutputError: the file cannot be written, is one of the others, or exists and is not a report.
    """
    require_place(path, *others)
    try:
        import mvs_classifier.tables.report.page  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("report", _("the HTML report"), error) from error
