"""Is this work marketing or sales? A classifier of Chinese sentences, tasks and job descriptions."""

from __future__ import annotations

from mvs_classifier.api import classify, classify_many, explain, tag_job, tag_jobs
from mvs_classifier.errors import (
    ColumnError,
    DataError,
    InputNotFoundError,
    MissingExtraError,
    ModelFileError,
    MvsError,
    NewerStoreError,
    OutputError,
    StoreError,
    UsageError,
)
from mvs_classifier.log import logger
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.model.prediction import Prediction
from mvs_classifier.store.current import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from mvs_classifier.model.explain import Explanation, WordContribution
    from mvs_classifier.model.info import ModelInfo
    from mvs_classifier.model.jobs import JobTag, LineContribution
    from mvs_classifier.tables.arrow import label_batches
    from mvs_classifier.tables.label import label_file
    from mvs_classifier.tables.options import Options, Request
    from mvs_classifier.tables.plan import Summary
    from mvs_classifier.tables.tally import Tally
    from mvs_classifier.training.check import Doubt, check
    from mvs_classifier.training.examples import Example
    from mvs_classifier.training.fit import Settings
    from mvs_classifier.training.labelled import Reading, ReadOptions, read_labelled
    from mvs_classifier.training.measure.evaluate import Evaluation, Judged, evaluate
    from mvs_classifier.training.result import Report, TrainingResult
    from mvs_classifier.training.suggest import suggest
    from mvs_classifier.training.train import train

__version__ = "0.3.0"

__all__ = [
    "Classifier",
    "ColumnError",
    "DataError",
    "Doubt",
    "Evaluation",
    "Example",
    "Explanation",
    "InputNotFoundError",
    "JobTag",
    "Judged",
    "Label",
    "LineContribution",
    "MissingExtraError",
    "ModelFileError",
    "ModelInfo",
    "MvsError",
    "NewerStoreError",
    "Options",
    "OutputError",
    "Prediction",
    "ReadOptions",
    "Reading",
    "Report",
    "Request",
    "Settings",
    "StoreError",
    "Summary",
    "Tally",
    "TrainingResult",
    "UsageError",
    "WordContribution",
    "check",
    "classify",
    "classify_many",
    "evaluate",
    "explain",
    "label_batches",
    "label_file",
    "load",
    "read_labelled",
    "suggest",
    "tag_job",
    "tag_jobs",
    "train",
]

_LATER = {
    "model.explain": ["Explanation", "WordContribution"],
    "model.info": ["ModelInfo"],
    "model.jobs": ["JobTag", "LineContribution"],
    "tables.arrow": ["label_batches"],
    "tables.label": ["label_file"],
    "tables.options": ["Options", "Request"],
    "tables.plan": ["Summary"],
    "tables.tally": ["Tally"],
    "training.check": ["Doubt", "check"],
    "training.examples": ["Example"],
    "training.fit": ["Settings"],
    "training.labelled": ["ReadOptions", "Reading", "read_labelled"],
    "training.measure.evaluate": ["Evaluation", "Judged", "evaluate"],
    "training.result": ["Report", "TrainingResult"],
    "training.suggest": ["suggest"],
    "training.train": ["train"],
}
"""Names that are imported when first used, because no verdict on a text needs them; by module."""

logger()


def __getattr__(name: str) -> Any:
    from importlib import import_module

    for module, names in _LATER.items():
        if name in names:
            return globals().setdefault(name, getattr(import_module(f"{__name__}.{module}"), name))
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
