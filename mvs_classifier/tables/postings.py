"""Whether texts look like whole job postings."""

from collections.abc import Iterable

AS_JOBS = "--job labels each job by its tasks"
AS_TEXTS = "each is read as one text here; give a row to each duty instead"

_JOB_LENGTH = 120


def hint_of_postings(characters: int, texts: int, advice: str) -> str:
    """Return a sentence for a user whose texts look like whole postings; empty where they do not.

    Args:
        characters: how long the texts are together.
        texts: how many texts are not empty.
        advice: what to do then.

    >>> hint_of_postings(1000, 2, AS_JOBS)
    'the texts look like whole job descriptions: --job labels each job by its tasks'
    >>> hint_of_postings(1000, 20, AS_JOBS)
    ''
    """
    return f"the texts look like whole job descriptions: {advice}" if characters > _JOB_LENGTH * texts else ""


def hints_of_texts(texts: Iterable[str], advice: str = AS_TEXTS) -> list[str]:
    """Return the sentence of :func:`hint_of_postings` for texts, or none."""
    lengths = list(filter(None, map(len, texts)))
    hint = hint_of_postings(sum(lengths), len(lengths), advice)
    return [hint] if hint else []
