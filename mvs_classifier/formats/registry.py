"""Open a table of any format."""

from mvs_classifier.errors import DataError, InputNotFoundError
from mvs_classifier.formats.csvfile import CsvSource
from mvs_classifier.formats.encoding import require_file
from mvs_classifier.formats.excel import SheetSource
from mvs_classifier.formats.jsonl import JsonLinesSource
from mvs_classifier.formats.parquet import ParquetSource
from mvs_classifier.formats.source import Path, Source
from mvs_classifier.tables.options import Options

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def open_source(path: Path, kind: str, options: Options) -> Source:
    """Open a table to read.

    Raises:
        InputNotFoundError: the file cannot be read.
        DataError: it is not what its format says.
        MissingExtraError: a package to read it is not installed.
    """
    _require_readable(path)
    if kind in {"csv", "tsv"}:
        delimiter = options.delimiter or ("\t" if kind == "tsv" else None)
        return CsvSource(path, options.encoding, delimiter, header=options.header)
    if kind == "jsonl":
        return JsonLinesSource(path, options.encoding)
    if kind == "parquet":
        return ParquetSource(path)
    with open(path, "rb") as file:
        start = file.read(8)
    if not start.startswith(_WORKBOOKS):
        raise DataError(f"{path} is no Excel workbook, whatever its name; if it is a CSV, name it .csv")
    return SheetSource(path, options.sheet, header=options.header)


def _require_readable(path: Path) -> None:
    require_file(path)
    try:
        with open(path, "rb") as file:
            start = file.read(1)
    except OSError as error:
        raise InputNotFoundError(f"cannot read {path}: {error.strerror or error}; check the name") from error
    if not start:
        raise DataError(f"{path} is empty")
