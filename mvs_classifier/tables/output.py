"""Where labelled pieces go: straight into the output, or, for formats that are written at the end, into notes."""

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any, BinaryIO

from mvs_classifier.formats.cells import Row
from mvs_classifier.formats.columns import is_correction
from mvs_classifier.formats.csvtext import BOM, csv_bytes
from mvs_classifier.formats.look import Look
from mvs_classifier.formats.registry import Format, Writing, write_table
from mvs_classifier.formats.source import Layout, Picker, Source, widened
from mvs_classifier.tables.added import CORRECTION
from mvs_classifier.tables.book import Columns, Counts, Made, look
from mvs_classifier.tables.csvlabeller import CsvLabeller, PlainCsvLabeller
from mvs_classifier.tables.jsonlabeller import JsonLinesLabeller
from mvs_classifier.tables.judge import Judge
from mvs_classifier.tables.pieces import Labelled, Labeller, earlier_columns, judge_rows
from mvs_classifier.tables.tally import Tally


class VerdictLabeller:
    """Turns each piece into one line of JSON: the columns of verdicts, which are written with its rows later.

    Args:
        judge: computes what is added to each row.
        picker: which cells it reads.
        source: the table, which from then on reads only what is needed.
    """

    def __init__(self, judge: Judge, picker: Picker, source: Source) -> None:
        self._judge, self._decode = judge, source.decode
        self._picker, self._width = source.narrow(picker)

    def __call__(self, payload: Any) -> Labelled:
        """Return the verdicts on one piece."""
        verdicts = judge_rows(self._decode(payload), self._width, self._picker, self._judge)
        return Labelled(json.dumps(verdicts.columns, ensure_ascii=False).encode() + b"\n", verdicts.tally)


class Output:
    """Turns the pieces of a table into one output.

    The columns of an earlier run in the same language are left out.

    Attributes:
        start: the bytes before the first piece.
        labeller: turns each piece into output.
        is_appended: whether the output is the start and the pieces one after the other.
        replaced: the names of the columns that are left out.
    """

    def __init__(self, source: Source, picker: Picker, judge: Judge, target: Format, *, safe: bool) -> None:
        self._source, self._picker, self._judge, self._target = source, picker, judge, target
        self._dropped = earlier_columns(source.columns, judge.columns) if source.header else []
        self.replaced = [source.columns[column] for column in self._dropped]
        self.is_appended, self.start = target.is_appended, b""
        self.labeller: Labeller
        if target.writing is Writing.LINES:
            self.labeller = JsonLinesLabeller(judge, picker, source.columns, self._dropped)
        elif target.writing is Writing.ROWS:
            delimiter = target.delimiter or source.delimiter
            self.start = BOM + csv_bytes([self._header()] if source.header else [], delimiter, safe=safe)
            self.labeller = self._csv_labeller(picker, delimiter, safe=safe)
        else:
            self.labeller = VerdictLabeller(judge, picker, source)

    @property
    def added(self) -> list[tuple[str, str]]:
        """The names of the columns that are added, in English and as they are written."""
        return list(zip(self._judge.names, self._judge.columns, strict=True))

    @property
    def own(self) -> list[int]:
        """The numbers of the table's columns that the output keeps, in order."""
        return [number for number in range(len(self._source.columns)) if number not in self._dropped]

    def assemble(self, notes: BinaryIO, file: BinaryIO, tally: Tally) -> None:
        """Write the output from the table and the verdicts on its pieces, of which a workbook also holds the tally."""
        pieces = (list(map(list, zip(*json.loads(note), strict=True))) for note in notes)
        if self._target.writing is Writing.COLUMNS:
            self._source.write_beside(file, self._judge.fields, pieces, self._dropped)
        else:
            header = self._header() if self._source.header else None
            write_table(file, self._target, header, self._rows(pieces), look=self._look(tally))

    def _look(self, tally: Tally) -> Look:
        source, names = self._source, self._judge.names
        start = len(self.own)
        corrections = [place for place, number in enumerate(self.own) if is_correction(source.columns[number])]
        columns = Columns(
            labels=_places(names, {"mvs_label", "mvs_title_says"}, start),
            corrections=[*corrections, *_places(names, {CORRECTION}, start)],
            agrees=_places(names, {"mvs_title_agrees"}, start),
        )
        disagreeing = None if self._picker.title is None else tally.disagreeing
        counts = Counts(tally.rows, tally.labels, tally.reasons, disagreeing)
        texts = [source.columns[number] for number in self._picker.texts]
        made = Made(source.name, source.choice.sheet, texts, self._judge.model)
        return look(self._judge.language, columns, counts, made)

    def _csv_labeller(self, picker: Picker, delimiter: str, *, safe: bool) -> CsvLabeller:
        source, judge = self._source, self._judge
        plain = source.plain
        is_kept = plain is not None and plain.delimiter == delimiter and not safe and not self._dropped
        if plain is not None and is_kept and PlainCsvLabeller.suits(picker, judge, plain):
            return PlainCsvLabeller(judge, picker, source.decode, plain)
        layout = Layout("utf-8", "strict", delimiter, len(source.columns))
        return CsvLabeller(judge, picker, source.decode, layout, dropped=self._dropped, safe=safe)

    def _header(self) -> Row:
        return widened(self._source.columns, len(self._source.columns), self._judge.columns, self._dropped)

    def _rows(self, pieces: Iterator[Sequence[Row]]) -> Iterator[Row]:
        width = len(self._source.columns)
        for piece, added in zip(self._source.pieces(), pieces, strict=True):
            for row, cells in zip(self._source.decode(piece.payload), added, strict=True):
                yield widened(row, width, cells, self._dropped)


def _places(names: Sequence[str], wanted: Collection[str], start: int) -> list[int]:
    """The numbers of the output's columns that some of the added ones have."""
    return [place for place, name in enumerate(names, start) if name in wanted]
