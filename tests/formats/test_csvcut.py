import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from mvs_classifier import DataError
from mvs_classifier.formats.csvcut import Chunk, cut, row_ends

LARGEST = 64 << 20


def _cut(*data: bytes, largest: int = LARGEST) -> list[bytes]:
    return [part.data for part in cut((Chunk(one, 0) for one in data), ",", "in.csv", largest)]


def test_parts_are_whole_rows() -> None:
    assert _cut(b"a,b\n1,", b"2\n3,4\n5", b",6") == [b"a,b\n", b"1,2\n3,4\n", b"5,6"]


def test_a_line_break_inside_quotes_ends_no_row() -> None:
    assert _cut(b'1,"a\n', b'b"\n2,ccccc', b"\n3") == [b'1,"a\nb"\n', b"2,ccccc\n", b"3"]


def test_a_return_at_the_border_waits_for_its_line_feed() -> None:
    assert _cut(b"1,a\r", b"\n2,b\r\n") == [b"1,a\r\n2,b\r\n"]
    assert _cut(b'1,"a"\r', b"2,bbbbbbb\r3") == [b'1,"a"\r2,bbbbbbb\r', b"3"]


def test_rows_may_have_line_breaks() -> None:
    assert list(row_ends(b'"a\nb",c\n1,2\n', ",", "in.csv")) == [(8, 2), (12, 3)]


def test_lines_are_counted_over_parts() -> None:
    with pytest.raises(DataError, match=r"in\.csv: a quote that opens in the row of line 5 is never closed"):
        _cut(b'1,"a\nb"\n', b'2,x\n3,"y"\n', b'4,"z\n')


def test_a_giant_row_is_an_error() -> None:
    with pytest.raises(DataError, match=r"in\.csv: the row of line 2 has more than 1 MiB; look there for a quote"):
        _cut(b"a\n", *[b"x" * 99_999] * 12, largest=1 << 20)


def test_a_cell_of_70_megabytes_is_an_error_in_bounded_memory(tmp_path: Path) -> None:
    def chunks() -> Iterator[Chunk]:
        yield Chunk(b'text,a\n1,"', 0)
        for _ in range(70):
            yield Chunk(b"x" * (1 << 20), 0)

    tracemalloc.start()
    try:
        with pytest.raises(DataError, match="the row of line 2 has more than 64 MiB"):
            list(cut(chunks(), ",", "in.csv", LARGEST))
        assert tracemalloc.get_traced_memory()[1] < 400 << 20
    finally:
        tracemalloc.stop()
