"""How like a job is to the postings that a user taught, and what that adds to the verdict on it.

Two postings are alike in the n-grams of their duties and of their titles, without a title in those of the duties alone:
by the cosine of the two, each n-gram counting once with its idf over the shipped postings. From that is taken how like
the taught posting is to shipped ones of other professions, so that one full of common phrases is not like everything.
The most alike posting then raises the logit of its label: the more alike the job is, the nearer to the label that would
win without it, and beyond that where it is alike enough.
"""

from binascii import crc32
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from typing import Any, NamedTuple

from mvs_classifier.errors import ModelFileError
from mvs_classifier.i18n import _
from mvs_classifier.model.labels import Label
from mvs_classifier.model.parameters import GRID
from mvs_classifier.text.ngrams import is_feature, ngrams

Four = Sequence[float]

ENOUGH = 0.08
"""How much more alike than its background a job must be to follow a taught posting; see models/README.md."""

_TITLE = 0.2  # how much of the likeness is that of the titles
_STEEPNESS = 40.0  # logits for each unit of likeness beyond what is enough
_SUREST = 1.5  # so many logits at most: a job that is only like a taught one is never as sure as that one
_LONGEST = 2
_LARGEST_KEY = 1 << 32
_LARGEST_NUMBER = 1 << 40
_NUMBERS = range(len(Label))
_NOTHING = (0.0, 0.0, 0.0, 0.0)


class TaughtPosting(NamedTuple):
    """A taught posting.

    Attributes:
        label: the number of its label.
        background: how like it shipped postings of other professions are, in units of 1/GRID.
        duties: the keys of the most telling n-grams of its duties.
        duties_norm: the sum of the squared idf of all n-grams of its duties.
        title: the keys of the n-grams of its title.
        title_norm: the sum of their squared idf.
    """

    label: int
    background: int
    duties: Sequence[int]
    duties_norm: int
    title: Sequence[int]
    title_norm: int


class Alike(NamedTuple):
    """The taught postings of a model, and the idf of their n-grams, in units of 1/GRID.

    Attributes:
        postings: the taught postings.
        duties: the idf of n-grams of duties, by their keys.
        titles: the idf of n-grams of titles, by their keys.
        others: the idf of n-grams that are in neither: of duties, and of titles.
    """

    postings: Sequence[TaughtPosting] = ()
    duties: Mapping[int, int] = {}
    titles: Mapping[int, int] = {}
    others: Sequence[int] = (0, 0)


def keys(texts: Iterable[str]) -> set[int]:
    """Return the keys of the n-grams of normalised texts: checksums, so that a model file does not quote them."""
    grams = {gram for text in texts for gram in ngrams(text, _LONGEST) if is_feature(gram)}
    return {crc32(gram.encode("utf-8", "surrogatepass")) for gram in grams}


class Likeness:
    """Compares jobs with taught postings."""

    def __init__(self, alike: Alike) -> None:
        self._postings = alike.postings
        self._duties = _Side(alike.duties, alike.others[0], [(one.duties, one.duties_norm) for one in alike.postings])
        self._titles = _Side(alike.titles, alike.others[1], [(one.title, one.title_norm) for one in alike.postings])

    def all(self, duties: Iterable[str], title: str) -> list[float]:
        """Return how like a job is to each taught posting, 0 to 1.

        Args:
            duties: its duties, normalised.
            title: its title without what says nothing about the work, empty without a title.
        """
        of_duties, named = self._duties.cosines(keys(duties)), keys([title])
        if not named:
            return of_duties
        return [
            (1 - _TITLE) * alike + _TITLE * its_title if one.title else alike
            for alike, its_title, one in zip(of_duties, self._titles.cosines(named), self._postings, strict=True)
        ]

    def added(self, logits: Four, duties: Iterable[str], title: str) -> Four:
        """Return what the most alike posting adds to the four logits of a job."""
        found = self.all(duties, title)
        over = [value - one.background / GRID for value, one in zip(found, self._postings, strict=True)]
        most = max(over)
        if most <= 0:
            return _NOTHING
        label = self._postings[over.index(most)].label
        shift = (max(logits) - logits[label]) * min(1.0, most / ENOUGH) ** 2 + min(
            _SUREST, _STEEPNESS * max(0.0, most - ENOUGH)
        )
        return [shift if number == label else 0.0 for number in _NUMBERS]


class _Side:
    """The duties, or the titles, of the taught postings, by their n-grams."""

    def __init__(self, idf: Mapping[int, int], other: int, postings: Sequence[tuple[Sequence[int], int]]) -> None:
        self._squared = {gram: value * value for gram, value in idf.items()}
        self._other = other * other
        self._norms = [norm for _grams, norm in postings]
        self._having = defaultdict[int, list[int]](list)
        for number, (grams, _norm) in enumerate(postings):
            for gram in grams:
                self._having[gram].append(number)

    def cosines(self, grams: set[int]) -> list[float]:
        shared = [0] * len(self._norms)
        known = self._squared.keys() & grams
        norm = (len(grams) - len(known)) * self._other
        for gram in known:
            squared = self._squared[gram]
            norm += squared
            for number in self._having.get(gram, ()):
                shared[number] += squared
        return [both and both / sqrt(norm * own) for both, own in zip(shared, self._norms, strict=True)]


def packed_alike(alike: Alike) -> dict[str, Any]:
    """Return taught postings as plain content."""
    return {
        "postings": [
            [*one[:2], list(one.duties), one.duties_norm, list(one.title), one.title_norm] for one in alike[0]
        ],
        "duties": [list(alike.duties), list(alike.duties.values())],
        "titles": [list(alike.titles), list(alike.titles.values())],
        "others": list(alike.others),
    }


def unpacked_alike(content: Any) -> Alike:
    """Return the taught postings in plain content.

    Raises:
        ModelFileError: it holds something else.
    """
    try:
        postings = [TaughtPosting(*one) for one in content["postings"]]
        duties, titles = (_idf(*content[name]) for name in ("duties", "titles"))
        alike = Alike(postings, duties, titles, _numbers(content["others"], _LARGEST_KEY))
        is_whole = len(content) == len(alike.others) + 2 and all(map(_fits, postings))
    except (KeyError, TypeError, ValueError) as error:
        raise ModelFileError(_("its taught postings are not in order ({error})", error=error)) from error
    if not is_whole:
        raise ModelFileError(_("its taught postings are out of bounds"))
    return alike


def _fits(one: TaughtPosting) -> bool:
    _numbers([*one.duties, *one.title], _LARGEST_KEY)
    _numbers([one.duties_norm, one.title_norm], _LARGEST_NUMBER)
    has_norms = all(
        norm > 0 or not grams for grams, norm in ((one.duties, one.duties_norm), (one.title, one.title_norm))
    )
    return has_norms and bool(_numbers([one.label], len(Label)) and _numbers([one.background], GRID + 1))


def _idf(grams: Any, values: Any) -> dict[int, int]:
    return dict(zip(_numbers(grams, _LARGEST_KEY), _numbers(values, _LARGEST_KEY), strict=True))


def _numbers(values: Any, end: int) -> list[int]:
    if type(values) is not list or not all(type(value) is int and 0 <= value < end for value in values):
        raise ValueError(_("a number is out of bounds"))
    return values
