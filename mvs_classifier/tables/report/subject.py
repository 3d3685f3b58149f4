"""What a report is about: a labelled file, and which of its columns hold what."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mvs_classifier.errors import DataError
from mvs_classifier.formats.cells import Cell, CellError, Row, cell_text
from mvs_classifier.formats.columns import plain_name
from mvs_classifier.formats.options import SourceOptions
from mvs_classifier.formats.registry import Format, open_source
from mvs_classifier.formats.source import Path, Picker, Source
from mvs_classifier.i18n import _
from mvs_classifier.tables.added import CORRECTION
from mvs_classifier.tables.options import Request

_USUAL = (
    "公司 公司名称 企业 企业名称 单位 单位名称 雇主 company companyname employer",
    "行业 所属行业 公司行业 行业类别 industry trade sector",
    "城市 工作城市 所在城市 工作地点 地点 地区 city location region",
)
"""Names of the columns of companies, trades and places, as they are compared."""


class Subject(NamedTuple):
    """A labelled file.

    Attributes:
        path: the file.
        format: its format.
        delimiter: of a CSV file.
        header: whether its first row names the columns.
        source: the name of the file that was labelled.
        sheet: the sheet of it that was read, if it is a workbook.
        columns: the names of the columns that were kept of it.
        picker: which of these hold the texts and the titles.
        by: which of these the rows are grouped by.
        added: the names of the columns of verdicts, in English and as they are in the file.
        request: what was said about each row.
        model: the fingerprint of the model.
    """

    path: Path
    format: Format
    delimiter: str
    header: bool
    source: str
    sheet: str | None
    columns: Sequence[str]
    picker: Picker
    by: Sequence[int]
    added: Sequence[tuple[str, str]]
    request: Request
    model: str


class LabelledRow(NamedTuple):
    """A row of a labelled file, as it is written there.

    Attributes:
        number: which row or line of the file it is.
        text: its text.
        title: its title; empty if there is none.
        groups: its cells in the columns by which rows are grouped.
        verdict: its cells in the columns of verdicts, by their English names.
    """

    number: int
    text: str
    title: str
    groups: Sequence[str]
    verdict: dict[str, str]


def usual_groups(columns: Sequence[str]) -> list[int]:
    """Return the columns by which people usually group jobs: company, trade and place, where there are any."""
    plain = list(map(plain_name, columns))
    found = (next((plain.index(name) for name in names.split() if name in plain), None) for names in _USUAL)
    return [number for number in found if number is not None]


def labelled_rows(subject: Subject) -> Iterator[LabelledRow]:
    """Yield the rows of a labelled file, one after the other.

    Raises:
        DataError: the file has changed since it was written.
    """
    source = _opened(subject)
    start = _first_added(subject, source.columns)
    own = [_place(subject, number, source.columns, start) for number in range(len(subject.columns))]
    picker = Picker([own[n] for n in subject.picker.texts], _at(own, subject.picker.title), subject.picker.keep_na)
    groups = [own[number] for number in subject.by]
    verdicts = {name: start + place for place, (name, _) in enumerate(subject.added)}
    for number, record in enumerate(source.records(), source.first_place):
        row = record.cells
        yield LabelledRow(
            number,
            _readable(picker.text, row),
            _readable(picker.title_of, row),
            [_text(row, place) for place in groups],
            {name: _text(row, place) for name, place in verdicts.items()},
        )


def _opened(subject: Subject) -> Source:
    how = SourceOptions(
        delimiter=subject.delimiter,
        header=subject.header,
        header_row=1 if subject.header else None,
        keep_na=subject.picker.keep_na,
    )
    return open_source(subject.path, subject.format, how)


def _first_added(subject: Subject, columns: Sequence[str]) -> int:
    """The number of the first column of verdicts; those of a person's corrections may be elsewhere."""
    names = [shown for name, shown in subject.added if name != CORRECTION]
    if not subject.header:
        return len(subject.columns)
    for start in range(len(columns) - len(names), -1, -1):
        if list(columns[start : start + len(names)]) == names:
            return start
    raise DataError(_("{path} no longer has the columns that were written; label the table again", path=subject.path))


def _place(subject: Subject, number: int, columns: Sequence[str], start: int) -> int:
    """Where a column of the input is: by its name if that is unique, otherwise by its distance from the verdicts."""
    same = [place for place, name in enumerate(columns) if name == subject.columns[number]]
    return same[0] if len(same) == 1 and subject.header else start - len(subject.columns) + number


def _at(own: Sequence[int], number: int | None) -> int | None:
    return None if number is None else own[number]


def _readable(pick: object, row: Row) -> str:
    try:
        return pick(row) or ""  # type: ignore[operator]
    except CellError:
        return ""


def _text(row: Row, place: int) -> str:
    cell: Cell = row[place] if 0 <= place < len(row) else None
    try:
        return cell_text(cell)
    except CellError:
        return str(cell)
