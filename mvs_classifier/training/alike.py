"""From taught postings to what makes other jobs like them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log
from typing import NamedTuple

import numpy as np

from mvs_classifier.model.alike import Alike, Likeness, TaughtPosting, keys
from mvs_classifier.model.jobreader import JobReader
from mvs_classifier.model.labels import Label
from mvs_classifier.model.parameters import GRID
from mvs_classifier.text.lines import split_lines
from mvs_classifier.text.normalize import normalize
from mvs_classifier.training.examples import Example

_MOST_GRAMS = 80  # of the duties of a taught posting; the others are too common to tell much
_SAME_WORK = 0.0225  # of the shipped postings, so many may be of the taught posting's own profession
_LABELS = list(Label)


class _Content(NamedTuple):
    """The duties of a posting, and its title without what says nothing."""

    duties: Sequence[str]
    title: str


class AlikeTrainer:
    """Finds what makes other jobs like taught postings.

    Args:
        reader: the model of whole jobs, which tells duties from other lines.
        shipped: other postings, which tell how common an n-gram is.
    """

    def __init__(self, reader: JobReader, shipped: Sequence[Example]) -> None:
        self._reader = reader
        self._others = _contents(reader, shipped)
        self._duties = _Idf((content.duties for content in self._others), len(self._others))
        self._titles = _Idf(([content.title] for content in self._others), len(self._others))

    def fit(self, taught: Sequence[Example]) -> Alike:
        """Return what makes other jobs like these postings."""
        if not taught:
            return Alike()
        postings = list(map(self._posting, taught, _contents(self._reader, taught)))
        alike = Alike(
            postings,
            self._duties.of(gram for posting in postings for gram in posting.duties),
            self._titles.of(gram for posting in postings for gram in posting.title),
            (self._duties.usual, self._titles.usual),
        )
        return _with_backgrounds(alike, self._others)

    def _posting(self, one: Example, content: _Content) -> TaughtPosting:
        duties, title = self._duties.telling(content.duties), self._titles.telling([content.title])
        return TaughtPosting(_LABELS.index(one.label), 0, *duties, *title)


class _Idf:
    """The idf of n-grams over postings, in units of 1/GRID."""

    def __init__(self, texts: Iterable[Iterable[str]], count: int) -> None:
        self._count = count
        self._frequency = Counter(gram for some in texts for gram in keys(some))
        squares = [self(gram) ** 2 * frequency for gram, frequency in self._frequency.items()]
        self.usual = round((sum(squares) / max(1, self._frequency.total())) ** 0.5)

    def __call__(self, gram: int) -> int:
        return round((log((self._count + 1) / (self._frequency[gram] + 1)) + 1) * GRID)

    def of(self, grams: Iterable[int]) -> dict[int, int]:
        return {gram: self(gram) for gram in sorted(set(grams))}

    def telling(self, texts: Iterable[str]) -> tuple[list[int], int]:
        """The most telling n-grams of texts, and the sum of the squared idf of all."""
        grams = sorted(keys(texts), key=lambda gram: (-self(gram), gram))
        return grams[:_MOST_GRAMS], sum(self(gram) ** 2 for gram in grams)


def _with_backgrounds(alike: Alike, others: Sequence[_Content]) -> Alike:
    """The same with how like each taught posting shipped postings of other professions are."""
    if not others:
        return alike
    likeness = Likeness(alike)
    found = np.array([likeness.all(*content) for content in others], dtype=np.float32)
    found.sort(axis=0)
    backgrounds = np.round(found[-1 - round(_SAME_WORK * len(others))] * GRID).astype(int).tolist()
    pairs = zip(alike.postings, backgrounds, strict=True)
    return alike._replace(postings=[posting._replace(background=background) for posting, background in pairs])


def _contents(reader: JobReader, postings: Sequence[Example]) -> list[_Content]:
    jobs = reader.read_many([split_lines(one.text) for one in postings], [one.title or None for one in postings])
    return [_Content(list(map(normalize, reader.duties(job))), job.bare_title) for job in jobs]
