"""What labelling tools export, as rows of texts and labels: Prodigy, Label Studio and argilla.

doccano's lists of labels need no change; a list is understood as a label anywhere.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from mvs_classifier.formats.cells import Cell, Repeated, Row
from mvs_classifier.formats.source import Record, Source, with_surplus
from mvs_classifier.i18n import N_
from mvs_classifier.training.labelnames import label_of

Members = Mapping[str, Cell]

_REJECTED = {"reject": N_("the answer reject"), "ignore": N_("the answer ignore")}
_ANSWERS = ("accept", *_REJECTED, "", None)
_OF_LABEL_STUDIO = frozenset("id annotation_id annotator created_at updated_at lead_time agreement".split())
_RESPONSES = ".responses"


class LeftOut(NamedTuple):
    """A record that is left out, and why, as a message to translate."""

    why: str


Entry = Members | LeftOut


def reshaped(columns: Collection[str], records: Sequence[Members]) -> list[Entry] | None:
    """Return the records of a tool's export as texts with a member ``label``; None if no tool is recognised.

    Args:
        columns: the names of the table's columns.
        records: its rows by these names.
    """
    names = frozenset(columns)
    tools: Sequence[tuple[bool, Callable[[Sequence[Members]], list[Entry]]]] = (
        ("answer" in names, _of_prodigy),
        ({"data", "annotations"} <= names, _each(_of_label_studio)),
        ("lead_time" in names, _of_label_studio_table),
        ({"fields", "responses"} <= names, _each(_of_argilla)),
        (any(name.endswith(_RESPONSES) for name in names), _each(_of_argilla_table)),
        ("annotation" in names and "label" not in names, _each(_of_argilla_1)),
    )
    return next((tool(records) for is_it, tool in tools if is_it), None)


def exported_table(source: Source) -> tuple[list[str], list[Row], list[Record | LeftOut]] | None:
    """Return the columns, the first rows and the records of a tool's export; None for other tables."""
    if len(set(source.columns)) < len(source.columns) or reshaped(source.columns, []) is None:
        return None
    records = [with_surplus(record, len(source.columns)) for record in source.records()]
    cells = [dict(zip(source.columns, record.cells, strict=False)) for record in records if not record.fault]
    reshaped_ = iter(entries := reshaped(source.columns, cells) or [])
    names = list(dict.fromkeys(name for entry in entries if not isinstance(entry, LeftOut) for name in entry))
    names = names or [name for name in source.columns if name != "label"]  # all were left out
    names = names if "label" in names else [*names, "label"]
    rows = [record if record.fault else _renamed(record, next(reshaped_), names) for record in records]
    return names, [row.cells for row in rows if isinstance(row, Record)], rows


def _renamed(record: Record, entry: Entry, names: Sequence[str]) -> Record | LeftOut:
    return entry if isinstance(entry, LeftOut) else record._replace(cells=[entry.get(name) for name in names])


def _each(entry: Callable[[Members], Entry]) -> Callable[[Sequence[Members]], list[Entry]]:
    def of_one(members: Members) -> Entry:
        try:
            return entry(members)
        except (AttributeError, KeyError, TypeError, ValueError):  # it only looks like an export
            return members

    return lambda records: list(map(of_one, records))


def _of_prodigy(records: Sequence[Members]) -> list[Entry]:
    if any(members.get("answer") not in _ANSWERS for members in records):
        return list(records)  # a column of somebody's own
    return list(map(_answered, records))


def _answered(members: Members) -> Entry:
    if members.get("answer") in _REJECTED:
        return LeftOut(_REJECTED[str(members["answer"])])
    own = {name: cell for name, cell in members.items() if name != "answer"}
    if "accept" in own and not own.get("label"):
        own["label"] = own.pop("accept")
    return own


def _of_label_studio(members: Members) -> Entry:
    annotations = [one for one in members["annotations"] or () if isinstance(one, dict)]
    given = [_choices(one) for one in annotations if not one.get("was_cancelled")]
    data = members["data"] if isinstance(members["data"], dict) else {"text": members["data"]}
    return _labelled(data, given, N_("a cancelled annotation") if annotations and not given else "")


def _choices(annotation: dict[str, Any]) -> list[Cell]:
    results = annotation.get("result") or ()
    values = (result.get("value", {}) for result in results if isinstance(result, dict))
    return [choice for value in values for choice in (value.get("choices") or ())]


def _of_label_studio_table(records: Sequence[Members]) -> list[Entry]:
    """JSON_MIN and CSV: the labels are in a member that is called as its question."""
    names = dict.fromkeys(name for members in records for name in members if name not in _OF_LABEL_STUDIO)
    question = "label" if "label" in names else next((name for name in names if _is_question(name, records)), "label")
    return [{**{name: members.get(name) for name in names}, "label": members.get(question)} for members in records]


def _is_question(name: str, records: Iterable[Members]) -> bool:
    return any(label_of(members.get(name)) for members in records)


def _of_argilla(members: Members) -> Entry:
    responses = members["responses"] or {}
    given = [one for one in responses if isinstance(one, dict)] if isinstance(responses, list) else []
    if given:  # of a FeedbackDataset: one for each annotator, with the values of all questions
        submitted = [one.get("values") or {} for one in given if one.get("status") in {None, "submitted"}]
        answers = {
            name: [values[name]["value"] for values in submitted if name in values]
            for name in dict.fromkeys(name for values in submitted for name in values)
        }
    else:
        answers = {
            name: [one["value"] for one in each if one.get("status") in {None, "submitted"}]
            for name, each in (responses.items() if isinstance(responses, dict) else ())
        }
    return _labelled(members["fields"] or {}, _of_one_question(answers), _discarded(members))


def _of_argilla_table(members: Members) -> Entry:
    answers = {}
    for name, values in members.items():
        if name.endswith(_RESPONSES):
            status = members.get(f"{name}.status") or ["submitted"] * len(values or ())
            pairs = zip(values or (), status, strict=False)
            answers[name.removesuffix(_RESPONSES)] = [value for value, state in pairs if state in {None, "submitted"}]
    own = {name: cell for name, cell in members.items() if name.partition(".")[0] not in answers}
    return _labelled(own, _of_one_question(answers), _discarded(members))


def _of_argilla_1(members: Members) -> Entry:
    inputs = members.get("inputs")
    own = inputs if isinstance(inputs, dict) else {"text": members.get("text", inputs)}
    return _labelled(own, [members["annotation"]] if members.get("annotation") else [], _discarded(members))


def _of_one_question(answers: Mapping[str, list[Cell]]) -> list[Cell]:
    """The answers to the question ``label``, else to the first whose answers are labels."""
    if "label" in answers:
        return answers["label"]
    return next((given for given in answers.values() if any(map(label_of, given))), [])


def _discarded(members: Members) -> str:
    return N_("the status discarded") if str(members.get("status")).lower() == "discarded" else ""


def _labelled(own: Members, given: Sequence[Cell], left_out: str) -> Entry:
    """A text with the label that all annotators gave; several labels are shown as they are."""
    if left_out:
        return LeftOut(left_out)
    distinct = [cell for number, cell in enumerate(given) if cell not in given[:number]]
    return {**own, "label": distinct[0] if len(distinct) == 1 else Repeated(distinct) if distinct else []}
