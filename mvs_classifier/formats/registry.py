"""Every table format, once: how it is recognised, who reads and writes it, and what it can be converted into.

To add an input format, write a module with a :class:`~mvs_classifier.formats.source.Source`, and an entry here.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from importlib import import_module
from typing import Any, BinaryIO, NamedTuple

from mvs_classifier.errors import DataError, UsageError
from mvs_classifier.formats.cells import Row
from mvs_classifier.formats.content import require_content
from mvs_classifier.formats.encoding import require_file, unreadable
from mvs_classifier.formats.look import Look
from mvs_classifier.formats.options import SourceOptions
from mvs_classifier.formats.source import Path, Source
from mvs_classifier.i18n import N_, _, joined

_PACKAGE = "mvs_classifier.formats"


class Writing(Enum):
    """How a labelled table of a format is written."""

    ROWS = "rows of text, one piece after the other"
    LINES = "lines of JSON, one piece after the other"
    TABLE = "rows of cells, in one go"
    COLUMNS = "columns beside those of the input, in one go"


class Format(NamedTuple):
    """A format of tables.

    Attributes:
        name: its name.
        endings: the file extensions, in lower case.
        what: how messages describe such a file.
        reader: the class that reads it, as ``module.Class`` of this package; imported when first used.
        writing: how it is written; None if it is only read.
        writer: the function that writes rows of cells, as ``module.function``; None if there is none.
        magic: the possible first bytes of such files; empty for text.
        becomes: the formats in which such a table can be written, the usual one first.
        delimiter: what separates cells; None if it is detected or does not exist.
    """

    name: str
    endings: Sequence[str]
    what: str
    reader: str
    becomes: Sequence[str]
    writing: Writing | None = None
    writer: str | None = None
    magic: Sequence[bytes] = ()
    delimiter: str | None = None

    @property
    def kept_as(self) -> str:
        """The format most like it that is written: its own, unless it is only read."""
        return self.name if self.writing else self.becomes[-1]

    @property
    def is_appended(self) -> bool:
        """Whether the output is the labelled pieces one after the other, and so can be a stream."""
        return self.writing in {Writing.ROWS, Writing.LINES}


_SHEETS = ("csv", "tsv", "xlsx")
_CSV, _SHEET, _JSON = "csvfile.CsvSource", "excel.SheetSource", "jsonl.JsonSource"
_AS_CSV = "csvtext.write_table"
_ALL = (
    Format("csv", (".csv", ".txt"), "CSV", _CSV, _SHEETS, Writing.ROWS, _AS_CSV),
    Format("tsv", (".tsv", ".tab"), "TSV", _CSV, ("tsv", "csv", "xlsx"), Writing.ROWS, _AS_CSV, delimiter="\t"),
    Format(
        name="xlsx",
        endings=(".xlsx", ".xlsm"),
        what=N_("an Excel workbook (XLSX) or another archive"),
        reader=_SHEET,
        becomes=("xlsx", "csv", "tsv"),
        writing=Writing.TABLE,
        writer="excelout.write_table",
        magic=(b"PK\x03\x04",),
    ),
    Format("xls", (".xls",), N_("an old Excel workbook (XLS)"), _SHEET, _SHEETS, magic=(b"\xd0\xcf\x11\xe0",)),
    Format("jsonl", (".jsonl", ".ndjson"), "JSON Lines", _JSON, ("jsonl",), Writing.LINES),
    Format("json", (".json",), "JSON", _JSON, ("jsonl",)),
    Format(
        name="parquet",
        endings=(".parquet", ".pq"),
        what=N_("a Parquet file"),
        reader="parquet.ParquetSource",
        becomes=("parquet",),
        writing=Writing.COLUMNS,
        magic=(b"PAR1",),
    ),
)
FORMATS = {format_.name: format_ for format_ in _ALL}
"""Every format by its name."""

_BY_ENDING = {ending: format_.name for format_ in _ALL for ending in format_.endings}


def named_by_extension(path: str | os.PathLike[str]) -> str | None:
    """Return the name of the format that a file's extension names, CSV without an extension; None if it names none."""
    return _BY_ENDING.get(os.path.splitext(os.fspath(path))[1].lower() or ".csv")


def format_of(
    path: str | os.PathLike[str],
    given: str | None = None,
    option: str = "--format",
    offered: Iterable[str] | None = None,
) -> Format:
    """Return the given format, otherwise that of the extension.

    Args:
        path: the file.
        given: the name of the format, if it is given.
        option: what errors say to name one with.
        offered: the names that errors offer; all by default.

    Raises:
        UsageError: the format or the extension is not supported.
    """
    name = named_by_extension(path) if given is None else given
    if name is None:
        raise UsageError(
            _(
                "{path} has an extension that is not supported; name its format with {option}: {formats}",
                path=path,
                option=option,
                formats=joined(offered or FORMATS),
            )
        )
    require_format(name, offered)
    return FORMATS[name]


def require_format(name: str, offered: Iterable[str] | None = None) -> None:
    """Raise unless a format has this name; the error offers some, or all.

    Raises:
        UsageError: there is none.
    """
    if name not in FORMATS:
        raise UsageError(
            _("there is no format {name!r}; name one of {formats}", name=name, formats=joined(offered or FORMATS))
        )


def output_format(target: Path, source: Format, given: str | None = None, *, is_stream: bool = False) -> Format:
    """Return the format in which a table is written.

    Args:
        target: the file to write, whose extension decides if no format is given.
        source: the format that is read.
        given: the requested format.
        is_stream: whether the output is standard output, which needs a format that can be a stream.

    Raises:
        UsageError: the conversion is not possible, or the format cannot be a stream.
    """
    if is_stream and given is None:
        streams = [name for name in source.becomes if FORMATS[name].is_appended]
        if not streams:
            raise UsageError(_("{format} is not written to standard output; name a file with -o", format=source.name))
        return FORMATS[streams[0]]
    target_format = format_of(target, given, "--output-format", source.becomes)
    if target_format.writing is None:
        other = target_format.becomes[-1]
        raise UsageError(
            _(
                "{format} is only read; give the output the extension {ending}",
                format=target_format.name,
                ending=FORMATS[other].endings[0],
            )
        )
    if target_format.name not in source.becomes:
        *others, last = sorted(source.becomes)
        wanted = _(" or ").join([joined(others), last]) if others else last
        raise UsageError(
            _(
                "a table in {source} is written as {wanted}, not as {format}; give the output another extension",
                source=source.name,
                wanted=wanted,
                format=target_format.name,
            )
        )
    if is_stream and not target_format.is_appended:
        raise UsageError(
            _("{format} is not written to standard output; name a file with -o", format=target_format.name)
        )
    return target_format


def open_source(path: Path, kind: Format, options: SourceOptions | None = None, name: str | None = None) -> Source:
    """Open a table to read.

    Args:
        path: the file.
        kind: its format; see :func:`format_of`.
        options: how it is read.
        name: the name of the file in messages; its path by default.

    Raises:
        InputNotFoundError: the file cannot be read.
        DataError: the content does not have the format.
        UsageError: an option has an invalid value.
        MissingExtraError: a required package is not installed.
    """
    options = (options or SourceOptions()).validated()
    name = os.fspath(path) if name is None else name
    require_content(_start(path, name), kind, name, _ALL)
    if options.sheet is not None and kind.reader != _SHEET:
        raise UsageError(
            _(
                "{name} is read as {format}, which has no sheets; leave --sheet {sheet!r} out",
                name=name,
                format=kind.name,
                sheet=options.sheet,
            )
        )
    options = options._replace(delimiter=options.delimiter or kind.delimiter)
    source: Source = _imported(kind.reader)(path, options, name)
    return source


def fillable() -> list[str]:
    """Return the names of the formats in which people can fill in tables."""
    return [kind.name for kind in _ALL if kind.writer]


def write_table(  # noqa: PLR0913 - what a format does not have, it does not use
    file: BinaryIO,
    kind: Format,
    header: Row | None,
    rows: Iterable[Row],
    delimiter: str = ",",
    *,
    look: Look | None = None,
) -> None:
    """Write rows of cells to an open file.

    Args:
        file: the file.
        kind: a format that has a writer.
        header: the names of the columns, if there are any.
        rows: the rows.
        delimiter: for a text format that does not have its own.
        look: how a workbook looks.

    Raises:
        DataError: a cell or the table is larger than the format can hold.
        UsageError: the format has no writer.
        MissingExtraError: a required package is not installed.
    """
    if kind.writer is None:
        raise UsageError(
            _(
                "{format} is not written row by row; name one of {formats}",
                format=kind.name,
                formats=joined(fillable()),
            )
        )
    _imported(kind.writer)(file, header, rows, kind.delimiter or delimiter, look=look)


def _imported(name: str) -> Callable[..., Any]:
    module, _dot, attribute = name.partition(".")
    value: Callable[..., Any] = getattr(import_module(f"{_PACKAGE}.{module}"), attribute)
    return value


def _start(path: Path, name: str) -> bytes:
    require_file(path)
    try:
        with open(path, "rb") as file:
            start = file.read(8)
    except OSError as error:
        raise unreadable(name, error) from error
    if not start:
        raise DataError(_("{name} is empty; it must hold a table", name=name))
    return start
