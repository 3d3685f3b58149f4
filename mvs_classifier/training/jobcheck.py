"""Whole postings compared with models that have not seen them, and the duties of postings as lines of their own."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.file import ModelFile, read_model
from mvs_classifier.model.labels import Label
from mvs_classifier.model.taught import Taught
from mvs_classifier.shipped import shipped_model
from mvs_classifier.training.alike import AlikeTrainer
from mvs_classifier.training.examples import Example
from mvs_classifier.training.jobs import job_reader

Array = NDArray[Any]
Progress = Callable[[int, int], None]

DUTY = "duty"
"""The kind of a line that is a duty."""


def job_chances(
    examples: Sequence[Example],
    base: Sequence[Example],
    parts: Sequence[Sequence[int]],
    progress: Progress | None,
) -> Array:
    """Return the probabilities of all labels for each posting, from the shipped model taught the other parts.

    Args:
        examples: the postings.
        base: other postings, which tell how common an n-gram is; without any no posting follows another.
        parts: the numbers of the postings that are left out together.
        progress: is told how many parts are done.
    """
    model = read_model(shipped_model())
    trainer = AlikeTrainer(job_reader(model.parameters, model.jobs), base) if model.jobs and base else None
    chances = np.zeros((len(examples), len(Label)))
    for done, part in enumerate(parts, 1):
        left_out = set(part)
        rest = [example for number, example in enumerate(examples) if number not in left_out]
        classifier = _taught(model, rest, trainer)
        own = [examples[number] for number in part]
        verdicts = classifier.job_verdicts([one.text for one in own], [one.title or None for one in own])
        chances[part] = [verdict.probabilities for verdict in verdicts]
        if progress:
            progress(done, len(parts))
    return chances


def duties_of(classifier: Classifier, postings: Sequence[Example]) -> list[Example]:
    """Return the duties of postings as examples that have the postings' labels and places."""
    return [
        posting._replace(text=duty, kind=DUTY, title="")
        for posting, duties in zip(postings, classifier.job_duties([one.text for one in postings]), strict=True)
        for duty in duties
    ]


def _taught(model: ModelFile, postings: Sequence[Example], trainer: AlikeTrainer | None) -> Classifier:
    return Classifier(model._replace(taught=Taught(alike=trainer.fit(postings))) if trainer else model)
