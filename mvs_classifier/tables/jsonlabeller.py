"""Labelled JSON Lines: each line stays as it is, and the verdict is added after its last member."""

import json
from collections.abc import Collection, Iterator, Sequence

from mvs_classifier.formats.cells import judged_text
from mvs_classifier.formats.jsonl import Members, json_object, split_lines
from mvs_classifier.formats.source import Picker
from mvs_classifier.tables.added import CORRECTION, Value
from mvs_classifier.tables.judge import Judge
from mvs_classifier.tables.pieces import Labelled

_decode = json.JSONDecoder().raw_decode


class JsonLinesLabeller:
    """Adds the verdict to each object of a piece.

    An empty line stays empty. A line that is not a JSON object becomes the member ``mvs_line`` of one.

    Args:
        judge: computes what is added.
        picker: which members it reads, by the numbers of their columns.
        columns: the names of the table's members.
        dropped: the numbers of members to leave out.
    """

    def __init__(self, judge: Judge, picker: Picker, columns: Sequence[str], dropped: Collection[int]) -> None:
        self._judge, self._keep_na = judge, picker.keep_na
        self._texts = [columns[column] for column in picker.texts]
        self._title = [] if picker.title is None else [columns[picker.title]]
        verdicts = (column for column, name in zip(judge.columns, judge.names, strict=True) if name != CORRECTION)
        self._dropped = frozenset({*verdicts, *(columns[column] for column in dropped)})

    def __call__(self, payload: bytes) -> Labelled:
        """Return the labelled lines of one piece."""
        lines = split_lines(payload)
        filled = [line for line in lines if line.strip()]
        objects = list(map(json_object, filled))
        titles = [self._text(members, self._title) for members in objects] if self._title else None
        verdicts = self._judge.judge([self._text(members, self._texts) for members in objects], titles)
        labelled = map(self._extended, filled, objects, zip(*verdicts.columns, strict=True))
        return Labelled(b"".join(next(labelled) if line.strip() else line + b"\n" for line in lines), verdicts.tally)

    def _text(self, members: Members | None, names: Sequence[str]) -> str | None:
        """The text of an object; None if it does not have the member."""
        given = [members[name] for name in names if name in members] if members is not None else []
        texts = [judged_text(cell, keep_na=self._keep_na) for cell in given]
        return "\n".join(filter(None, texts)) if texts else None

    def _extended(self, line: bytes, members: Members | None, cells: Sequence[Value]) -> bytes:
        if members is None:
            members = {"mvs_line": line.decode().rstrip("\r")}
            line = json.dumps(members, ensure_ascii=False).encode()
        elif not self._dropped.isdisjoint(members):
            members = {name: value for name, value in members.items() if name not in self._dropped}
            line = without_members(line, self._dropped)
        pairs = zip(self._judge.columns, cells, strict=True)
        new = {name: cell for name, cell in pairs if name not in members}  # what a person has corrected is kept
        added = json.dumps(new, ensure_ascii=False)
        filled = line.rstrip()
        comma = b", " if members else b""
        return b"".join([filled[:-1].rstrip(), comma, added[1:].encode(), line[len(filled) :], b"\n"])


def without_members(line: bytes, names: Collection[str]) -> bytes:
    """Return a line of JSON without some members of its object; the others stay byte for byte.

    >>> without_members(b'{"a": 1.50, "b": 2, "c": 3}', {"b"})
    b'{"a": 1.50, "c": 3}'
    """
    text = line.decode()
    start, end = text.index("{") + 1, text.rindex("}")
    kept = [text[first:last] for name, first, last in _members(text, start) if name not in names]
    return f"{text[:start]}{','.join(kept).lstrip()}{text[end:]}".encode()


def _members(text: str, at: int) -> Iterator[tuple[str, int, int]]:
    """The names of the members of an object, and where each begins and ends with the blanks around it."""
    while True:
        first = at
        name, at = _decode(text, _filled(text, at))
        _, at = _decode(text, _filled(text, _filled(text, at) + 1))
        at = _filled(text, at)
        yield name, first, at
        if text[at] == "}":
            return
        at += 1


def _filled(text: str, at: int) -> int:
    while text[at] in " \t\r\n":
        at += 1
    return at
