"""Whether texts look like whole job postings."""

_JOB_LENGTH = 120


def hint_of_postings(characters: int, texts: int, advice: str = "--job labels each job by its duties") -> str:
    """Return a sentence for a user whose texts look like whole postings; empty where they do not.

    Args:
        characters: how long the texts are together.
        texts: how many texts are not empty.
        advice: what to do then.

    >>> hint_of_postings(1000, 2)
    'the texts look like whole job descriptions: --job labels each job by its duties'
    >>> hint_of_postings(1000, 20)
    ''
    """
    return f"the texts look like whole job descriptions: {advice}" if characters > _JOB_LENGTH * texts else ""
