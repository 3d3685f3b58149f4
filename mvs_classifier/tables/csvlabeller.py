"""Labelled CSV, made from pieces of any table."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mvs_classifier.formats.cells import LONGEST_NO_TEXT, Row, cell_text, is_no_text
from mvs_classifier.formats.csvplain import PlainRows, plain_rows
from mvs_classifier.formats.csvtext import DELIMITERS, LINE_END, csv_bytes, text_rows
from mvs_classifier.formats.source import Extent, Layout, Picker, read, widened
from mvs_classifier.tables.judge import CODES, Judge
from mvs_classifier.tables.pieces import Labelled, judge_rows


class CsvLabeller:
    """Turns pieces of any table into labelled CSV.

    Args:
        judge: computes what is added to each row.
        picker: which cells it reads.
        decode: turns a payload into rows.
        layout: the form of the output; its encoding is always UTF-8.
        dropped: the numbers of the columns to leave out.
        safe: whether to put an apostrophe before cells that a spreadsheet would run as formulas.
    """

    def __init__(  # noqa: PLR0913 - what a row becomes depends on each
        self,
        judge: Judge,
        picker: Picker,
        decode: Callable[[Any], Sequence[Row]],
        layout: Layout,
        *,
        dropped: Collection[int] = (),
        safe: bool = False,
    ) -> None:
        self._judge, self._picker, self._decode, self._layout = judge, picker, decode, layout
        self._dropped, self._safe = frozenset(dropped), safe

    def __call__(self, payload: Any) -> Labelled:
        """Return the labelled rows of one piece."""
        return self._labelled(self._decode(payload))

    def _labelled(self, rows: Sequence[Row]) -> Labelled:
        width = self._layout.width
        verdicts = judge_rows(rows, width, self._picker, self._judge)
        out = (
            list(map(cell_text, widened(row, width, added, self._dropped)))
            for row, added in zip(rows, zip(*verdicts.written(), strict=True), strict=True)
        )
        return Labelled(csv_bytes(out, self._layout.delimiter, safe=self._safe), verdicts.tally)


class PlainCsvLabeller(CsvLabeller):
    """The same for pieces of CSV; if nothing in a piece is quoted, its rows are lines that only need an ending."""

    def __init__(self, judge: Judge, picker: Picker, decode: Callable[[Any], Sequence[Row]], layout: Layout) -> None:
        super().__init__(judge, picker, decode, layout)
        self._ends = _Ends(judge, layout.delimiter)

    def __call__(self, payload: Extent | bytes) -> Labelled:
        """Return the labelled rows of one piece."""
        data, layout = read(payload), self._layout
        if (layout.encoding, layout.errors) != ("utf-8", "strict"):
            data = data.decode(layout.encoding, layout.errors).encode()
        rows = plain_rows(data, layout.delimiter, layout.width)
        if rows is None:
            return self._labelled(list(text_rows(data.decode(), layout.delimiter)))
        codes, tally = self._judge.codes(self._texts(rows))
        lines = rows.lines()
        parts = [b""] * (2 * len(lines))
        parts[::2], parts[1::2] = lines, self._ends.of(codes)
        return Labelled(b"".join(parts), tally)

    def _texts(self, rows: PlainRows) -> list[str]:
        texts = rows.column(self._picker.texts[0])
        if self._picker.keep_na:
            return texts
        return ["" if len(text) <= LONGEST_NO_TEXT and is_no_text(text) else text for text in texts]

    @staticmethod
    def suits(picker: Picker, judge: Judge, layout: Layout) -> bool:
        """Return whether rows can be processed as lines: one column is read, and what is added needs no quotes."""
        is_one = len(picker.texts) == 1 and picker.title is None
        return is_one and judge.has_codes and layout.delimiter in DELIMITERS


class _Ends:
    """What is written after a line, for each code that a judge gives.

    They are in an array, from which those of a piece are taken in a tenth of the time of as many look-ups in a dict.
    """

    def __init__(self, judge: Judge, delimiter: str) -> None:
        self._judge, self._delimiter = judge, delimiter
        self._ends = np.full(CODES, None, dtype=object)
        self._is_made = np.zeros(CODES, dtype=bool)

    def __reduce__(self) -> "tuple[type[_Ends], tuple[Judge, str]]":
        """Pickle what it was made from."""
        return _Ends, (self._judge, self._delimiter)

    def of(self, codes: NDArray[np.int64]) -> list[bytes]:
        """Return what is written after each of some lines."""
        for code in np.unique(codes[~self._is_made.take(codes)]).tolist():
            end = self._delimiter.join(["", *self._judge.cells(code)]) + LINE_END
            self._ends[code], self._is_made[code] = end.encode(), True
        ends: list[bytes] = self._ends.take(codes).tolist()
        return ends
