"""JSON Lines, and arrays of JSON objects, which are read as if each object were a line."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from io import TextIOWrapper
from itertools import islice
from pathlib import Path as FilePath
from typing import Any

from mvs_classifier.errors import DataError
from mvs_classifier.formats.cells import Repeated, Row, is_blank
from mvs_classifier.formats.csvcut import Chunk
from mvs_classifier.formats.encoding import detect_encoding, text_stream
from mvs_classifier.formats.jsonarray import elements
from mvs_classifier.formats.options import SourceOptions
from mvs_classifier.formats.source import Path, Piece, Record, Source
from mvs_classifier.i18n import _

Members = dict[str, Any]

_SAMPLE = 200
_LOOKED_AT = 64
_ARRAY = re.compile(r"\ufeff?\s*\[\s*[{\]]")


class JsonSource(Source):
    """An open file of JSON Lines or of one array; its columns are the members of the first objects.

    Args:
        path: the file.
        options: how it is read; other encodings are converted to UTF-8.
        name: the name of the file in messages.

    Raises:
        InputNotFoundError: the file cannot be read.
        DataError: a byte fits no encoding, or none of the first lines is a JSON object.
    """

    def __init__(self, path: Path, options: SourceOptions, name: str) -> None:
        self._path, self.name, self._sizes = path, name, options.sizes
        self._encoding = detect_encoding(path, options.encoding, options.errors, name)
        self.replaced = self._encoding.replaced
        self.unit, self.total = "B", FilePath(path).stat().st_size
        with self._text() as file:
            self._is_array = _ARRAY.match(file.read(_LOOKED_AT)) is not None
        objects = list(filter(None, (json_object(line) for _place, line in islice(self._lines(), _SAMPLE))))
        if not objects:
            raise DataError(
                _("{name} holds no JSON object in its first lines; JSON Lines have one object in each line", name=name)
            )
        self.columns = list(dict.fromkeys(name for members in objects for name in members))
        self.sample = [_row(members, self.columns) for members in objects]
        self.decode = partial(_rows, columns=self.columns)

    def pieces(self) -> Iterator[Piece]:
        """Yield whole lines as bytes, about a megabyte at a time."""
        rest, position = b"", 0
        for data, position in self._chunks():
            rest += data
            end = rest.rfind(b"\n") + 1
            if end:
                yield Piece(rest[:end], position)
                rest = rest[end:]
            elif len(rest) > self._sizes.largest:
                raise DataError(
                    _(
                        "{name}: a line has more than {size} MiB; is it JSON Lines?",
                        name=self.name,
                        size=self._sizes.largest >> 20,
                    )
                )
        if rest:
            yield Piece(rest, position)

    def records(self) -> Iterator[Record]:
        """Yield the lines that are not empty, or the objects of an array, each with the line where it begins."""
        for place, line in self._lines():
            try:
                members = _parsed(line.strip() or b"{}")
            except (ValueError, RecursionError):
                members = None
            if not isinstance(members, dict):
                yield Record(place, [], _("is not a JSON object; write one in each line"))
            elif not all(map(is_blank, members.values())):
                yield Record(place, _row(members, self.columns))

    def learn_columns(self) -> None:
        """Extend ``columns`` by the members of all objects."""
        names = (name for _place, line in self._lines() for name in json_object(line) or ())
        self.columns = list(dict.fromkeys((*self.columns, *names)))
        self.decode = partial(_rows, columns=self.columns)

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        if self._is_array:
            with self._text() as file:
                yield from elements(file, self._sizes, self.name)
        else:
            yield from enumerate((line for piece in self.pieces() for line in split_lines(piece.payload)), 1)

    def _text(self) -> TextIOWrapper:
        return text_stream(open(self._path, "rb"), self._encoding)

    def _chunks(self) -> Iterator[Chunk]:
        if self._is_array:
            yield from self._grouped(line for _place, line in self._lines())
            return
        with open(self._path, "rb") as file:
            if self._encoding.name.startswith("utf-8") and not self.replaced:
                while data := file.read(self._sizes.chunk):
                    yield Chunk(data, file.tell())
            else:
                text = text_stream(file, self._encoding)
                while characters := text.read(max(1, self._sizes.chunk // 2)):
                    yield Chunk(characters.encode(), file.tell())

    def _grouped(self, lines: Iterable[bytes]) -> Iterator[Chunk]:
        """Groups of lines, as many as are read at a time; what is between the objects is not counted."""
        group, size, position = list[bytes](), 0, 0
        for line in lines:
            group.append(line)
            size += len(line) + 1
            if size >= self._sizes.chunk:
                position += size
                yield Chunk(b"\n".join([*group, b""]), position)
                group, size = [], 0
        if group:
            yield Chunk(b"\n".join([*group, b""]), position + size)


def split_lines(payload: bytes) -> list[bytes]:
    """Return the lines of a piece of JSON Lines, without their line feeds."""
    return payload.removesuffix(b"\n").split(b"\n")


def json_object(line: bytes) -> Members | None:
    """Return the object in a line, a repeated name with all its values; None if the line is something else."""
    try:
        members = _parsed(line)
    except (ValueError, RecursionError):
        return None
    return members if isinstance(members, dict) else None


def _number(digits: str) -> int | str:
    """An integer, as text if it has more digits than Python reads."""
    try:
        return int(digits)
    except ValueError:
        return digits


def _rows(payload: bytes, columns: Sequence[str]) -> list[Row]:
    return [_row(json_object(line) or {}, columns) for line in split_lines(payload)]


def _row(members: Members, columns: Sequence[str]) -> Row:
    return [members.get(name) for name in columns]


def _members(pairs: Sequence[tuple[str, Any]]) -> Members:
    """An object; a repeated name holds all its values."""
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    values: dict[str, list[Any]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return {name: Repeated(given, name) if len(given) > 1 else given[0] for name, given in values.items()}


_decoder = json.JSONDecoder(object_pairs_hook=_members, parse_int=_number)  # loads() would make one for each line


def _parsed(line: bytes) -> Any:
    return _decoder.decode(str(line, json.detect_encoding(line), "surrogatepass"))
