import pytest
from hypothesis import given
from hypothesis import strategies as st

from mvs_classifier.formats.csvplain import plain_rows
from mvs_classifier.formats.csvtext import text_rows

cells = st.text(st.characters(blacklist_characters='",\r\n', blacklist_categories=["Cs"]), max_size=5)
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=8)
)


@given(tables, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_cells_are_those_of_the_csv_module(table: list[list[str]], line_end: str, is_whole: bool) -> None:  # noqa: FBT001
    lines, width = list(map(",".join, table)), len(table[0])
    if width == 1:
        lines = [line or "-" for line in lines]  # for the csv module an empty line is a row without a cell
    text = line_end.join(lines) + line_end * is_whole
    if not is_whole and not lines[-1]:
        return  # nothing tells that such a last line is one
    rows = plain_rows(text.encode(), ",", width)
    assert rows
    expected = list(text_rows(text, ","))
    assert [rows.column(number) for number in range(width)] == list(map(list, zip(*expected, strict=True)))
    assert rows.lines() == [line.encode() for line in lines]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b'1,"a"\n', id="a quote"),
        pytest.param(b"1,a\r\n2,b\n", id="two kinds of line ends"),
        pytest.param(b"1,a\r2,b\r", id="carriage returns alone"),
        pytest.param(b"1,a\n2\n", id="a row too short"),
        pytest.param(b"1,a\n2\n3,c,d\n", id="a row too short and one too long"),
        pytest.param(b"1,a\n\n", id="an empty line"),
        pytest.param(b"1,a\n2,b,c", id="a last row too long"),
    ],
)
def test_what_is_not_that_simple_is_refused(data: bytes) -> None:
    assert plain_rows(data, ",", 2) is None
