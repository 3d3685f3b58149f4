"""Whether texts look like whole job postings."""

from collections.abc import Iterable, Sequence

from mvs_classifier.formats.columns import usual_title
from mvs_classifier.i18n import N_, _

ADVICE = N_("give --job, so that each is judged as a whole")

_JOB_LENGTH = 80  # the mean of a table; of the shipped single duties one in a hundred is longer, of the postings 95


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


def hints_of_titles(columns: Sequence[str], texts: Sequence[int]) -> list[str]:
    """Return a sentence for a user whose table of postings has a column of titles that is not read, or none.

    Args:
        columns: the names of the columns.
        texts: the positions of those that are read as texts.

    >>> hints_of_titles(["职位名称", "岗位职责"], [1])
    ['the titles in 职位名称 were not read; verdicts are better with them: add --title-column 职位名称']
    """
    title = usual_title(columns, texts)
    if title is None:
        return []
    name = columns[title]
    return [
        _("the titles in {name} were not read; verdicts are better with them: add --title-column {name}", name=name)
    ]
