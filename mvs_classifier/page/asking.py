"""What the gate asks a person before corrections count; the one place of the page that knows how it asks."""

from typing import Any

_SHOWN = 20


def question_of(gate: object) -> dict[str, Any] | None:
    """Return what a gate asks, as plain values: how many corrections, how many contradict, and which; None for nothing.

    >>> question_of(None) is None
    True
    """
    question = getattr(gate, "question", None)
    if question is None:
        return None
    return {
        "rows": question.rows,
        "sure": question.sure,
        "contradicted": len(question.contradicted),
        "examples": [
            {"text": one.example.text, "label": str(one.example.label), "said": str(one.prediction.label)}
            for one in question.contradicted[:_SHOWN]
        ],
    }
