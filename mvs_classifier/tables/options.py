"""How a table is to be labelled, and what is to be said of each row."""

from collections.abc import Iterable
from numbers import Integral, Real
from typing import Any, NamedTuple, Self

from mvs_classifier.errors import UsageError
from mvs_classifier.formats.options import Sizes, SourceOptions, require_text, require_types
from mvs_classifier.tables.language import LANGUAGES


class Request(NamedTuple):
    """What is to be said of each row.

    Attributes:
        job: whether the texts are whole job descriptions, each labelled by its duties.
        titles: with ``job``, whether a title is compared with each.
        explain: whether the words that speak most for the label are named.
        language: of labels, reasons and column names, ``en`` or ``zh``.
        min_confidence: below it a text gets no label.
    """

    job: bool = False
    titles: bool = False
    explain: bool = False
    language: str = "en"
    min_confidence: float = 0.0

    def validated(self) -> Self:
        """Return the request after a check of its values.

        Raises:
            UsageError: a value is not allowed, or two do not go together.
        """
        require_types(self, switches=("job", "titles", "explain"))
        if self.language not in tuple(LANGUAGES):
            raise UsageError(f"the language must be {' or '.join(LANGUAGES)}, not {self.language!r:.40}")
        confidence = self.min_confidence
        if isinstance(confidence, bool) or not isinstance(confidence, Real) or not 0 <= confidence <= 1:
            raise UsageError(f"min_confidence must be from 0 to 1, not {confidence!r:.40}")
        if self.titles and not self.job:
            raise UsageError("--title-column needs --job: a title is compared with the duties of a whole job")
        return self


def requested(request: Request | None, column: str, title_column: str | None) -> Request:
    """Return what is to be said of batches, with titles where there is a column of them, after a check.

    Raises:
        UsageError: a value is not allowed, or two do not go together.
    """
    require_text("column", column)
    if title_column is not None:
        require_text("title_column", title_column)
    return _with_titles(request, title_column)


def _with_titles(request: Request | None, title_column: str | None) -> Request:
    if not isinstance(request, Request | None):
        raise UsageError(f"the request must be a Request, not {request!r:.40} ({type(request).__name__})")
    return (request or Request())._replace(titles=title_column is not None).validated()


class Options(NamedTuple):
    """How a table is to be labelled.

    Attributes:
        columns: the text columns, by name or by number from 1; several are joined. Guessed where there is none.
        title_column: the column of job titles, for jobs.
        request: what is to be said of each row.
        format: the input's format, by its ending where None.
        output_format: the output's format; by its ending where None.
        encoding: a text file's encoding; found from its bytes where None.
        delimiter: a CSV file's delimiter; found from its header where None.
        header: whether the first row names the columns.
        sheet: the workbook's sheet; the first visible one with a table where None.
        safe_excel: whether CSV cells that a spreadsheet would run get an apostrophe in front.
        force: whether an existing output may be replaced.
        resume: whether to go on where the same work was interrupted.
        workers: how many processes; chosen from the file's size where None.
        errors: ``strict``, or ``replace`` for bytes that do not fit the encoding.
        header_row: the line or row that names the columns, from 1; found where None.
        keep_na: whether words for nothing, such as NULL, are judged.
        sizes: how much of the input is read at a time.
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
            UsageError: an option has a value that it cannot have, or two do not go together.
        """
        require_types(
            self,
            texts=("title_column", "format", "output_format"),
            switches=("safe_excel", "force", "resume"),
        )
        workers = self.workers
        if workers is not None and (isinstance(workers, bool) or not isinstance(workers, Integral)):
            raise UsageError(f"the number of workers must be a whole number, not {workers!r:.40}")
        if workers is not None and workers < 1:
            raise UsageError(f"the number of workers must be at least 1, not {workers}")
        return self._replace(
            columns=_names(self.columns),
            request=_with_titles(self.request, self.title_column),
            delimiter=self.source.validated().delimiter,
            workers=None if workers is None else int(workers),
        )


def validated(options: Options | None) -> Options:
    """Return options in their usual form; the usual ones where there are none.

    Raises:
        UsageError: they are something else than options, or have a value that they cannot have.
    """
    if not isinstance(options, Options | None):
        raise UsageError(f"the options must be Options, not {options!r:.40} ({type(options).__name__})")
    return (options or Options()).validated()


def _names(columns: Any) -> tuple[str, ...]:
    """The names of columns; one name alone is the only one."""
    names = (columns,) if isinstance(columns, str) else tuple(columns) if isinstance(columns, Iterable) else columns
    if names is None:
        return ()
    if not isinstance(names, tuple) or not all(isinstance(name, str) for name in names):
        raise UsageError(
            f"columns must be names or numbers of columns as texts, such as ('任务',), not {columns!r:.60}"
        )
    return names
