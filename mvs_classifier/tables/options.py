"""How to label a table, and what to say about each row."""

import os
from collections.abc import Iterable
from numbers import Integral, Real
from os import PathLike
from typing import Any, NamedTuple, Self

from mvs_classifier.errors import UsageError
from mvs_classifier.formats.options import Sizes, SourceOptions, require_text, require_types
from mvs_classifier.formats.registry import require_format
from mvs_classifier.formats.source import Path
from mvs_classifier.i18n import N_, _
from mvs_classifier.tables.language import require_language

TITLES_NEED_JOB = N_(
    "--title-column needs --job: a title is compared with the duties of a whole job; in Python, title_column needs "
    "job=True"
)

_ALWAYS_ALLOWED = 32  # workers, on small machines too


class Request(NamedTuple):
    """What to say about each row.

    Attributes:
        job: whether the texts are whole job descriptions, each labelled by its duties.
        titles: with ``job``, whether each job has a title.
        explain: whether to add the words that support the label most.
        language: of labels, reasons and column names, ``en`` or ``zh``.
        min_confidence: the confidence below which a text gets no label, 0 to 1.
        correct: whether to add an empty column in which a person can correct the label.
    """

    job: bool = False
    titles: bool = False
    explain: bool = False
    language: str = "en"
    min_confidence: float = 0.0
    correct: bool = False

    def validated(self) -> Self:
        """Return the request after checking its values.

        Raises:
            UsageError: a value is invalid, or two contradict each other.
        """
        require_types(self, switches=("job", "titles", "explain", "correct"))
        require_language(self.language)
        confidence = self.min_confidence
        if isinstance(confidence, bool) or not isinstance(confidence, Real) or not 0 <= confidence <= 1:
            raise UsageError(_("min_confidence must be from 0 to 1, not {confidence!r:.40}", confidence=confidence))
        if self.titles and not self.job:
            raise UsageError(_(TITLES_NEED_JOB))
        return self


def requested(request: Request | None, column: str, title_column: str | None) -> Request:
    """Return what to say about batches, with titles if there is a column of them, after a check.

    Raises:
        UsageError: a value is not allowed, or two do not go together.
    """
    require_text("column", column)
    if title_column is not None:
        require_text("title_column", title_column)
    return _with_titles(request, title_column)


def _with_titles(request: Request | None, title_column: str | None) -> Request:
    if not isinstance(request, Request | None):
        raise UsageError(
            _(
                "the request must be a Request, not {request!r:.40} ({kind})",
                request=request,
                kind=type(request).__name__,
            )
        )
    return (request or Request())._replace(titles=title_column is not None).validated()


class Options(NamedTuple):
    """How to label a table.

    Attributes:
        columns: the text columns, by name or by number from 1; several are joined. Detected by default.
        title_column: the column of job titles, for jobs.
        request: what to say about each row.
        format: the input's format; None means from the file extension.
        output_format: the output's format; None means from the file extension.
        encoding: a text file's encoding; None means detected.
        delimiter: a CSV file's delimiter; None means detected from the header.
        header: whether the first row names the columns.
        sheet: the workbook's sheet; None means the first visible one with a table.
        safe_excel: whether CSV cells that a spreadsheet would run as formulas get an apostrophe in front.
        force: whether an existing output may be replaced.
        resume: whether to continue an interrupted run of the same work.
        workers: the number of processes; None means chosen from the file's size.
        errors: ``strict``, or ``replace`` for bytes that do not fit the encoding.
        header_row: the line or row that names the columns, from 1; None means detected.
        keep_na: whether NULL and the like are judged.
        sizes: how much of the input is read at a time.
        name: how messages and reports call the input; its path by default.
        html: where to write an HTML report on the rows.
        by: the columns by which that report groups the rows, by name or by number from 1; by default those of
            companies, trades and cities, where there are any.
    """

    columns: tuple[str, ...] = ()
    title_column: str | None = None
    request: Request = Request()
    format: str | None = None
    output_format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header: bool = True
    sheet: str | None = None
    safe_excel: bool = False
    force: bool = False
    resume: bool = False
    workers: int | None = None
    errors: str = "strict"
    header_row: int | None = None
    keep_na: bool = False
    sizes: Sizes = Sizes()
    name: str | None = None
    html: Path | None = None
    by: tuple[str, ...] = ()

    @property
    def source(self) -> SourceOptions:
        """How the input is read."""
        return SourceOptions(
            self.encoding,
            self.errors,
            self.delimiter,
            self.header,
            self.header_row,
            self.sheet,
            self.keep_na,
            self.sizes,
        )

    def validated(self) -> Self:
        """Return the options in their usual form.

        Raises:
            UsageError: an option has an invalid value, or two contradict each other.
        """
        require_types(
            self,
            texts=("title_column", "format", "output_format", "name"),
            switches=("safe_excel", "force", "resume"),
        )
        if self.format is not None:
            require_format(self.format)
        workers = self.workers
        if workers is not None and (isinstance(workers, bool) or not isinstance(workers, Integral)):
            raise UsageError(_("the number of workers must be a whole number, not {workers!r:.40}", workers=workers))
        if workers is not None and workers < 1:
            raise UsageError(_("the number of workers must be at least 1, not {workers}", workers=workers))
        if workers is not None and workers > most_workers():
            raise UsageError(
                _(
                    "the number of workers must be at most {most} here, not {workers}",
                    most=most_workers(),
                    workers=workers,
                )
            )
        if self.html is not None and (not isinstance(self.html, str | PathLike) or not os.fspath(self.html)):
            raise UsageError(_("html must be the path of a file to write, not {path!r:.40}", path=self.html))
        by = _names("by", self.by)
        if by and self.html is None:
            raise UsageError(_("--by needs --html: it says how the report groups the rows; in Python, by needs html"))
        return self._replace(
            columns=_names("columns", self.columns),
            by=by,
            request=_with_titles(self.request, self.title_column),
            delimiter=self.source.validated().delimiter,
            workers=None if workers is None else int(workers),
        )


def most_workers() -> int:
    """Return how many processes may be asked for: each holds 50 MB or more, and many are no faster."""
    return max(_ALWAYS_ALLOWED, 4 * (os.cpu_count() or 1))


def validated(options: Options | None) -> Options:
    """Return options in their usual form; the defaults for None.

    Raises:
        UsageError: they are not options, or one has an invalid value.
    """
    if not isinstance(options, Options | None):
        raise UsageError(
            _("the options must be Options, not {options!r:.40} ({kind})", options=options, kind=type(options).__name__)
        )
    return (options or Options()).validated()


def _names(what: str, columns: Any) -> tuple[str, ...]:
    """The names of columns; a single name counts as one."""
    names = (columns,) if isinstance(columns, str) else tuple(columns) if isinstance(columns, Iterable) else columns
    if names is None:
        return ()
    if not isinstance(names, tuple) or not all(isinstance(name, str) for name in names):
        raise UsageError(
            _(
                "{what} must be names or numbers of columns as texts, such as ('任务',), not {columns!r:.60}",
                what=what,
                columns=columns,
            )
        )
    return names
