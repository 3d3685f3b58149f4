"""Is this work marketing or sales? A classifier of Chinese sentences, tasks and job descriptions."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from mvs_classifier.api import classify, classify_many, explain, tag_job
from mvs_classifier.errors import (
    ColumnError,
    DataError,
    InputNotFoundError,
    ModelFileError,
    MvsError,
    OutputError,
    StoreError,
    UsageError,
)
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.explain import Explanation, WordContribution
from mvs_classifier.model.file import ModelInfo
from mvs_classifier.model.jobs import JobTag
from mvs_classifier.model.labels import Label
from mvs_classifier.model.prediction import Prediction
from mvs_classifier.store.current import load

if TYPE_CHECKING:
    from mvs_classifier.training.labelled import ReadOptions
    from mvs_classifier.training.result import Report, TrainingResult
    from mvs_classifier.training.train import train

__version__ = "0.3.0"

__all__ = [
    "Classifier",
    "ColumnError",
    "DataError",
    "Explanation",
    "InputNotFoundError",
    "JobTag",
    "Label",
    "ModelFileError",
    "ModelInfo",
    "MvsError",
    "OutputError",
    "Prediction",
    "ReadOptions",
    "Report",
    "StoreError",
    "TrainingResult",
    "UsageError",
    "WordContribution",
    "classify",
    "classify_many",
    "explain",
    "load",
    "tag_job",
    "train",
]


def __getattr__(name: str) -> Any:
    """Import the training floor, and scikit-learn with it, only when one of its names is used."""
    floor = {"ReadOptions": "labelled", "Report": "result", "TrainingResult": "result", "train": "train"}.get(name)
    if floor:
        return getattr(import_module(f"mvs_classifier.training.{floor}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
