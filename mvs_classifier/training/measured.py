"""A new model beside the current one and the one that ships, on everything that neither was taught."""

from collections.abc import Iterator, Sequence

from mvs_classifier.i18n import N_
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.taught import REASON
from mvs_classifier.shipped import shipped_model
from mvs_classifier.store.current import load
from mvs_classifier.training.examples import TASKS, Example
from mvs_classifier.training.fit import Settings
from mvs_classifier.training.gate import (
    Comparison,
    Gate,
    compare,
    compare_postings,
    judge,
    shipped_changes,
)
from mvs_classifier.training.lesson import Lesson
from mvs_classifier.training.measure.comparison import Changes
from mvs_classifier.training.measure.evaluate import Judged
from mvs_classifier.training.measure.verdicts import predictions
from mvs_classifier.training.question import question
from mvs_classifier.training.strangers import strangers
from mvs_classifier.training.taught import as_examples, without

_HOLDOUT = N_("the holdout"), N_("the holdout, beside the model that ships")
_POSTINGS = N_("the postings of the holdout"), N_("the postings of the holdout, beside the model that ships")


def measured(
    lesson: Lesson,
    current: Classifier,
    candidate: Classifier,
    settings: Settings,
    rehearsed: Sequence[Comparison] = (),
) -> Gate:
    """Return whether a model may replace the current one.

    Where that is not the shipped one, the new model is also compared with the shipped one, so that small losses do not
    add up.

    Args:
        lesson: what the new model was trained on.
        current: the current model.
        candidate: the new one.
        settings: how models are trained.
        rehearsed: what a rehearsal of the training found.
    """
    shipped = load(shipped_model())
    others = [current] if current.fingerprint == shipped.fingerprint else [current, shipped]
    shipped = others[-1]  # the current one, if it is that, has its tables ready
    pairs = zip(others, _HOLDOUT, strict=False)
    lines = [compare(one, candidate, lesson.holdout, name) for one, name in pairs if lesson.holdout]
    jobs, changed = _postings(lesson, others, candidate)
    taught = _lines(as_examples(lesson.taught))
    elsewhere = strangers(lesson.shipped, without(taught, lesson.new), _lines(lesson.new), settings)
    tasks = [example for example in lesson.shipped if example.file == TASKS]
    gate = judge([*lines, *jobs, *rehearsed], lesson.holdout, shipped_changes(current, candidate, tasks))
    return gate._replace(
        reasons=[*gate.reasons, *(elsewhere.reasons if elsewhere else ())],
        comparisons=[*gate.comparisons, *([elsewhere.comparison] if elsewhere else ())],
        postings=changed,
        question=question(list(_judged(current, shipped, lesson.new))),
    )


def _postings(
    lesson: Lesson, others: Sequence[Classifier], candidate: Classifier
) -> tuple[list[Comparison], tuple[int, Changes]]:
    """The comparisons on the postings of the holdout, and which of them get another label than now."""
    postings = lesson.postings_holdout
    if not postings:
        return [], (0, Changes(0, [], []))
    pairs = zip(others, _POSTINGS, strict=False)
    found = [compare_postings(one, candidate, postings, name) for one, name in pairs]
    return [comparison for comparison, _changed in found], (len(postings), found[0][1])


def _judged(current: Classifier, shipped: Classifier, new: Sequence[Example]) -> Iterator[Judged]:
    """What the current model says of new examples; of those that it was taught, what the shipped model says.

    So who teaches other labels than earlier is not asked whether they contradict the earlier ones.
    """
    for example, now, plain in zip(new, predictions(current, new), predictions(shipped, new), strict=True):
        yield Judged(example, plain if now.reason == REASON else now)


def _lines(examples: Sequence[Example]) -> list[Example]:
    return [example for example in examples if not example.is_posting]
