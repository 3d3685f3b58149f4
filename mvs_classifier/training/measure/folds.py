"""Grouped cross-validation: logits of examples from models that were trained without their group."""

import os
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from mvs_classifier.model.labels import Label
from mvs_classifier.model.parameters import Parameters
from mvs_classifier.model.scorer import Scorer
from mvs_classifier.tables.processes import spread
from mvs_classifier.text.normalize import normalize
from mvs_classifier.training.examples import TASKS, Example
from mvs_classifier.training.fit import Settings, fit
from mvs_classifier.training.measure.metrics import OutOfFold

FOLDS = 5
ADVICE = "run it again when there is more memory"
"""What to do where a process that trains a model was killed."""
_STYLE_PARTS = 6
_MANY = 5000  # from so many examples on, other processes pay off

Array = NDArray[Any]


def cross_validate(examples: Sequence[Example], settings: Settings, folds: int = FOLDS) -> OutOfFold:
    """Return the logits of each example from a model trained without its group.

    Their order is that of :func:`fold_parts`.
    """
    return _left_out(examples, fold_parts(examples, folds), settings)


def fold_parts(examples: Sequence[Example], folds: int = FOLDS) -> list[list[int]]:
    """Return the numbers of the examples in so many parts, each with whole groups."""
    groups = [example.group for example in examples]
    splitter = GroupKFold(min(folds, len(set(groups))), shuffle=True, random_state=0)
    return [test.tolist() for _, test in splitter.split(groups, groups, groups)]


def leave_styles_out(examples: Sequence[Example], settings: Settings) -> OutOfFold:
    """Return the logits of the tasks, each from a model trained without any task of the same style.

    This is the nearest that our own data come to texts from somewhere else. Their order is that of
    :func:`style_parts`.
    """
    return _left_out(examples, style_parts(examples), settings)


def style_parts(examples: Sequence[Example]) -> list[list[int]]:
    """Return the numbers of the tasks in a few parts, each with all tasks of some styles."""
    tasks = [number for number, example in enumerate(examples) if example.file == TASKS]
    styles = [examples[number].style for number in tasks]
    folds = GroupKFold(min(_STYLE_PARTS, len(set(styles))))
    return [[tasks[i] for i in part] for _, part in folds.split(tasks, groups=styles)]


def _left_out(examples: Sequence[Example], parts: Sequence[Sequence[int]], settings: Settings) -> OutOfFold:
    processes = min(os.cpu_count() or 1, len(parts)) if len(examples) >= _MANY else 1
    work = ((examples, part, settings) for part in parts)
    logits = list(spread(_logits_of_part, work, processes, advice=ADVICE))
    order = list(Label)
    labels = [order.index(examples[number].label) for part in parts for number in part]
    return OutOfFold(np.array(labels), np.concatenate(logits))


def _logits_of_part(examples: Sequence[Example], part: Sequence[int], settings: Settings) -> Array:
    left_out = set(part)
    parameters = fit([example for number, example in enumerate(examples) if number not in left_out], settings)
    return all_logits(parameters, [examples[number].text for number in part])


def all_logits(parameters: Parameters, texts: Sequence[str]) -> Array:
    """Return the logits of texts, shape (texts, 4); where nothing is known, four zeros."""
    scorer = Scorer(parameters)
    return np.array([scorer.logits(normalize(text)) or (0.0,) * len(Label) for text in texts])
