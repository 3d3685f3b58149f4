"""How well a model does on labelled texts."""

import os
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from sklearn.metrics import confusion_matrix

from mvs_classifier.errors import InputNotFoundError
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.model.prediction import Prediction
from mvs_classifier.training.evaluation import OutOfFold, calibration_bins, metrics
from mvs_classifier.training.examples import Example, read_examples


class Mistake(NamedTuple):
    """A text whose label the model gets wrong.

    Attributes:
        example: the text with its true label.
        prediction: what the model says.
    """

    example: Example
    prediction: Prediction


class Evaluation(NamedTuple):
    """How well a model does.

    Attributes:
        texts: how many texts were judged.
        metrics: accuracy, macro-F1, F1 of each label, Cohen's kappa, log-loss, expected calibration error.
        confusion: how many texts of each true label (rows) got each label (columns), in the order of ``Label``.
        calibration: for each tenth of confidence with texts in it: how many, mean confidence, accuracy.
        mistakes: the wrong verdicts, the surest first.
        confidences: for each text its verdict's confidence and whether it is right, the surest first.
    """

    texts: int
    metrics: dict[str, float]
    confusion: list[list[int]]
    calibration: list[tuple[int, float, float]]
    mistakes: list[Mistake]
    confidences: list[tuple[float, bool]]


def evaluate(classifier: Classifier, *paths: str | os.PathLike[str]) -> Evaluation:
    """Measure a classifier on labelled texts.

    Args:
        classifier: the model.
        paths: CSV files with the columns ``text`` and ``label``; encoding and delimiter are found.

    Returns:
        The figures and the wrong verdicts.

    Raises:
        InputNotFoundError: there is no such file.
        DataError: a file cannot be read, is empty, a label is unknown, a text empty or with two labels.
    """
    for path in paths:
        if not os.path.isfile(path):
            raise InputNotFoundError(f"cannot read {path}: there is no such file; check the name")
    examples = read_examples(paths, at_least=1, repeats=True)
    predictions = list(classifier.classify_many(example.text for example in examples))
    outcome = _outcome(examples, predictions)
    every = range(len(Label))
    wrong = [Mistake(*pair) for pair in zip(examples, predictions, strict=True) if pair[0].label != pair[1].label]
    return Evaluation(
        texts=len(examples),
        metrics=metrics(outcome),
        confusion=confusion_matrix(outcome.labels, outcome.logits.argmax(axis=1), labels=every).tolist(),
        calibration=calibration_bins(outcome),
        mistakes=sorted(wrong, key=lambda mistake: -mistake.prediction.confidence),
        confidences=sorted(
            (
                (prediction.confidence, prediction.label == example.label)
                for example, prediction in zip(examples, predictions, strict=True)
            ),
            reverse=True,
        ),
    )


def _outcome(examples: Sequence[Example], predictions: Sequence[Prediction]) -> OutOfFold:
    order = list(Label)
    scores = np.array([[prediction.scores[label] for label in order] for prediction in predictions])
    verdicts = np.array([order.index(prediction.label) for prediction in predictions])
    logits = np.log(np.maximum(scores, 1e-300))
    logits[np.arange(len(verdicts)), verdicts] += 1e-9  # where all are equal, the label is still the verdict
    return OutOfFold(np.array([order.index(example.label) for example in examples]), logits)
