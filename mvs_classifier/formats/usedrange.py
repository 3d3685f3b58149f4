"""The cells of an XLSX sheet before they are read: cells far from the others would fill memory with blanks.

calamine allocates the whole rectangle of the used range, so a single blank in the last cell of a sheet kills the
process.
"""

import re
import zipfile
import zlib
from io import BytesIO
from posixpath import join, normpath
from typing import IO, NamedTuple
from xml.etree import ElementTree as ET

from mvs_classifier.errors import DataError
from mvs_classifier.i18n import _

_ROWS, _COLUMNS = 1_048_576, 16_384
_HARMLESS = 500_000
_SPARSE = 50
_LARGEST = 4_000_000
_CHUNK = 4 << 20
_LONGEST_REFERENCE = 20
_LARGEST_UNPACKED = 1 << 30
_LARGEST_RATIO = 150
_REFERENCE = re.compile(rb"""r=["']([A-Za-z]{0,7}[0-9]{1,10})""")  # of cells, and of rows
_DIGITS, _LETTERS = b"0123456789", b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_INSIDE = rb"((?:[^<]|<(?!/?(?:\w+:)?(?:c|row|si)[\s/>]))*)"  # no other of its kind, so that the work is linear
# A mark without an end is given up at its first reference, not tried again from each of the later ones.
_PLACE = rb"""(?>[^<>]*?\br=["']%s([0-9]+)["'])[^<>]*?"""
_CELL = re.compile(rb"<((?:\w+:)?)c\s" + _PLACE % b"([A-Za-z]+)" + rb"(?:/>|>" + _INSIDE + rb"</\1c>)")
_EMPTY_ROW = re.compile(rb"<((?:\w+:)?)row\s" + _PLACE % b"" + rb"(?:/>|>\s*</\1row>)")
_SHARED = re.compile(rb"""\bt=["']s["']""")
_TEXT = re.compile(rb"<(?:\w+:)?[vt](?:\s[^<>]*)?>([^<]*)</")
_ITEM = re.compile(rb"<((?:\w+:)?)si(?:\s[^<>]*)?(?:/>|>" + _INSIDE + rb"</\1si>)")
_SPACE = re.compile(rb"(?:\s|&#(?:32|160|9|10|13|x[0aAdD9]|x20|xA0|xa0);|\xc2\xa0|\xe3\x80\x80)*")


_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ET.ParseError,
    LookupError,
    ValueError,
    EOFError,
    OSError,
    RuntimeError,
    StopIteration,
)


class _Corner(NamedTuple):
    """The extent of cells: the number of the last row and of the last column, and the number of cells."""

    row: int
    column: int
    cells: int

    def is_sparse(self, area: int) -> bool:
        """Return whether the range up to the corner has more cells than an area, and nearly all of them blank."""
        return self.row * self.column > max(area, _SPARSE * self.cells)


def without_far_blanks(book: bytes, sheet: str, name: str) -> bytes:
    """Return a workbook whose sheet has no blank cells far from the others; most are returned unchanged.

    Args:
        book: the content of an XLSX file.
        sheet: the name of the sheet that will be read.
        name: the name of the file in messages.

    Raises:
        DataError: filled cells are so far apart that the range between them is too large to read, the file
            unpacks to an implausible size, or it is damaged.
    """
    try:
        with zipfile.ZipFile(BytesIO(book)) as archive:
            _require_plausible(archive, len(book), name)
            part = _part(archive, sheet)
            with archive.open(part) as file:
                if not _extent(file).is_sparse(_HARMLESS):
                    return book
            content = _trimmed(archive, part, sheet, name)
            if _extent(BytesIO(content)).is_sparse(_LARGEST):
                raise ValueError(_("its cells have no clear places"))
            return _repacked(archive, part, content)
    except _BROKEN as error:
        raise DataError(
            _("{name} is not a readable workbook ({error}); open it in Excel and save it again", name=name, error=error)
        ) from error


def _require_plausible(archive: zipfile.ZipFile, size: int, name: str) -> None:
    unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > _LARGEST_UNPACKED and unpacked > _LARGEST_RATIO * size:
        raise DataError(
            _(
                "{name} unpacks to {size:,} MiB, which is too large for a table; save its sheet as CSV",
                name=name,
                size=unpacked >> 20,
            )
        )


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    """The file inside the workbook that holds a sheet."""
    sheets = ET.fromstring(archive.read("xl/workbook.xml")).iter()  # noqa: S314 - expat bounds entities
    attributes = next(entry.attrib for entry in sheets if entry.tag.endswith("}sheet") and entry.get("name") == sheet)
    wanted = next(value for name, value in attributes.items() if name.endswith("}id"))
    relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    target = next(relation.attrib["Target"] for relation in relations if relation.get("Id") == wanted)
    return normpath(join("/xl", target)).lstrip("/")


def _extent(file: IO[bytes]) -> _Corner:
    """The extent of a sheet's cells, filled or blank.

    It takes 0.2 s for 500,000 cells, half as long as splitting numbers and letters from the start.
    """
    letters, row, cells, rest = set[bytes](), 0, 0, b""
    while chunk := file.read(_CHUNK):
        references = _REFERENCE.findall(rest + chunk)
        rest = chunk[-_LONGEST_REFERENCE:]  # one that is cut in two is looked at again with the next chunk
        together = b" ".join(references)
        letters.update(together.translate(None, _DIGITS).split())
        row = max(row, max(map(int, together.translate(None, _LETTERS).split()), default=0))
        cells += len(references)
    return _Corner(row, max(map(_column, letters), default=0), cells)


def _trimmed(archive: zipfile.ZipFile, part: str, sheet: str, name: str) -> bytes:
    """The content of a sheet without the blank cells after the last filled one."""
    blanks = _blank_strings(archive)
    content = archive.read(part)
    filled = [match for match in _CELL.finditer(content) if not _is_blank(match, blanks)]
    corner = _Corner(
        max((_number(match[3]) for match in filled), default=0),
        max((_column(match[2]) for match in filled), default=0),
        len(filled),
    )
    if corner.is_sparse(_LARGEST) or corner.row > _ROWS or corner.column > _COLUMNS:
        far = max(filled, key=lambda match: _number(match[3]) * _column(match[2]))
        raise DataError(
            _(
                "sheet {sheet!r} of {name} has only {count:,} filled cells, but they reach to "
                "{cell:.40}; delete what is far from the table and save it again",
                sheet=sheet,
                name=name,
                count=corner.cells,
                cell=(far[2] + far[3]).decode(),
            )
        )

    def kept_cell(match: re.Match[bytes]) -> bytes:
        return match[0] if _number(match[3]) <= corner.row and _column(match[2]) <= corner.column else b""

    def kept_row(match: re.Match[bytes]) -> bytes:
        return match[0] if _number(match[2]) <= corner.row else b""

    return _EMPTY_ROW.sub(kept_row, _CELL.sub(kept_cell, content))


def _is_blank(cell: re.Match[bytes], blank_strings: set[int]) -> bool:
    texts = _TEXT.findall(cell[4] or b"")
    head = cell[0][: cell[0].find(b">")]
    if _SHARED.search(head):
        return not texts or int(texts[0]) in blank_strings
    return all(map(_SPACE.fullmatch, texts))


def _blank_strings(archive: zipfile.ZipFile) -> set[int]:
    """The numbers of the shared strings that are only blanks."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return set()
    items = _ITEM.finditer(archive.read("xl/sharedStrings.xml"))
    return {number for number, item in enumerate(items) if all(map(_SPACE.fullmatch, _TEXT.findall(item[2] or b"")))}


def _repacked(archive: zipfile.ZipFile, part: str, content: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as target:
        for entry in archive.namelist():
            target.writestr(entry, content if entry == part else archive.read(entry))
    return packed.getvalue()


def _number(digits: bytes) -> int:
    return int(digits[:10])


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:7].upper():
        number = 26 * number + letter - 64
    return number
