"""The labels as people and tools write them."""

import json
from collections.abc import Iterator

from mvs_classifier.formats.cells import Cell, CellError, cell_text, is_nothing
from mvs_classifier.i18n import _, joined
from mvs_classifier.model.labels import Label
from mvs_classifier.tables.language import label_name
from mvs_classifier.text.normalize import normalize
from mvs_classifier.text.remembered import remembered

_NAMES = {
    Label.MARKETING: "m 市场 营销 市场营销 市场/营销",
    Label.SALES: "s 销售",
    Label.BOTH: "b 营销+销售 市场+销售 两者 两者都是 都是",
    Label.NEITHER: "n 都不是 其他 其它 无",
}
_LABELS = {name: label for label, names in _NAMES.items() for name in (str(label), *names.split())}
_CRAFTS = {Label.MARKETING, Label.SALES}
_REMEMBERED, _LONGEST_REMEMBERED = 256, 1024


def wanted() -> str:
    """Return which labels can be written, for messages."""
    return _("write {labels}", labels=joined(map(_names_of, Label)))


def label_of(cell: Cell) -> Label | None:
    """Return the label in a cell; None if it names none, or several other than both crafts.

    >>> label_of("营销和销售"), label_of(["sales"]), label_of('{"choices": ["sales", "marketing"]}')
    (<Label.BOTH: 'both'>, <Label.SALES: 'sales'>, <Label.BOTH: 'both'>)
    """
    return _label_of_text(cell) if type(cell) is str else _label_of(cell)


def is_unlabelled(cell: Cell, *, keep_na: bool = False) -> bool:
    """Return whether a cell names nothing."""
    return (_is_blank_text if type(cell) is str else _is_blank)(cell, keep_na=keep_na)


def is_of_tool(cell: Cell) -> bool:
    """Return whether a cell holds labels in the form of a labelling tool: a list, or an object of choices."""
    return not isinstance(_unpacked(cell), str) and isinstance(_unpacked(cell), list | tuple | dict)


def _label_of(cell: Cell) -> Label | None:
    try:
        labels = {_LABELS.get(_plain(name)) for name in _names(cell)}
    except CellError:
        return None
    if labels == _CRAFTS:
        return Label.BOTH
    return labels.pop() if len(labels) == 1 else None


def _is_blank(cell: Cell, *, keep_na: bool) -> bool:
    try:
        return all(not _plain(name) or (not keep_na and is_nothing(name)) for name in _names(cell))
    except CellError:
        return False


# a table has few labels, each many times: to look at each again was half of the time that reading takes
_label_of_text = remembered(_REMEMBERED, _LONGEST_REMEMBERED)(_label_of)
_is_blank_text = remembered(_REMEMBERED, _LONGEST_REMEMBERED)(_is_blank)


def _names_of(label: Label) -> str:
    """The name of a label in the language that is spoken, and what else may be written for it."""
    name = label_name(label)
    others = (other for other in (str(label), *_NAMES[label].split()) if other != name)
    return _("{label} ({names})", label=name, names=" ".join(others))


def _names(cell: Cell) -> Iterator[str]:
    cell = _unpacked(cell)
    if isinstance(cell, dict) and "choices" in cell:
        cell = cell["choices"]
    text = cell_text(cell)
    items = text.split("\n") if isinstance(cell, list | tuple) else [text]
    return (name for item in items for name in item.split("#"))


def _unpacked(cell: Cell) -> Cell:
    """What a text of JSON holds, as tools write lists into CSV; an array of numpy is a list."""
    if isinstance(cell, str) and cell.lstrip().startswith(("[", "{")):
        try:
            return json.loads(cell)
        except (ValueError, RecursionError):
            return cell
    return cell.tolist() if hasattr(cell, "tolist") else cell


def _plain(name: str) -> str:
    return "+".join(map(str.strip, normalize(name).replace("和", "+").split("+")))
