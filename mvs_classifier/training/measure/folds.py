"""Grouped cross-validation: logits of examples from models that were trained without their group."""

import os
from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mvs_classifier.i18n import N_, _
from mvs_classifier.model.labels import Label
from mvs_classifier.model.parameters import Parameters
from mvs_classifier.model.scorer import Scorer
from mvs_classifier.tables.processes import spread
from mvs_classifier.text.normalize import normalize
from mvs_classifier.training.examples import POSTING_LINES, TASKS, Example
from mvs_classifier.training.fit import Settings, fit
from mvs_classifier.training.jobs import JobFeatures, fit_roles, postings_of, read_features
from mvs_classifier.training.measure.metrics import OutOfFold

FOLDS = 5
ADVICE = N_("run it again when there is more memory")
"""What to do where a process that trains a model was killed."""
_STYLE_PARTS = 5
_MANY = 5000  # from so many examples on, other processes pay off

Array = NDArray[Any]


def cross_validate(examples: Sequence[Example], settings: Settings, folds: int = FOLDS) -> OutOfFold:
    """Return the logits of each example from a model trained without its group.

    Their order is that of :func:`fold_parts`.
    """
    return _left_out(examples, fold_parts(examples, folds), settings)


def fold_parts(examples: Sequence[Example], folds: int = FOLDS) -> list[list[int]]:
    """Return the numbers of the examples in a number of parts, each with whole groups."""
    from sklearn.model_selection import GroupKFold

    groups = [example.group for example in examples]
    splitter = GroupKFold(min(folds, len(set(groups))), shuffle=True, random_state=0)
    return [test.tolist() for _rest, test in splitter.split(groups, groups, groups)]


class Strangers(NamedTuple):
    """The results of models on texts of styles that they have not learned.

    Attributes:
        lines: the logits of the tasks, in the order of :func:`style_parts`.
        jobs: the features of the postings, None without postings.
    """

    lines: OutOfFold
    jobs: JobFeatures | None


def leave_styles_out(
    examples: Sequence[Example], settings: Settings, postings: Sequence[Example] = (), titles: Parameters | None = None
) -> Strangers:
    """Judge the tasks, and read the postings, by models that were trained without any text of the same style.

    This is the best estimate for texts from elsewhere that our own data allow.

    Args:
        examples: the labelled texts.
        settings: how models are trained.
        postings: the labelled postings; their lines are among the examples.
        titles: the model of titles, with postings.
    """
    parts = style_parts(examples)
    work = ((examples, part, settings, postings, titles) for part in parts)
    found = list(spread(_strangers_of_part, work, _processes(examples, parts), advice=_(ADVICE)))
    tasks = [[number for number in part if examples[number].file == TASKS] for part in parts]
    lines = OutOfFold(_numbers(examples, tasks), np.concatenate([logits for logits, _features in found]))
    return Strangers(lines, _joined([features for _logits, features in found if features]))


def style_parts(examples: Sequence[Example]) -> list[list[int]]:
    """Return the numbers of the tasks and of the lines of postings in a few parts, each with whole styles."""
    from sklearn.model_selection import GroupKFold

    numbers = [number for number, example in enumerate(examples) if example.file in {TASKS, POSTING_LINES}]
    styles = [examples[number].style for number in numbers]
    folds = GroupKFold(min(_STYLE_PARTS, len(set(styles))))
    return [[numbers[i] for i in part] for _rest, part in folds.split(numbers, groups=styles)]


def _strangers_of_part(
    examples: Sequence[Example],
    part: Sequence[int],
    settings: Settings,
    postings: Sequence[Example],
    titles: Parameters | None,
) -> tuple[Array, JobFeatures | None]:
    left_out = set(part)
    rest = [example for number, example in enumerate(examples) if number not in left_out]
    lines = fit(rest, settings)
    logits = all_logits(lines, [examples[number].text for number in part if examples[number].file == TASKS])
    styles = {examples[number].style.partition(":")[2] for number in part if examples[number].file == POSTING_LINES}
    theirs = list(postings_of(postings, styles))
    if not theirs or titles is None:
        return logits, None
    return logits, read_features(lines, fit_roles(rest), titles, theirs)


def _joined(parts: Sequence[JobFeatures]) -> JobFeatures | None:
    if not parts:
        return None
    return JobFeatures(
        labels=list(chain.from_iterable(part.labels for part in parts)),
        styles=list(chain.from_iterable(part.styles for part in parts)),
        values=np.concatenate([part.values for part in parts], axis=1),
    )


def _left_out(examples: Sequence[Example], parts: Sequence[Sequence[int]], settings: Settings) -> OutOfFold:
    work = ((examples, part, settings) for part in parts)
    logits = list(spread(_logits_of_part, work, _processes(examples, parts), advice=_(ADVICE)))
    return OutOfFold(_numbers(examples, parts), np.concatenate(logits))


def _processes(examples: Sequence[Example], parts: Sequence[Sequence[int]]) -> int:
    return min(os.cpu_count() or 1, len(parts)) if len(examples) >= _MANY else 1


def _numbers(examples: Sequence[Example], parts: Sequence[Sequence[int]]) -> Array:
    order = list(Label)
    return np.array([order.index(examples[number].label) for part in parts for number in part])


def _logits_of_part(examples: Sequence[Example], part: Sequence[int], settings: Settings) -> Array:
    left_out = set(part)
    parameters = fit([example for number, example in enumerate(examples) if number not in left_out], settings)
    return all_logits(parameters, [examples[number].text for number in part])


def all_logits(parameters: Parameters, texts: Sequence[str]) -> Array:
    """Return the logits of texts, shape (texts, 4); where nothing is known, four zeros."""
    scorer = Scorer(parameters)
    return np.array([scorer.logits(normalize(text)) or (0.0,) * len(Label) for text in texts])
