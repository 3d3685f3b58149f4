"""JSON Lines in and out: each line stays as it was, and the verdict is written behind its last member."""

import json
from collections.abc import Callable, Iterator, Sequence
from io import TextIOWrapper
from itertools import islice
from pathlib import Path as FilePath
from typing import Any

from mvs_classifier.errors import DataError
from mvs_classifier.formats.csvcut import LARGEST_ROW, Chunk
from mvs_classifier.formats.encoding import detect_encoding
from mvs_classifier.formats.source import Labelled, Path, Piece, Row, Source, as_text
from mvs_classifier.tables.judge import Judge, Text

Members = dict[str, Any]

_CHUNK = 1 << 20
_SAMPLE = 200


class JsonLinesSource(Source):
    """An open file of JSON Lines; its columns are the members of the first objects.

    Args:
        path: the file.
        encoding: its encoding; found from its bytes where None. What is not in UTF-8 comes out in it.

    Raises:
        InputNotFoundError: the file cannot be read.
        DataError: a byte fits no encoding, or none of its first lines is a JSON object.
    """

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        self._path = path
        self._encoding = detect_encoding(path, encoding)
        self.header, self.unit, self.total = True, "B", FilePath(path).stat().st_size
        first = next(self.pieces(), Piece(b"", 0)).payload
        objects = [found for found in map(json_object, islice(first.splitlines(), _SAMPLE)) if found]
        if not objects:
            raise DataError(f"{path} holds no JSON object in its first lines; JSON Lines have one object in each line")
        self.columns = list(dict.fromkeys(name for found in objects for name in found))
        self.sample: Sequence[Row] = [[found.get(name) for name in self.columns] for found in objects]
        self.decode: Callable[[Any], Sequence[Row]] = list

    def pieces(self) -> Iterator[Piece]:
        """Yield whole lines as bytes, about a megabyte at a time."""
        rest, position = b"", 0
        for data, position in self._chunks():
            rest += data
            end = rest.rfind(b"\n") + 1
            if end:
                yield Piece(rest[:end], position)
                rest = rest[end:]
            elif len(rest) > LARGEST_ROW:
                raise DataError(f"{self._path}: a line has more than {LARGEST_ROW >> 20} MiB; is it JSON Lines?")
        if rest:
            yield Piece(rest, position)

    def _chunks(self) -> Iterator[Chunk]:
        with open(self._path, "rb") as file:
            if self._encoding.startswith("utf-8"):
                while data := file.read(_CHUNK):
                    yield Chunk(data, file.tell())
            else:
                text = TextIOWrapper(file, self._encoding, newline="")
                while characters := text.read(_CHUNK // 2):
                    yield Chunk(characters.encode(), file.tell())


class JsonLinesLabeller:
    """Adds the verdict to each object of a piece.

    An empty line stays empty. A line that is no JSON object comes back as the member ``mvs_line`` of one.

    Args:
        judge: says what is added.
        texts: the names of the members that hold the text.
        title: the name of the member that holds the title, if there is one.
    """

    def __init__(self, judge: Judge, texts: Sequence[str], title: str | None) -> None:
        self._judge, self._texts, self._title = judge, texts, title

    def __call__(self, payload: bytes) -> Labelled:
        """Return the labelled lines of one piece."""
        lines = payload.removesuffix(b"\n").split(b"\n")
        filled = [line for line in lines if line.strip()]
        objects = [json_object(line) for line in filled]
        titles = None if self._title is None else [_member(found, [self._title]) for found in objects]
        verdicts = self._judge.judge([_member(found, self._texts) for found in objects], titles)
        labelled = map(self._extended, filled, objects, zip(*verdicts.columns, strict=True))
        return Labelled(b"".join(next(labelled) if line.strip() else line + b"\n" for line in lines), verdicts.tally)

    def _extended(self, line: bytes, found: Members | None, cells: Sequence[str]) -> bytes:
        if found is None:
            found = {"mvs_line": line.decode().rstrip("\r")}
            line = json.dumps(found, ensure_ascii=False).encode()
        added = json.dumps(dict(zip(self._judge.columns, self._judge.typed(cells), strict=True)), ensure_ascii=False)
        filled = line.rstrip()
        return b"".join([filled[:-1].rstrip(), b", " if found else b"", added[1:].encode(), line[len(filled) :], b"\n"])


def json_object(line: bytes) -> Members | None:
    """Return the object that a line holds; None where it holds something else."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _member(found: Members | None, names: Sequence[str]) -> Text:
    """The text of an object; None where it has no such member."""
    texts = [as_text(found[name]) for name in names if name in found] if found is not None else []
    return "\n".join(filter(None, texts)) if texts else None
