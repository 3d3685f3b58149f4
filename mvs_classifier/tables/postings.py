"""Whether texts look like whole job postings."""

from collections.abc import Iterable

from mvs_classifier.i18n import N_, _

ADVICE = N_("give --job, so that each is judged as a whole")

_JOB_LENGTH = 120


def hint_of_postings(characters: int, texts: int) -> str:
    """Return a sentence for a user whose texts look like whole postings; empty where they do not.

    Args:
        characters: how long the texts are together.
        texts: how many texts are not empty.

    >>> hint_of_postings(1000, 2)
    'the texts look like whole job descriptions: give --job, so that each is judged as a whole'
    >>> hint_of_postings(1000, 20)
    ''
    """
    return (
        _("the texts look like whole job descriptions: {advice}", advice=_(ADVICE))
        if characters > _JOB_LENGTH * texts
        else ""
    )


def hints_of_texts(texts: Iterable[str]) -> list[str]:
    """Return the sentence of :func:`hint_of_postings` for texts, or none."""
    lengths = list(filter(None, map(len, texts)))
    hint = hint_of_postings(sum(lengths), len(lengths))
    return [hint] if hint else []
