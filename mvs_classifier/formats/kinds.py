"""The formats of tables, told by the ending of a file's name."""

import os

from mvs_classifier.errors import UsageError

FORMATS = ("csv", "tsv", "xlsx", "xls", "jsonl", "parquet")
_ENDINGS = {
    **{f".{name}": name for name in FORMATS},
    ".txt": "csv",
    ".tab": "tsv",
    ".xlsm": "xlsx",
    ".ndjson": "jsonl",
    ".pq": "parquet",
}
_SPREADSHEETS = frozenset({"csv", "tsv", "xlsx", "xls"})


def format_of(path: str | os.PathLike[str], given: str | None) -> str:
    """Return the format of a file: the one that is given, else by its ending; without an ending, CSV.

    Raises:
        UsageError: nobody knows a format of that ending.
    """
    if given is not None:
        return given
    ending = os.path.splitext(os.fspath(path))[1].lower()
    if ending and ending not in _ENDINGS:
        raise UsageError(f"{path} ends in {ending}, which is no format known here; name one of {', '.join(FORMATS)}")
    return _ENDINGS.get(ending, "csv")


def require_convertible(source: str, target: str) -> None:
    """Raise unless a table of one format can be written in the other.

    Raises:
        UsageError: it cannot.
    """
    if target == "xls":
        raise UsageError("the old XLS is only read; give the output the ending .xlsx")
    if source != target and not {source, target} <= _SPREADSHEETS:
        wanted = "csv, tsv or xlsx" if source in _SPREADSHEETS else source
        raise UsageError(f"a table in {source} is written as {wanted}, not as {target}; give the output another ending")
