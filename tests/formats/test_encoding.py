import codecs
import io
from functools import partial
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mvs_classifier import DataError
from mvs_classifier.formats.encoding import TextEncoding, detect_encoding, text_stream


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "in.csv"


def read(path: Path, errors: str = "strict", given_: str | None = None) -> tuple[str, int]:
    encoding = detect_encoding(path, given_, errors)
    with text_stream(path.open("rb"), encoding) as text:
        return text.read(), encoding.replaced


@pytest.mark.parametrize(
    "mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE]
)
def test_every_byte_order_mark_is_known(mark: bytes, file: Path) -> None:
    name = {3: "utf-8", 2: "utf-16", 4: "utf-32"}[len(mark)]
    order = {0xFF: "-le", 0xFE: "-be", 0: "-be", 0xEF: ""}[mark[0]]
    file.write_bytes(mark + "任务\n拜访客户\n".encode(name + order))
    assert read(file) == ("任务\n拜访客户\n", 0)


@pytest.mark.parametrize("name", [None, "gbk", "cp936", "gb18030", "gb2312"])
def test_the_euro_of_code_page_936_is_read(name: str | None, file: Path) -> None:
    file.write_bytes("拜访客户，提成".encode("gbk") + b"\x80500\n")
    assert read(file, given_=name) == ("拜访客户，提成€500\n", 0)


@pytest.mark.parametrize("name", [None, "gbk", "gb18030", "gb2312"])
@pytest.mark.parametrize("amount", ["5", "50", "500"])
def test_a_file_may_end_in_an_amount_of_euros(name: str | None, amount: str, file: Path) -> None:
    file.write_bytes("提成".encode("gbk") + b"\x80" + amount.encode())
    assert read(file, given_=name) == (f"提成€{amount}", 0)


def test_a_broken_byte_after_euros_at_the_end_is_found(file: Path) -> None:
    file.write_bytes("任务\n提成".encode("gbk") + b"\x800\xff")
    with pytest.raises(DataError, match="as gb18030: byte 6 in line 2"):
        detect_encoding(file)
    assert read(file, "replace") == ("任务\n提成€0�", 1)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"a,text\n1,abc\n\xff\xff\n", "as utf-8: byte 0 in line 3"),
        ("编号,任务\n1,拜访\n2,策划".encode() + b"\xff", "as utf-8: byte 8 in line 3"),
        (b"\xff\xfe" + "上,上\n上上".encode("utf-16-le") + b"\x00\xd8a\0", "as utf-16: byte 4 in line 2"),
        (b"\xfe\xff" + "上\n上".encode("utf-16-be") + b"\xd8\x00\0a", "as utf-16: byte 2 in line 2"),
    ],
)
def test_a_byte_that_does_not_fit_is_placed_in_its_line(content: bytes, place: str, file: Path) -> None:
    file.write_bytes(content)
    with pytest.raises(DataError, match=place):
        detect_encoding(file)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_bytes_that_do_not_fit_are_replaced_and_counted(encoding: str, file: Path) -> None:
    file.write_bytes("任务\n拜访客户�".encode(encoding) + b"\xff\xff\n" + "策划".encode(encoding))
    assert read(file, "replace") == ("任务\n拜访客户���\n策划", 2)


def test_nothing_is_replaced_where_all_fits(file: Path) -> None:
    file.write_text("任务\n拜访�", encoding="utf-8")
    assert read(file, "replace") == ("任务\n拜访�", 0)


_ENCODINGS = ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-32-le", "gb2312", "gbk", "gb18030", "big5"]
_bytes = st.lists(st.one_of(st.sampled_from([b"\x80", b"5", b"\x81", b"\xff", b"\r\n"]), st.binary(max_size=4))).map(
    b"".join
)


@given(_bytes, st.integers(1, 9), st.sampled_from(_ENCODINGS))
@example(b"\x805", 1, "gb18030")
@example(b"\x800\x81", 2, "gb18030")
def test_a_stream_is_decoded_as_the_whole_is(content: bytes, size: int, encoding: str) -> None:
    errors = "mvs_classifier.replace"
    with text_stream(_Dribble(content, size), TextEncoding(encoding, errors)) as text:
        assert "".join(iter(partial(text.read, 1), "")) == content.decode(encoding, errors)


class _Dribble(io.BytesIO):
    """Bytes that come a few at a time."""

    def __init__(self, content: bytes, size: int) -> None:
        super().__init__(content)
        self._size = size

    def read1(self, size: int | None = -1, /) -> bytes:
        return super().read1(self._size if size is None or size < 0 else min(size, self._size))


@given(st.binary(max_size=60))
@example(b"\x800\x81")
def test_any_bytes_can_be_replaced(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "a.csv"
    path.write_bytes(b"text,label,and,more,columns\n" * 9 + content)
    text, replaced = read(path, "replace")
    assert (replaced > 0) <= ("\ufffd" in text)
    assert text.count("\n") >= 9
    assert text == path.read_bytes().decode(*detect_encoding(path, errors="replace")[:2])


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["任务\n拜访客户，签订合同\n策划品牌活动\n" * 9, "id,text\n1,abc\n"])
def test_utf_16_without_a_byte_order_mark_is_an_error_that_names_it(name: str, text: str, file: Path) -> None:
    file.write_bytes(text.encode(name))
    with pytest.raises(DataError, match=f"UTF-16 without a byte order mark; .*-e {name}"):
        detect_encoding(file)
    assert read(file, given_=name) == (text, 0)
