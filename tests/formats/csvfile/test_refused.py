"""What is no CSV is refused with its place."""

from pathlib import Path

import pytest

from mvs_classifier import DataError
from mvs_classifier.formats.registry import FORMATS, open_source
from tests.formats.csvfile.cells import LabelCsv


def test_a_byte_that_fits_no_encoding_is_placed(label_csv: LabelCsv) -> None:
    with pytest.raises(DataError, match=r"as utf-8: byte 0 in line 3; as gb18030: byte 0 in line 3.*-e big5"):
        label_csv(b"a,text\n1,abc\n\xff\xff\n")


def test_the_byte_is_placed_right_where_a_character_crosses_chunks(
    label_csv: LabelCsv, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mvs_classifier.formats.encoding._CHUNK", 7)
    with pytest.raises(DataError, match=r"as utf-8: byte 6 in line 1"):
        label_csv(b"a,text\xe6\xff\n")


def test_an_open_quote_is_placed(label_csv: LabelCsv) -> None:
    with pytest.raises(DataError, match="a quote that opens in the row of line 3 is never closed"):
        label_csv('a,text\n1,x\n2,"y\n3,z\n')


def test_a_quote_out_of_place_is_an_error_instead_of_lost_rows(label_csv: LabelCsv) -> None:
    with pytest.raises(DataError, match="a quote in the row of line 2 is not followed by ','"):
        label_csv('id,text,z\n1,"拜访客户,x\n2,策划活动,x\n3,"电话销售",x\n')


@pytest.mark.parametrize("content", ["\n\n", "\r\n"])
def test_a_file_of_empty_lines_is_an_error(content: str, label_csv: LabelCsv) -> None:
    with pytest.raises(DataError, match="begins with an empty line; its first row must name the columns"):
        label_csv(content)


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf", b"sep=;\n", b"\n"])
def test_a_file_without_a_header_is_an_error_though_its_delimiter_is_named(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "in.tsv").write_bytes(content)
    with pytest.raises(DataError, match="begins with an empty line"):
        open_source(tmp_path / "in.tsv", FORMATS["tsv"])
