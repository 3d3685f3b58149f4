"""What the gate asks a person before corrections count; the one place of the page that knows how it asks."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mvs_classifier.training.gate import Gate
    from mvs_classifier.training.measure.evaluate import Judged
    from mvs_classifier.training.question import Question

_SHOWN = 20
_PAIRS = 3


def question_of(gate: "Gate | None") -> dict[str, Any] | None:
    """Return what a gate asks, as plain values; None if it asks nothing.

    They hold how many new rows there are (``rows``), of how many the model is sure (``sure``) and how many of these
    have another label (``contradicted``); the text from which the labels have slipped (``slipped``; None if they have
    not) and whether the texts that they fit are ``above`` or ``below`` (``beside``); whether the rows may be mixed up
    (``is_chance``); which labels replace which verdicts most often (``pairs``); and some of the rows (``examples``).

    >>> question_of(None) is None
    True
    """
    question = gate.question if gate else None
    if question is None:
        return None
    return {
        "rows": question.rows,
        "sure": question.sure,
        "contradicted": len(question.contradicted),
        "slipped": question.slipped.example.text if question.slipped else None,
        "beside": "above" if question.slip > 0 else "below",
        "is_chance": question.is_chance,
        "pairs": _pairs(question.contradicted),
        "examples": list(map(_row, _telling(question)[:_SHOWN])),
    }


def _telling(question: "Question") -> Sequence["Judged"]:
    """The rows that show best what is meant: after a slip in their order, else the surest first."""
    if question.slipped is None:
        return question.contradicted
    first = _place(question.slipped)
    return sorted((one for one in question.contradicted if _place(one) >= first), key=_place)


def _place(judged: "Judged") -> tuple[str, int]:
    return judged.example.file, judged.example.line


def _pairs(judged: Sequence["Judged"]) -> list[dict[str, Any]]:
    found = Counter((str(one.example.label), str(one.prediction.label)) for one in judged)
    return [{"label": label, "said": said, "count": count} for (label, said), count in found.most_common(_PAIRS)]


def _row(judged: "Judged") -> dict[str, str]:
    return {
        "text": judged.example.text,
        "label": str(judged.example.label),
        "said": str(judged.prediction.label),
    }
