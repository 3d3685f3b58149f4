"""The verdicts on examples: on single texts, and on whole postings."""

from collections.abc import Sequence

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.model.prediction import Prediction
from mvs_classifier.training.examples import Example

_LABELS = list(Label)


def predictions(classifier: Classifier, examples: Sequence[Example]) -> list[Prediction]:
    """Return the prediction for each example; a posting is judged as a whole job, with its title."""
    lines = classifier.classify_many([one.text for one in examples if not one.is_posting])
    jobs = iter(job_predictions(classifier, [one for one in examples if one.is_posting]))
    return [next(jobs) if one.is_posting else next(lines) for one in examples]


def job_predictions(classifier: Classifier, postings: Sequence[Example]) -> list[Prediction]:
    """Return the verdict on each whole posting as a prediction."""
    if not postings:
        return []
    verdicts = classifier.job_verdicts([one.text for one in postings], [one.title or None for one in postings])
    return [
        Prediction(
            one.label,
            max(one.probabilities),
            dict(zip(_LABELS, one.probabilities, strict=True)),
            one.reason,
            classifier.fingerprint,
        )
        for one in verdicts
    ]
