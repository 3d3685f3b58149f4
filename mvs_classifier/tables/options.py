"""How a table is to be labelled, and what is to be said of each row."""

from collections.abc import Iterable
from numbers import Integral, Real
from typing import Any, NamedTuple, Self

from mvs_classifier.errors import UsageError
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
        for name in ("job", "titles", "explain"):
            _require_bool(name, getattr(self, name))
        if not isinstance(self.language, str) or self.language not in LANGUAGES:
            raise UsageError(f"the language must be {' or '.join(LANGUAGES)}, not {self.language!r:.40}")
        confidence = self.min_confidence
        if isinstance(confidence, bool) or not isinstance(confidence, Real) or not 0 <= confidence <= 1:
            raise UsageError(f"a confidence is from 0 to 1, but min_confidence is {confidence!r:.40}")
        if confidence and self.job:
            raise UsageError("a job has no confidence of its own, so --min-confidence does not go with --job")
        if self.titles and not self.job:
            raise UsageError("a title is compared with the duties of a whole job: --title-column goes with --job")
        return self


class Options(NamedTuple):
    """How a table is to be labelled.

    Attributes:
        columns: the text columns, by name or by number from 1; several are joined. Guessed where there is none.
        title_column: the column of job titles, for jobs.
        request: what is to be said of each row.
        format: the input's format, one of ``csv tsv xlsx xls jsonl parquet``; by its ending where None.
        output_format: the output's format; by its ending where None.
        encoding: a text file's encoding; found from its bytes where None.
        delimiter: a CSV file's delimiter; found from its header where None.
        header: whether the first row names the columns.
        sheet: the workbook's sheet; the first one where None.
        safe_excel: whether CSV cells that a spreadsheet would run get an apostrophe in front.
        force: whether an existing output may be replaced.
        resume: whether to go on where the same work was interrupted.
        workers: how many processes; as many as pay off where None.
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
