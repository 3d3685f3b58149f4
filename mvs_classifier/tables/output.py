"""Where labelled pieces go: straight into the output, or, for formats written in one go, into notes for it."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from mvs_classifier.formats.csvfile import CsvLabeller, CsvSource, Layout, PlainCsvLabeller, csv_bytes
from mvs_classifier.formats.excel import write_workbook
from mvs_classifier.formats.jsonl import JsonLinesLabeller
from mvs_classifier.formats.parquet import ParquetSource
from mvs_classifier.formats.source import Labelled, Labeller, Picker, Row, Source, label_rows, widened
from mvs_classifier.tables.judge import Judge

BOM = b"\xef\xbb\xbf"


class VerdictLabeller:
    """Makes of each piece one line of JSON: the columns of verdicts, to be written beside its rows later.

    Args:
        judge: says what is added to each row.
        picker: which cells it reads.
        source: the table; from then on it reads no more than it must.
    """

    def __init__(self, judge: Judge, picker: Picker, source: Source) -> None:
        self._judge, self._decode = judge, source.decode
        self._picker, self._width = source.narrow(picker)

    def __call__(self, payload: Any) -> Labelled:
        """Return the verdicts on one piece."""
        cells, tally = label_rows(self._decode(payload), self._width, self._picker, self._judge)
        return Labelled(json.dumps(list(zip(*cells, strict=True)), ensure_ascii=False).encode() + b"\n", tally)


class Output:
    """How the pieces of one table become one output.

    Attributes:
        start: the bytes before the first piece.
        labeller: what is made of each piece.
        is_appended: whether start and pieces, one after the other, are the output.
    """

    def __init__(self, source: Source, picker: Picker, judge: Judge, kind: str, *, safe: bool) -> None:
        self._source, self._judge, self._kind = source, judge, kind
        self.is_appended = kind in {"csv", "tsv", "jsonl"}
        self.start = b""
        if kind == "jsonl":
            names = [source.columns[column] for column in picker.texts]
            title = None if picker.title is None else source.columns[picker.title]
            self.labeller: Labeller = JsonLinesLabeller(judge, names, title)
        elif self.is_appended:
            layout = _layout(source, kind)
            header = [[*source.columns, *judge.columns]] if source.header else []
            self.start = BOM + csv_bytes(header, layout.delimiter, safe=safe)
            self.labeller = _csv_labeller(source, layout, picker, judge, safe=safe)
        else:
            self.labeller = VerdictLabeller(judge, picker, source)

    def assemble(self, notes: BinaryIO, file: BinaryIO) -> None:
        """Write the output from the table and the verdicts on its pieces."""
        verdicts = map(json.loads, notes)
        if isinstance(self._source, ParquetSource):
            self._source.write(file, self._judge, verdicts)
        else:
            columns = [*self._source.columns, *self._judge.columns] if self._source.header else None
            write_workbook(file, columns, self._rows(verdicts))

    def _rows(self, verdicts: Iterator[Sequence[Sequence[str]]]) -> Iterator[Row]:
        width = len(self._source.columns)
        for piece, columns in zip(self._source.pieces(), verdicts, strict=True):
            for row, cells in zip(self._source.decode(piece.payload), zip(*columns, strict=True), strict=True):
                yield widened(row, width, self._judge.typed(cells))


def _layout(source: Source, kind: str) -> Layout:
    if isinstance(source, CsvSource):
        return source.layout._replace(delimiter="\t") if kind == "tsv" else source.layout
    return Layout("utf-8", "\t" if kind == "tsv" else ",", len(source.columns))


def _csv_labeller(source: Source, layout: Layout, picker: Picker, judge: Judge, *, safe: bool) -> CsvLabeller:
    is_same = isinstance(source, CsvSource) and source.layout == layout
    is_plain = is_same and PlainCsvLabeller.suits(layout, picker, judge, safe=safe)
    make = PlainCsvLabeller if is_plain else CsvLabeller
    return make(judge, picker, source.decode, layout, safe=safe)
