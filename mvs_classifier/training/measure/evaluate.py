"""How good a model is on labelled texts."""

import math
import os
import warnings
from collections.abc import Sequence

import numpy as np

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.model.prediction import Prediction
from mvs_classifier.tables.arguments import require_classifier
from mvs_classifier.training.arguments import listed_paths
from mvs_classifier.training.examples import Example
from mvs_classifier.training.labelled import ReadOptions, options_of, read_labelled
from mvs_classifier.training.measure.metrics import OutOfFold, calibration_bins, confusion, metrics
from mvs_classifier.training.measure.verdicts import predictions
from mvs_classifier.value import Value


class Judged(Value):
    """A labelled text with its verdict.

    Attributes:
        example: the text with its true label.
        prediction: the model's prediction.
    """

    _fields = ("example", "prediction")
    __slots__ = _fields
    example: Example
    prediction: Prediction

    @property
    def is_right(self) -> bool:
        """Whether the verdict is the true label."""
        return self.example.label == self.prediction.label


class Evaluation(Value):
    """How well a model does.

    Attributes:
        texts: how many texts were judged.
        metrics: accuracy, macro-F1, F1 of each label, Cohen's kappa (unless all texts are of one label and get it),
            log-loss, expected calibration error.
        confusion: how many texts of each true label (rows) got each label (columns), in the order of ``Label``.
        calibration: for each tenth of confidence with texts in it: how many, mean confidence, accuracy.
        mistakes: the wrong verdicts, the surest first.
        confidences: for each text its verdict's confidence and whether it is right, the surest first.
        judged: every text with its true label and its verdict, in the order of the files.
        skipped: the number of rows without a correction.
        notes: sentences on how the files were read.
    """

    _fields = ("texts", "metrics", "confusion", "calibration", "mistakes", "confidences", "judged", "skipped", "notes")
    __slots__ = _fields
    texts: int
    metrics: dict[str, float]
    confusion: Sequence[Sequence[int]]
    calibration: Sequence[tuple[int, float, float]]
    mistakes: Sequence[Judged]
    confidences: Sequence[tuple[float, bool]]
    judged: Sequence[Judged]
    skipped: int
    notes: Sequence[str]


def evaluate(
    classifier: Classifier, *paths: str | os.PathLike[str], read: ReadOptions | None = None, job: bool = False
) -> Evaluation:
    """Measure a classifier on labelled texts.

    Args:
        classifier: the model.
        paths: tables with a column of texts and one of labels.
        read: how they are read; see :class:`ReadOptions`.
        job: whether the texts are whole postings.

    Returns:
        The figures and the wrong verdicts.

    Raises:
        TypeError: the classifier or a path is something else.
        InputNotFoundError: a file does not exist or cannot be opened.
        DataError: a file cannot be read, is empty, a column is missing, a label is unknown, a text empty or with two
            labels.
        UsageError: ``read`` is something else, or an option has an invalid value.
        MissingExtraError: a package for a file's format is not installed.
    """
    require_classifier("evaluate", classifier)
    reading = read_labelled(listed_paths("evaluate", paths), options_of(read, job=job))
    found = evaluate_examples(classifier, [*reading.examples, *reading.repeats])
    return found._replace(skipped=reading.skipped, notes=reading.notes)


def evaluate_examples(classifier: Classifier, examples: Sequence[Example]) -> Evaluation:
    """Measure a classifier on examples, at least one; postings among them are judged as whole jobs."""
    judged = [Judged(*pair) for pair in zip(examples, predictions(classifier, examples), strict=True)]
    found = outcome(judged)
    mistakes = [one for one in judged if not one.is_right]
    return Evaluation(
        texts=len(judged),
        metrics=_defined_metrics(found),
        confusion=confusion(found).tolist(),
        calibration=calibration_bins(found),
        mistakes=sorted(mistakes, key=lambda one: -one.prediction.confidence),
        confidences=sorted(((one.prediction.confidence, one.is_right) for one in judged), reverse=True),
        judged=judged,
        skipped=0,
        notes=(),
    )


def _defined_metrics(found: OutOfFold) -> dict[str, float]:
    """Return the metrics without Cohen's kappa where one label is all there is: it is not defined there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {name: value for name, value in metrics(found).items() if not math.isnan(value)}


def outcome(judged: Sequence[Judged]) -> OutOfFold:
    """Return labels and verdicts as the numbers that figures are made from; the logits' softmax are the scores."""
    order = list(Label)
    scores = np.array([[one.prediction.scores[label] for label in order] for one in judged])
    verdicts = np.array([order.index(one.prediction.label) for one in judged])
    logits = np.log(np.maximum(scores, 1e-300))
    logits[np.arange(len(verdicts)), verdicts] += 1e-9  # where all are equal, the label is still the verdict
    return OutOfFold(np.array([order.index(one.example.label) for one in judged]), logits)
