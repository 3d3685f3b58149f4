import io
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

from mvs_classifier import DataError
from mvs_classifier.formats.registry import FORMATS, open_source
from mvs_classifier.formats.usedrange import without_far_blanks

ROWS = [["编号", "任务"], [1, "拜访客户"], [2, "策划活动"]]
FAR = ["XFD1048576", "B1048576", "XFD2", "ZZ900000"]


def book(*cells: tuple[str, object], change: Callable[[bytes], bytes] = bytes) -> bytes:
    """A small table, more cells, and a change of the sheet's XML."""
    workbook = openpyxl.Workbook()
    for row in ROWS:
        workbook.active.append(row)
    for place, cell in cells:
        workbook.active[place] = cell
    written = io.BytesIO()
    workbook.save(written)
    changed = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content) if name.endswith("sheet1.xml") else content)
    return changed.getvalue()


def rows(path: Path, content: bytes) -> list[list[object]]:
    path.write_bytes(content)
    return [record.cells for record in open_source(path, FORMATS["xlsx"]).records()]


@pytest.mark.parametrize("place", FAR)
@pytest.mark.parametrize("blank", [" ", "\u3000", "\n"])
def test_a_blank_far_away_is_no_part_of_the_table(place: str, blank: str, tmp_path: Path) -> None:
    assert rows(tmp_path / "in.xlsx", book((place, blank))) == ROWS[1:]


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="XFD1048576" s="0"/>',
        b'<c r="XFD1048576" t="str"><v></v></c>',
        b'<c r="XFD1048576" t="str"><f>""</f><v></v></c>',
        b"<c t='inlineStr' r='XFD1048576'><is><t xml:space=\"preserve\">&#160; </t></is></c>",
        b'<c s="0" r="ZZZZZZ99999999999999" t="str"><v> </v></c>',
    ],
)
def test_blanks_of_every_kind_are_known(cell: bytes, tmp_path: Path) -> None:
    changed = book(
        change=lambda sheet: sheet.replace(b"</sheetData>", b'<row r="1048576">' + cell + b"</row></sheetData>")
    )
    assert rows(tmp_path / "in.xlsx", changed) == ROWS[1:]


@pytest.mark.parametrize(
    "row",
    [
        b'<row r="1048576" ht="30" customHeight="1"/>',
        b'<row r="1048576"></row>',
        b'<row r="1048576"><c r="A1048576" s="0"/></row>',
        b'<row r="1048576"><c r="xfd1048576" t="str"><v> </v></c></row>',
    ],
)
def test_an_empty_row_far_away_is_no_part_of_the_table(row: bytes, tmp_path: Path) -> None:
    changed = book(change=lambda sheet: sheet.replace(b"</sheetData>", row + b"</sheetData>"))
    assert rows(tmp_path / "in.xlsx", changed) == ROWS[1:]


@pytest.mark.parametrize(
    "row",
    [
        b'<row r="9999999999"><c><v>7</v></c></row>',
        b'<row r="9"><c r="B9" r="XFD1048576"><v>7</v></c></row>',
    ],
)
def test_cells_without_a_clear_place_far_away_end_nothing_but_the_reading(row: bytes, tmp_path: Path) -> None:
    changed = book(change=lambda sheet: sheet.replace(b"</sheetData>", row + b"</sheetData>"))
    with pytest.raises(DataError, match=r"in\.xlsx"):
        rows(tmp_path / "in.xlsx", changed)


@pytest.mark.parametrize(
    "namespace", [b"schemas.openxmlformats.org/officeDocument/2006", b"purl.oclc.org/ooxml/officeDocument"]
)
def test_both_dialects_of_workbooks_are_read(namespace: bytes, tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(("XFD1048576", " ")))) as source, zipfile.ZipFile(content, "w") as target:
        for name in source.namelist():
            old = b"schemas.openxmlformats.org/officeDocument/2006/relationships"
            target.writestr(name, source.read(name).replace(old, namespace + b"/relationships"))
    assert rows(tmp_path / "in.xlsx", content.getvalue()) == ROWS[1:]


def test_a_range_that_is_only_declared_costs_nothing(tmp_path: Path) -> None:
    changed = book(change=lambda sheet: sheet.replace(b'ref="A1:B3"', b'ref="A1:XFD1048576"'))
    assert rows(tmp_path / "in.xlsx", changed) == ROWS[1:]


def test_filled_cells_too_far_apart_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="has only 7 filled cells, but they reach to XFD1048576; delete what is far"):
        rows(tmp_path / "in.xlsx", book(("XFD1048576", "x")))


def test_a_far_blank_takes_little_memory(tmp_path: Path) -> None:
    (tmp_path / "in.xlsx").write_bytes(book(("XFD1048576", " ")))
    limit = "import resource; resource.setrlimit(resource.RLIMIT_AS, (2 << 30,) * 2)\n"
    code = (
        f"{limit}from mvs_classifier.formats.registry import FORMATS, open_source\n"
        f"print(open_source({str(tmp_path / 'in.xlsx')!r}, FORMATS['xlsx']).total)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "3\n"), done.stderr


@pytest.mark.parametrize("part", ['<c r="A9">', "<c ", '<c r="A9"><is><t>', "<row ", '<row r="9">'])
def test_the_work_on_broken_marks_grows_with_their_number(part: str, tmp_path: Path) -> None:
    far = b'<row r="1048576"><c r="XFD1048576" t="str"><v> </v></c></row>'
    broken = far + part.encode() * 200_000
    changed = book(change=lambda sheet: sheet.replace(b"</sheetData>", broken + b"</sheetData>"))
    with suppress(DataError):
        rows(tmp_path / "in.xlsx", changed)


@pytest.mark.parametrize("part", [' r="A9"', ' r="9"', " r='A9' a:", 'x r="A9"', ' r="A', " "])
@pytest.mark.parametrize("head", ["<c ", "<row ", "<a:c r='A1' "])
@pytest.mark.parametrize("end", ["", ">"])
def test_the_work_on_a_mark_without_an_end_grows_with_its_length(part: str, head: str, end: str) -> None:
    short, long = (head + part * times + end for times in (1000, 8000))
    assert not all(work_on(long) > 24 * max(0.002, work_on(short)) for _ in range(3))


def work_on(broken: str) -> float:
    """Seconds of the processor for a sheet with a far blank and a broken mark."""
    far = b'<row r="1048576"><c r="XFD1048576" t="str"><v> </v></c></row>' + broken.encode()
    changed = book(change=lambda sheet: sheet.replace(b"</sheetData>", far + b"</sheetData>"))
    start = time.process_time()
    with suppress(DataError):
        without_far_blanks(changed, "Sheet", "in.xlsx")
    return time.process_time() - start


@pytest.mark.parametrize("rows_", [[["a"] * 20] * 300, [["a"] * 600] * 10])
def test_a_dense_sheet_comes_back_as_it_is(rows_: list[list[str]]) -> None:
    workbook = openpyxl.Workbook()
    for row in rows_:
        workbook.active.append(row)
    written = io.BytesIO()
    workbook.save(written)
    assert without_far_blanks(written.getvalue(), "Sheet", "in.xlsx") == written.getvalue()


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    content = io.BytesIO(book())
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big", b"")
        archive.getinfo("xl/media/big").file_size = (1 << 30) + 1
    with pytest.raises(DataError, match="unpacks to 1,024 MiB, which is too large for a table"):
        rows(tmp_path / "in.xlsx", content.getvalue())
