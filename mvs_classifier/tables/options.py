"""How a table is to be labelled."""

from typing import NamedTuple

from mvs_classifier.formats.options import Sizes, SourceOptions
from mvs_classifier.tables.judge import Request


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
