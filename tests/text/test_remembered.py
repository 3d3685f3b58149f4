"""What short texts give is remembered; long texts are not kept in memory."""

import tracemalloc

from mvs_classifier.formats.cells import Cell
from mvs_classifier.text.remembered import remembered
from mvs_classifier.training.examples import identity
from mvs_classifier.training.labelnames import is_unlabelled, label_of


def test_short_texts_are_looked_at_once_and_long_ones_each_time() -> None:
    seen: list[str] = []

    @remembered(2, 3)
    def upper(text: str, *, mark: str = "") -> str:
        seen.append(text)
        return text.upper() + mark

    assert [upper("abc"), upper("abc"), upper("abc", mark="!")] == ["ABC", "ABC", "ABC!"]
    assert [upper("abcd"), upper("abcd")] == ["ABCD", "ABCD"]
    assert seen == ["abc", "abc", "abcd", "abcd"]


def test_long_cells_leave_nothing_in_memory() -> None:
    def read(cell: Cell) -> None:
        label_of(cell)
        is_unlabelled(cell)
        identity(str(cell), is_posting=False)

    tracemalloc.start()
    try:
        read("x" * 100_000)
        before, _most = tracemalloc.get_traced_memory()
        for number in range(20):
            read(f"{number}" + "x" * 100_000)
        after, _most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 100_000
