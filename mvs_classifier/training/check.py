"""Which labels may be wrong: each is compared with a model that has not seen it."""

from collections import Counter
from collections.abc import Callable, Sequence
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mvs_classifier.errors import UsageError
from mvs_classifier.formats.places import place_of
from mvs_classifier.formats.source import Path
from mvs_classifier.i18n import _, language
from mvs_classifier.model.labels import Label
from mvs_classifier.tables.book import Counts, Made
from mvs_classifier.tables.language import label_name
from mvs_classifier.training.arguments import require_examples
from mvs_classifier.training.examples import Example
from mvs_classifier.training.fit import Settings
from mvs_classifier.training.forms import form_look, write_rows
from mvs_classifier.training.jobcheck import job_chances
from mvs_classifier.training.leftout import chances_left_out
from mvs_classifier.training.measure.folds import FOLDS
from mvs_classifier.training.refit import shipped_start
from mvs_classifier.value import Value

_SHARE = 0.1
_LEAST_USUAL = 0.5  # or a file in which most labels are wrong would make wrong labels usual
_COLUMNS = {
    "en": ("line", "title", "text", "label", "likely_label", "probability", "contradicts", "correct_label"),
    "zh": ("行", "职位名称", "文本", "类别", "可能的类别", "原类别的概率", "自带数据中的类别", "正确类别"),
}
_TITLE = 1
_FEWEST_FOLDS = 2

Array = NDArray[Any]
Progress = Callable[[int, int], None]
"""Called after each fold with how many are done, and how many there are."""


class Doubt(Value):
    """An example whose label may be wrong.

    Attributes:
        example: the example.
        probability: of its label, from a model trained without it.
        likely: the most probable other label.
        likely_probability: of that one.
        contradicts: the example of the base that has the same text and another label, if there is one.
    """

    _fields = ("example", "probability", "likely", "likely_probability", "contradicts")
    __slots__ = _fields
    example: Example
    probability: float
    likely: Label
    likely_probability: float
    contradicts: Example | None


def check(
    examples: Sequence[Example],
    base: Sequence[Example] = (),
    *,
    settings: Settings | None = None,
    folds: int = FOLDS,
    progress: Progress | None = None,
) -> list[Doubt]:
    """Find the examples whose labels are likely wrong.

    Each is judged by a model that is trained on the base and on the other folds of the examples, without any example
    of the same text. A label is in doubt where it is less than a tenth as probable as it usually is for the examples
    that have it. What is usual are the thresholds of confident learning: the mean self-confidence of each label
    (Northcutt et al., "Confident Learning: Estimating Uncertainty in Dataset Labels", 2021), here one half at least. A
    label that contradicts the base is always in doubt.

    Whole postings are judged by the shipped model, which has not seen them, taught the other folds.

    Args:
        examples: the examples to check: texts, or whole postings.
        base: what else a model can learn from, such as the shipped examples, or the shipped postings.
        settings: how the models are trained.
        folds: in how many parts examples are left out, at least 2; those with the same text are left out together.
        progress: is told how many folds are done.

    Returns:
        The doubts, the strongest first.

    Raises:
        TypeError: ``examples`` or ``base`` holds something else.
        UsageError: the number of folds is not a whole number of at least 2.
        DataError: a label has no examples to learn from.
    """
    for given_examples in (examples, base):
        require_examples("check", given_examples)
    _require_folds(folds)
    parts = _parts(examples, folds)
    if any(example.is_posting for example in examples):
        chances = job_chances(examples, base, parts, progress)
    else:
        start = shipped_start() if parts else None
        chances = chances_left_out(examples, base, parts, settings or Settings(), start, progress)
    return _doubts(examples, base, chances)


def _doubts(examples: Sequence[Example], base: Sequence[Example], chances: Array) -> list[Doubt]:
    """The examples whose labels are in doubt, by the probabilities of all labels, the strongest doubt first."""
    given = np.array([list(Label).index(example.label) for example in examples], dtype=int)
    own, likely = chances[np.arange(len(given)), given], most_probable_others(chances, given)
    ratios = own / usual_confidence(chances, given)[given]
    known = {example.identity: example for example in base}
    doubts = []
    for number in np.argsort(ratios, kind="stable").tolist():
        example = examples[number]
        same = known.get(example.identity)
        contradicts = None if same is None or same.label == example.label else same
        if contradicts or ratios[number] < _SHARE:
            other = int(likely[number])
            chance = float(chances[number, other])
            doubts.append(Doubt(example, float(own[number]), list(Label)[other], chance, contradicts))
    return doubts


def usual_confidence(chances: Array, given: Array) -> Array:
    """Return the mean probability of each label over the rows that have it, but one half at least, shape (labels,)."""
    means = [chances[given == label, label].mean() if (given == label).any() else 0 for label in range(len(Label))]
    return np.maximum(means, _LEAST_USUAL)


def most_probable_others(chances: Array, given: Array) -> Array:
    """Return for each row the label that is most probable but for the given one, shape (rows,)."""
    others = chances.copy()
    others[np.arange(len(given)), given] = -1
    return np.asarray(others.argmax(axis=1))


def write_doubts(target: Path, doubts: Sequence[Doubt], source: Path = "", sheet: str | None = None) -> None:
    """Write doubts for people to decide: CSV, TSV or XLSX by the ending, with an empty column ``correct_label``.

    Where Chinese is spoken, the columns and the labels have Chinese names.

    Args:
        target: the file to write.
        doubts: the doubts.
        source: the file that was checked, which the summary of a workbook names.
        sheet: its sheet, if it is a workbook.

    Raises:
        DataError: a cell or the table is larger than a workbook can hold.
        UsageError: the ending is of none of these formats.
        OutputError: the file cannot be written.
        MissingExtraError: the package for workbooks is not installed.
    """
    columns, rows = list(_COLUMNS[language()]), list(map(_row, doubts))
    if not any(doubt.example.title for doubt in doubts):
        columns, *rows = ([*row[:_TITLE], *row[_TITLE + 1 :]] for row in (columns, *rows))
    counts = Counts(len(doubts), Counter(label_name(doubt.example.label) for doubt in doubts))
    write_rows(target, columns, rows, look=form_look(columns, counts, Made(source, sheet, [], None)))


def _row(doubt: Doubt) -> list[Any]:
    example, other = doubt.example, doubt.contradicts
    place = f"{place_of(other.file, other.line)} {label_name(other.label)}" if other else ""
    label, likely = label_name(example.label), label_name(doubt.likely)
    return [example.line, example.title, example.text, label, likely, round(doubt.probability, 4), place, ""]


def _require_folds(folds: int) -> None:
    if isinstance(folds, bool) or not isinstance(folds, Integral) or folds < _FEWEST_FOLDS:
        raise UsageError(
            _(
                "the number of folds must be a whole number of at least {least}, not {value:.40}",
                least=_FEWEST_FOLDS,
                value=repr(folds),
            )
        )


def _parts(examples: Sequence[Example], folds: int) -> list[list[int]]:
    """The numbers of the examples in so many parts, those with the same text in one."""
    order: dict[str, int] = {}
    for example in examples:
        order.setdefault(example.identity, len(order))
    parts: list[list[int]] = [[] for _number in range(min(folds, len(order)))]
    for number, example in enumerate(examples):
        parts[order[example.identity] % folds].append(number)
    return parts
