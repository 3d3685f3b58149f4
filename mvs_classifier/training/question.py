"""A question before a model is installed: are these labels meant as they are, or has something slipped?

Labels that contradict a sure model may be a house rule, or a column that slipped, or an accident. The texts cannot say
which; a person must.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from mvs_classifier.errors import excerpt
from mvs_classifier.formats.places import place_of
from mvs_classifier.i18n import _
from mvs_classifier.model.labels import Label
from mvs_classifier.tables.language import label_name
from mvs_classifier.text.cells import padded
from mvs_classifier.training.measure.evaluate import Judged
from mvs_classifier.value import Value

FEWEST_ROWS = 20
"""From so many new rows on, a question may be asked."""
SURE = 0.9
"""From this confidence on, the current model is sure of a row."""

_MOST = 0.5
_ENOUGH = 0.2  # corrections are rows on which the model was wrong, and of few of these was it sure
_FEWEST_SLIPPED = 12
_CLEAR = (
    2.0  # times the square root of the rows; by chance, the labels of the rows beside fit better by about half of it
)
_FITS = 0.65
_CHANCE = 0.1
_NEARLY = 0.8
_SHOWN = 10
_PAIRS = 3
_ORDER = list(Label)


class Question(Value):
    """What a person must decide before the new examples count.

    Attributes:
        rows: how many new rows there are.
        sure: of how many of them the current model is sure.
        contradicted: those among the sure ones that have another label, the surest first.
        slip: by how many rows the labels seem to have slipped down; 0 where they have not.
        slipped: the first row from which they seem to have; None where they have not.
        is_chance: whether the labels agree with the sure verdicts no better than chance.
    """

    _fields = ("rows", "sure", "contradicted", "slip", "slipped", "is_chance")
    __slots__ = _fields
    rows: int
    sure: int
    contradicted: Sequence[Judged]
    slip: int
    slipped: Judged | None
    is_chance: bool

    def lines(self) -> Iterator[str]:
        """Yield what was found, what it may mean, the rows that it is about, and what to do, line by line."""
        yield _(
            "of {rows:,} new rows, the current model is sure of {sure:,}, and {contradicted:,} of these have another "
            "label in your file",
            rows=self.rows,
            sure=self.sure,
            contradicted=len(self.contradicted),
        )
        yield self._suspicion()
        if self.contradicted:
            yield _("these rows, with the model's verdict -> your label, and how sure the model is:")
        for one in self.contradicted[:_SHOWN]:
            labels = f"{label_name(one.prediction.label)} -> {label_name(one.example.label)}"
            shown = f"{padded(labels, 24)}{one.prediction.confidence:.2f}  {excerpt(one.example.text)}"
            yield f"  {_place(one)}  {shown}"
        if len(self.contradicted) > _SHOWN:
            yield "  " + _("… and {count:,} more", count=len(self.contradicted) - _SHOWN)
        yield _(
            "a slip of the table and a rule of your own look alike to the program, so nothing is learned until you "
            "decide: if labels are wrong, correct them and train again; if all are meant as they are, train again "
            "with --as-house-rules"
        )

    def _suspicion(self) -> str:
        if self.slipped is not None:
            place = _place(self.slipped)
            if self.slip > 0:
                return _(
                    "from {place} on, the labels fit the texts one row above much better: has the column slipped?",
                    place=place,
                )
            return _(
                "from {place} on, the labels fit the texts one row below much better: has the column slipped?",
                place=place,
            )
        if self.is_chance:
            return _(
                "the labels agree with the texts no better than chance: were the rows mixed up, such as by sorting "
                "one column alone?"
            )
        exchanges = _("; ").join(self._exchanges())
        return _("{exchanges}: is that a rule of yours, or were labels exchanged?", exchanges=exchanges)

    def _exchanges(self) -> Iterator[str]:
        pairs = Counter((one.prediction.label, one.example.label) for one in self.contradicted)
        for (was, now), count in pairs.most_common(_PAIRS):
            yield _(
                "{count:,} rows that the model calls {was} are {now} in your file",
                count=count,
                was=label_name(was),
                now=label_name(now),
            )


def _place(one: Judged) -> str:
    return place_of(one.example.file, one.example.line)


def question(judged: Sequence[Judged]) -> Question | None:
    """Return the question that new rows raise, or None.

    It is asked from ``FEWEST_ROWS`` rows on, where the current model contradicts more than half of the rows of which it
    is sure, and these are a fifth of all rows or more: of rows that were chosen because the model is wrong, it is
    rarely sure. It is also asked where the labels fit the texts of the rows above or below clearly better.

    Args:
        judged: the new rows in the order of their files, with the current model's verdicts.
    """
    if len(judged) < FEWEST_ROWS:
        return None
    sure = [one for one in judged if one.prediction.confidence >= SURE]
    contradicted = [one for one in sure if not one.is_right]
    is_contradicted = len(contradicted) > _MOST * len(sure) and len(contradicted) >= _ENOUGH * len(judged)
    slip, slipped = _slip(judged)
    if not is_contradicted and slipped is None:
        return None
    return Question(
        rows=len(judged),
        sure=len(sure),
        contradicted=sorted(contradicted, key=lambda one: -one.prediction.confidence),
        slip=slip,
        slipped=slipped,
        is_chance=is_contradicted and not _is_exchange(contradicted) and _is_chance(sure),
    )


def _slip(judged: Sequence[Judged]) -> tuple[int, Judged | None]:
    """By how many rows the labels have slipped down, and the first row from which they have; (0, None) for none."""
    verdicts, labels = _numbers(one.prediction.label for one in judged), _numbers(one.example.label for one in judged)
    fits = verdicts == labels
    shifted = {1: (verdicts[:-1] == labels[1:], fits[1:]), -1: (verdicts[1:] == labels[:-1], fits[:-1])}
    best, slip, first = 0, 0, None
    for by, (beside, here) in shifted.items():
        tails = (beside.astype(int) - here)[::-1].cumsum()[::-1]
        start = int(tails.argmax())
        rows, gain = len(tails) - start, int(tails[start])
        is_slip = rows >= _FEWEST_SLIPPED and gain > _CLEAR * rows**0.5 and beside[start:].mean() >= _FITS
        if is_slip and gain > best:
            best, slip, first = gain, by, judged[start + max(by, 0)]
    return slip, first


def _is_exchange(contradicted: Sequence[Judged]) -> bool:
    """Whether nearly all are of two labels, each called by the name of the other."""
    pairs = Counter((one.prediction.label, one.example.label) for one in contradicted)
    (one, other), _count = pairs.most_common(1)[0]
    return pairs[other, one] > 0 and pairs[one, other] + pairs[other, one] >= _NEARLY * len(contradicted)


def _is_chance(sure: Sequence[Judged]) -> bool:
    """Whether labels agree with verdicts as chance would have it, by Cohen's kappa."""
    verdicts, labels = _numbers(one.prediction.label for one in sure), _numbers(one.example.label for one in sure)
    shares = [np.bincount(numbers, minlength=len(_ORDER)) / len(sure) for numbers in (verdicts, labels)]
    by_chance = float(shares[0] @ shares[1])
    agreement = float((verdicts == labels).mean())
    return float(shares[1].max()) < 1 and abs(agreement - by_chance) < _CHANCE * (1 - by_chance)


def _numbers(labels: Iterable[Label]) -> NDArray[np.intp]:
    return np.array([_ORDER.index(label) for label in labels], dtype=np.intp)
