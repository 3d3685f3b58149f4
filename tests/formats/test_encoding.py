import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mvs_classifier import DataError
from mvs_classifier.formats.encoding import detect_encoding


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "in.csv"


def read(path: Path, errors: str = "strict", given_: str | None = None) -> tuple[str, int]:
    encoding = detect_encoding(path, given_, errors)
    return path.read_bytes().decode(encoding.name, encoding.errors), encoding.replaced


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


@given(st.binary(max_size=60))
def test_any_bytes_can_be_replaced(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "a.csv"
    path.write_bytes(b"text,label,and,more,columns\n" * 9 + content)
    text, replaced = read(path, "replace")
    assert (replaced > 0) <= ("\ufffd" in text)
    assert text.count("\n") >= 9
