"""The scorer for many texts at once, on numpy; bit for bit the logits of the scorer for one text."""

from collections.abc import Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from mvs_classifier.model.hashtable import HashTable, Keys, pack
from mvs_classifier.model.parameters import GRID, Parameters
from mvs_classifier.model.scorer import Logits, Scorer
from mvs_classifier.text.ngrams import units

_SEPARATOR = "\n"  # no normalised text holds one
_FIRST_CODE = 0xF0000  # nor a character of the private planes: they stand for the known Latin words
_UNKNOWN = 0x10FFFF  # and for all others
_LONGEST = 4096  # longer texts are scored alone: their sums could outgrow exact arithmetic

Positions = NDArray[np.int64]


class BatchScorer:
    """Scores many normalised texts in a few array operations; see :class:`Scorer` for the formula."""

    def __init__(self, parameters: Parameters, scorer: Scorer) -> None:
        self._scorer = scorer
        idf = np.array(parameters.idf) / GRID
        self._columns = [idf * idf, *(idf * np.array(row) / GRID for row in parameters.coef)]
        features = [units(ngram) for ngram in parameters.vocabulary]
        words = sorted({unit for feature in features for unit in feature if len(unit) > 1})
        self._codes = {word: _FIRST_CODE + number for number, word in enumerate(words)}
        self._tables = [(size, *self._table(features, size)) for size in range(1, parameters.longest_ngram + 1)]

    def logits(self, texts: Sequence[str]) -> list[Logits | None]:
        """Return for each normalised text its four logits, or None where none of its n-grams is known."""
        lines, features = self._features([text if len(text) <= _LONGEST else "" for text in texts])
        squared, *sums = (np.bincount(lines, column[features], len(texts)) for column in self._columns)
        known = squared > 0
        norm = np.sqrt(squared + self._repeated(lines, features, len(texts)), where=known, out=np.ones(len(texts)))
        columns = [(total / norm + base).tolist() for total, base in zip(sums, self._scorer.intercept, strict=True)]
        logits: list[Logits | None] = list(zip(*columns, strict=True))
        for position in np.flatnonzero(~known).tolist():
            logits[position] = self._scorer.logits(texts[position])
        return logits

    def _table(self, features: Sequence[Sequence[str]], size: int) -> tuple[HashTable, Positions]:
        """The features of one size by their keys, and the position of each in the vocabulary."""
        members = [position for position, feature in enumerate(features) if len(feature) == size]
        codes = self._encode(_SEPARATOR.join("".join(features[position]) for position in members))
        return HashTable(pack(codes, size)[:: size + 1]), np.array(members, dtype=np.int64)

    def _encode(self, text: str) -> Keys:
        """Return one code for each unit of a text; those of unknown Latin words are no feature's."""
        codes = np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
        digit, latin = _within(codes, "0", "9"), _within(codes, "a", "z")
        kind = digit + 2 * latin
        goes_on = np.zeros(len(codes) + 1, dtype=bool)  # whether a run that was there before goes on here
        goes_on[1:-1] = (kind[1:] == kind[:-1]) & (kind[1:] > 0)
        goes_on, ends_here = goes_on[:-1], ~goes_on[1:]
        codes[digit] = ord("0")
        starts = np.flatnonzero(latin & ~goes_on & ~ends_here)
        if starts.size:
            ends = np.flatnonzero(latin & goes_on & ends_here) + 1
            runs = zip(starts.tolist(), ends.tolist(), strict=True)
            codes[starts] = [self._codes.get(text[start:end], _UNKNOWN) for start, end in runs]
        return codes[~goes_on]

    def _features(self, texts: Sequence[str]) -> tuple[Positions, Positions]:
        """Every known n-gram of the texts: the number of its text, and its position in the vocabulary."""
        codes = self._encode(_SEPARATOR.join(texts))
        lines = np.cumsum(codes == ord(_SEPARATOR))
        found = []
        for size, table, members in self._tables:
            positions = table.positions(pack(codes, size))
            known = np.flatnonzero(positions >= 0)
            found.append((lines[known], members[positions[known]]))
        return np.concatenate([part[0] for part in found]), np.concatenate([part[1] for part in found])

    def _repeated(self, lines: Positions, features: Positions, count: int) -> NDArray[np.float64]:
        """What repeats add to the squared norms: tf² instead of tf times the squared idf."""
        idf_squared = self._columns[0]
        pairs = np.sort(lines * len(idf_squared) + features)
        again = pairs[1:][pairs[1:] == pairs[:-1]]
        repeats, extra = np.unique(again, return_counts=True)
        line, feature = np.divmod(repeats, len(idf_squared))
        return cast("NDArray[np.float64]", np.bincount(line, (extra + 1) * extra * idf_squared[feature], count))


def _within(codes: Keys, first: str, last: str) -> NDArray[np.bool_]:
    return (codes >= ord(first)) & (codes <= ord(last))
