"""Do new examples help or harm on texts from elsewhere? A rehearsal on a third of the data, with styles left out.

The holdout is written like the training data, so much can go wrong before it shows there. The lines of the styles that
are left out here are the hard ones: vague, formal, spoken, next to the crafts. A model that has learned none of them is
trained with and without the taught examples. They weigh three times as much as in the real training, so that 50 wrong
labels show.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from mvs_classifier.i18n import N_, _
from mvs_classifier.model.labels import Label
from mvs_classifier.model.parameters import Parameters
from mvs_classifier.training.examples import REGISTERS, TASKS, Example
from mvs_classifier.training.fit import Settings
from mvs_classifier.training.gate import Comparison
from mvs_classifier.training.measure.bootstrap import NAMES, intervals, resampled
from mvs_classifier.training.measure.comparison import FigureRow, change
from mvs_classifier.training.measure.metrics import OutOfFold, metrics
from mvs_classifier.training.newton import ROUGH
from mvs_classifier.training.refit import Start, refit

FEWEST_TAUGHT = 20
"""From so many taught examples on, the rehearsal is made."""
HARD = frozenset(
    {
        *(f"{TASKS}:hard-{name}" for name in ("vague", "neither-sales", "neither-marketing")),
        *(f"{TASKS}:formal-{name}" for name in ("border", "clients", "both")),
        *(f"{TASKS}:generic-{name}" for name in ("sales", "neither", "marketing", "both")),
        *(f"{TASKS}:{name}" for name in ("sober-neither", "lines_2", "adverts-media")),
        *(f"{REGISTERS}:{name}" for name in ("negated", "spoken")),
    }
)
"""The styles that are left out."""
NAME = N_("lines of styles left out")
FIGURES = ("accuracy", "log_loss")

_EVERY = 3
_FEWEST = 10
_TOLERANCE = 0.0008  # times the number of taught examples to the power 3/4; benchmarks/gate.py shows what it lets pass
_ACCURACY = 0.02


class Strangers(NamedTuple):
    """What taught examples do to the verdicts on texts of styles that no model has learned.

    Attributes:
        comparison: a model without any taught example, and one with all of them.
        reasons: why they may not be taught; empty where they may.
    """

    comparison: Comparison
    reasons: list[str]


def strangers(
    shipped: Sequence[Example], earlier: Sequence[Example], new: Sequence[Example], settings: Settings
) -> Strangers | None:
    """Rehearse a training; None with too few examples to tell anything.

    The comparison is with a model that was taught nothing, so that small losses do not add up. What was taught earlier
    was accepted, however; so there is a reason only where the new examples have a clear part in the loss.

    Args:
        shipped: the shipped examples.
        earlier: what was taught earlier.
        new: what is taught now.
        settings: how models are trained.
    """
    taught = [*earlier, *new]
    hard = [example for example in shipped if example.style in HARD]
    rest = [example for example in shipped if example.style not in HARD][::_EVERY]
    labels = Counter(example.label for example in rest)
    if len(taught) < FEWEST_TAUGHT or not hard or min(labels[label] for label in Label) < _FEWEST:
        return None
    plain = refit(rest, settings, enough=ROUGH)
    start = Start(plain, 1.0)
    without, given = _outcome(plain, hard), _outcome(refit([*rest, *taught], settings, start=start, enough=ROUGH), hard)
    rows = list(_rows(given, without))
    reasons = list(_losses(rows, len(taught)))
    if reasons and earlier:
        before = _outcome(refit([*rest, *earlier], settings, start=start, enough=ROUGH), hard)
        if not any(map(_is_clear, _rows(given, before))):
            reasons = []
    return Strangers(Comparison(NAME, len(hard), rows), reasons)


def _outcome(parameters: Parameters, examples: Sequence[Example]) -> OutOfFold:
    from mvs_classifier.model.batch.scorer import BatchScorer
    from mvs_classifier.model.scorer import Scorer

    order = list(Label)
    logits = BatchScorer(parameters, Scorer(parameters)).logits([example.text for example in examples])
    return OutOfFold(np.array([order.index(example.label) for example in examples]), logits.values)


def _rows(after: OutOfFold, before: OutOfFold) -> Iterator[FigureRow]:
    samples = resampled(after)
    own = dict(zip(NAMES, intervals(samples), strict=True))
    differences = dict(zip(NAMES, intervals(samples - resampled(before)), strict=True))
    now, was = metrics(after), metrics(before)
    for name in FIGURES:
        changed = change(name, now[name], was[name], differences[name])
        yield FigureRow(name, None, len(after.labels), now[name], own[name], changed)


def _losses(rows: Sequence[FigureRow], taught: int) -> Iterator[str]:
    tolerances = {"accuracy": _ACCURACY, "log_loss": _TOLERANCE * taught**0.75}
    for row in rows:
        if row.change and _is_clear(row) and abs(row.change.difference) > tolerances[row.name]:
            yield _loss(row, row.change.previous, tolerances[row.name])


def _loss(row: FigureRow, before: float, tolerance: float) -> str:
    values = {"figure": _(row.name), "texts": _(NAME), "before": before, "now": row.value, "tolerance": tolerance}
    if row.name == "accuracy":
        return _(
            "{figure} on {texts} falls from {before:.3f} to {now:.3f} in a rehearsal, by more than {tolerance:.3f}",
            **values,
        )
    return _(
        "{figure} on {texts} rises from {before:.3f} to {now:.3f} in a rehearsal, by more than {tolerance:.3f}",
        **values,
    )


def _is_clear(row: FigureRow) -> bool:
    return row.change is not None and row.change.meaning == "worse"
