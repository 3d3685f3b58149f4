"""Users' labelled files, read strictly: every problem of every file is told at once, with its file and line."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from mvs_classifier.errors import ColumnError, DataError, InputNotFoundError, UsageError
from mvs_classifier.formats.csvfile import CsvSource
from mvs_classifier.formats.encoding import require_file
from mvs_classifier.formats.jsonl import JsonLinesSource
from mvs_classifier.formats.kinds import format_of
from mvs_classifier.formats.parquet import ParquetSource
from mvs_classifier.formats.registry import open_source
from mvs_classifier.formats.source import Cell, Path, Source, as_text
from mvs_classifier.model.labels import Label
from mvs_classifier.tables.options import Options
from mvs_classifier.text.normalize import normalize
from mvs_classifier.training.examples import USER, Example
from mvs_classifier.training.labelcolumns import CORRECTIONS, label_column, plain, text_column
from mvs_classifier.training.notices import excerpt

_NAMES = {
    Label.MARKETING: "m 市场 营销 市场营销 市场/营销",
    Label.SALES: "s 销售",
    Label.BOTH: "b 营销+销售 市场+销售 两者 两者都是 都是",
    Label.NEITHER: "n 都不是 其他 其它 无",
}
_LABELS = {name: label for label, names in _NAMES.items() for name in (str(label), *names.split())}
_WANTED = "write " + ", ".join(f"{label} ({names})" for label, names in _NAMES.items())
_SURPLUS = "the row has {:,} cells, and the header {:,}; put a text that holds the delimiter in quotes"
_SHOWN = 20


class ReadOptions(NamedTuple):
    """How labelled files are to be read; what is None is found.

    Attributes:
        text_column: the column of texts, by name or by number from 1.
        label_column: the column of labels, by name or by number from 1.
        encoding: a text file's encoding.
        delimiter: a CSV file's delimiter.
        sheet: a workbook's sheet; the first one where None.
    """

    text_column: str | None = None
    label_column: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None


class Reading(NamedTuple):
    """What stands in labelled files.

    Attributes:
        examples: each text once, where it stands first, without blanks around it.
        skipped: how many rows hold no correction.
        repeats: the examples whose text stands earlier in the files already, with the same label.
    """

    examples: list[Example]
    skipped: int
    repeats: Sequence[Example] = ()


def read_labelled(paths: Path | Iterable[Path], options: ReadOptions | None = None) -> Reading:
    """Read texts and their labels from tables of any format that :mod:`mvs_classifier.tables` knows.

    The labels stand in a column of corrections (``correct_label``, 正确标签, 正确类别, 更正), whose blank rows are
    skipped, else in one of labels (``label``, 标签, 类别, 分类, 标注), where each row has one. A model's verdicts are
    never taken for labels unasked. Rows without a filled cell do not count. An example's line is the line of the file
    on which its row begins, or the number of its row (XLSX, XLS) or record (Parquet).

    Args:
        paths: the files, or the only one.
        options: which columns are read, and how the files are written; found where None.

    Returns:
        The examples, and what was left out.

    Raises:
        InputNotFoundError: a file is not there or cannot be opened.
        DataError: a file cannot be read, a column is missing, a label unknown, a text empty or with two labels, or
            there is no example; all problems are told, 20 of them in full.
        UsageError: the delimiter is not one character.
        MissingExtraError: a package for the format is not installed.
    """
    options = options or ReadOptions()
    if options.delimiter is not None and (len(options.delimiter) != 1 or options.delimiter in '"\r\n'):
        raise UsageError(f"a delimiter is one character and no quote, but {options.delimiter!r} is given")
    paths = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    for path in paths:
        require_file(path)
        if not os.path.exists(path):
            raise InputNotFoundError(f"cannot read {path}: there is no such file; check the name")
    files = [list(_read_file(path, options)) for path in paths]
    outcomes = list(chain.from_iterable(files))
    problems = [outcome for outcome in outcomes if isinstance(outcome, str)]
    reading = _without_repeats([outcome for outcome in outcomes if isinstance(outcome, _Found)], problems)
    if not problems and not reading.examples:
        problems = list(map(_why_empty, paths, files)) or ["no file is given; name one or more"]
    if problems:
        more = [f"… and {len(problems) - _SHOWN:,} more"] if len(problems) > _SHOWN else []
        raise DataError("\n".join([*problems[:_SHOWN], *more]))
    return reading._replace(skipped=outcomes.count(None))


class _Found(NamedTuple):
    """An example, the form of its text that is compared, and its place for messages."""

    example: Example
    key: str
    place: str


class _Record(NamedTuple):
    """A row: its cells by the numbers of their columns (JSON: by names), and what is wrong with it as a whole."""

    line: int
    cells: Mapping[Any, Cell]
    fault: str = ""


_Outcome = _Found | str | None
"""What a row comes to: an example, a problem, or nothing because it holds no correction."""


def _read_file(path: Path, options: ReadOptions) -> Iterator[_Outcome]:
    try:
        how = Options(encoding=options.encoding, delimiter=options.delimiter, sheet=options.sheet)
        source = open_source(path, format_of(path, None), how)
        is_json = isinstance(source, JsonLinesSource)
        names = source.columns
        if is_json:  # a member may stand in later lines only
            names = list(dict.fromkeys(name for record in _json_records(source) for name in record.cells))
        label = label_column(names, options.label_column)
        text = text_column(names, source.sample, label, options.text_column)
        may_be_blank = plain(names[label]) in CORRECTIONS
        keys = (names[label], names[text]) if is_json else (label, text)
        for record in _json_records(source) if is_json else _records(source, path):
            cells = [record.cells.get(key) for key in keys]
            is_blank = may_be_blank and not record.fault and not plain(as_text(cells[0]))
            yield from [None] if is_blank else _outcomes(path, record, *cells)
    except ColumnError as error:
        yield f"{path}:1: {error}"
    except (DataError, UsageError) as error:
        yield str(error)


def _outcomes(path: Path, record: _Record, label_cell: Cell, text_cell: Cell) -> Iterator[_Outcome]:
    file, place, text = os.path.basename(path), f"{path}:{record.line}", as_text(text_cell).strip()
    name = "+".join(map(str.strip, normalize(as_text(label_cell)).replace("和", "+").split("+")))
    key, label = normalize(text), _LABELS.get(name)
    faults = [record.fault] if record.fault else list(_faults(label_cell, label, text_cell, key))
    if label is not None and not faults:
        yield _Found(Example(text, label, file, record.line, f"{file}:{record.line}", USER, ""), key, place)
    yield from (f"{place}: {fault}" for fault in faults)


def _faults(label_cell: Cell, label: Label | None, text_cell: Cell, key: str) -> Iterator[str]:
    text, value = as_text(text_cell), as_text(label_cell)
    if label is None:
        yield f"the label is {excerpt(value) if plain(value) else 'blank'}; {_WANTED}"
    if isinstance(text_cell, list | dict | bytes):
        yield f"the text is a {type(text_cell).__name__}, {excerpt(text)}; write one text"
    elif not any(map(str.isalnum, key)):
        yield f"the text {excerpt(text)} is empty; write a text or take the row out"
    elif text.encode(errors="ignore").decode() != text:
        yield f"the text {excerpt(text)} holds half a character; write it anew"


def _why_empty(path: Path, outcomes: Sequence[_Outcome]) -> str:
    blank = f"the column of corrections is blank in all of {len(outcomes):,} rows; fill it in where you know better"
    return f"{path}: {blank if outcomes else 'there is no row below the header; write texts and their labels'}"


def _without_repeats(found: Iterable[_Found], problems: list[str]) -> Reading:
    """Each text once; a text with two labels is a problem."""
    first: dict[str, _Found] = {}
    repeats = []
    for one in found:
        earlier = first.setdefault(one.key, one)
        if one.example.label != earlier.example.label:
            problems.append(
                f"{one.place}: is {one.example.label}, but {earlier.place} says {earlier.example.label}: "
                f"{excerpt(one.example.text)}; decide on one and take the other out"
            )
        elif one is not earlier:
            repeats.append(one.example)
    return Reading([one.example for one in first.values()], 0, repeats)


def _records(source: Source, path: Path) -> Iterator[_Record]:
    """Yield the rows that hold something."""
    width, line, is_text = len(source.columns), _first_line(source, path), isinstance(source, CsvSource)
    for piece in source.pieces():
        for row in source.decode(piece.payload):
            if any(as_text(cell).strip() for cell in row):
                yield _Record(line, dict(enumerate(row)), _SURPLUS.format(len(row), width) if len(row) > width else "")
            line += 1 + (_line_ends(row) if is_text else 0)


def _first_line(source: Source, path: Path) -> int:
    """The line, or the number, of the first row below the header."""
    if not isinstance(source, CsvSource):
        return 1 if isinstance(source, ParquetSource) else 2
    with open(path, "rb") as file:
        start = file.read(32).replace(b"\0", b"")[:8].lower()
    has_sep_line = b"sep=" in start and not source.columns[0].lower().startswith("sep=")
    return 2 + has_sep_line + _line_ends(source.columns)


def _line_ends(cells: Sequence[str]) -> int:
    return sum(cell.count("\n") + cell.count("\r") - cell.count("\r\n") for cell in cells)


def _json_records(source: Source) -> Iterator[_Record]:
    """Yield the lines that hold something."""
    lines = chain.from_iterable(piece.payload.removesuffix(b"\n").split(b"\n") for piece in source.pieces())
    for line, written in enumerate(lines, 1):
        try:
            found = json.loads(written.strip() or b"{}", object_pairs_hook=_members)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            yield _Record(line, {}, "is no JSON object; write one in each line")
        elif any(as_text(cell).strip() for cell in found.values()):
            yield _Record(line, found)


def _members(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a name that stands twice holds a list of its values, which is neither a text nor a label."""
    values: dict[str, list[Any]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return {name: found if len(found) > 1 else found[0] for name, found in values.items()}
