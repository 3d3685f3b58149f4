"""Labelled CSV, made from pieces of any table."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np

from mvs_classifier.formats.cells import LONGEST_NO_TEXT, Row, cell_text, is_no_text
from mvs_classifier.formats.csvtext import DELIMITERS, LINE_END, csv_bytes, text_rows
from mvs_classifier.formats.source import Extent, Layout, Picker, read, widened
from mvs_classifier.tables.judge import Judge
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
        data = read(payload)
        text = data.decode(self._layout.encoding, self._layout.errors)
        lines, delimiter = _plain_lines(text), self._layout.delimiter
        if lines is None or not _all_as_wide(data, delimiter, self._layout.width):
            return self._labelled(list(text_rows(text, delimiter)))
        codes, tally = self._judge.codes(self._texts(lines))
        parts = [""] * (2 * len(lines))
        parts[::2] = lines
        parts[1::2] = map(self._ends.__getitem__, codes)
        return Labelled("".join(parts).encode(), tally)

    def _texts(self, lines: Sequence[str]) -> list[str]:
        column, delimiter = self._picker.texts[0], self._layout.delimiter
        texts = [line.split(delimiter, column + 1)[column] for line in lines]
        if self._picker.keep_na:
            return texts
        return ["" if len(text) <= LONGEST_NO_TEXT and is_no_text(text) else text for text in texts]

    @staticmethod
    def suits(picker: Picker, judge: Judge, layout: Layout) -> bool:
        """Return whether rows can be processed as lines: one column is read, and what is added needs no quotes."""
        is_one = len(picker.texts) == 1 and picker.title is None
        return is_one and judge.has_codes and layout.delimiter in DELIMITERS


class _Ends(dict[int, str]):
    """What is written after a line, for each code that a judge gives."""

    def __init__(self, judge: Judge, delimiter: str) -> None:
        super().__init__()
        self._judge, self._delimiter = judge, delimiter

    def __missing__(self, code: int) -> str:
        end = self[code] = self._delimiter.join(["", *self._judge.cells(code)]) + LINE_END
        return end


def _plain_lines(text: str) -> list[str] | None:
    """The lines of a text without quotes and with one kind of line end, otherwise None."""
    returns = text.count("\r")
    if '"' in text or not text or (returns and returns != text.count("\r\n")) or returns not in {0, text.count("\n")}:
        return None
    lines = text.split("\r\n" if returns else "\n")
    if not lines[-1]:
        lines.pop()
    return lines


def _all_as_wide(data: bytes, delimiter: str, width: int) -> bool:
    """Return whether each line of a piece without quotes has as many cells as it should."""
    characters = np.frombuffer(data, dtype=np.uint8)
    is_end = characters == ord("\n")
    ends = is_end[is_end | (characters == ord(delimiter))]
    if not data.endswith(b"\n"):
        ends = np.append(ends, [True])
    return len(ends) % width == 0 and np.array_equal(np.flatnonzero(ends), np.arange(width - 1, len(ends), width))
