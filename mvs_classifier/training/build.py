"""Examples become a model: the shipped one, measured by cross-validation, or one that a user has taught."""

import platform
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version
from math import isfinite

from mvs_classifier.errors import DataError
from mvs_classifier.i18n import _, joined
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.file import SHIPPED_DATA, TAUGHT, ModelFile, fingerprint, read_model
from mvs_classifier.model.info import ModelInfo
from mvs_classifier.model.labels import Label
from mvs_classifier.model.parameters import Parameters
from mvs_classifier.model.served import read_served
from mvs_classifier.model.taught import Taught
from mvs_classifier.shipped import shipped_model
from mvs_classifier.tables.language import label_name
from mvs_classifier.text.words import segmenter_name
from mvs_classifier.training.alike import AlikeTrainer
from mvs_classifier.training.examples import USER, Example, data_hash
from mvs_classifier.training.fit import Settings, fit
from mvs_classifier.training.jobs import fit_jobs, fit_roles, fit_titles, job_reader
from mvs_classifier.training.measure.evaluate import evaluate_examples
from mvs_classifier.training.measure.folds import leave_styles_out
from mvs_classifier.training.measure.metrics import calibrated, metrics, temperature
from mvs_classifier.training.newton import EXACT
from mvs_classifier.training.refit import Start, refit

_FEWEST = 10
_DIGITS = 4


def train_model(examples: Sequence[Example], postings: Sequence[Example], settings: Settings) -> ModelFile:
    """Train a model from examples and postings; its calibration and its metrics come from styles left out.

    Args:
        examples: the labelled texts.
        postings: the labelled postings; without any the model has no part for whole jobs.
        settings: what was chosen.

    Raises:
        DataError: a label has fewer than 10 examples.
    """
    _require_enough(examples)
    titles = fit_titles(examples) if postings else None
    strangers = leave_styles_out(examples, settings, postings, titles)
    heat = max(1.0, temperature(strangers.lines))  # texts from elsewhere are harder than ours, so never surer than that
    figures = {f"left_out_{name}": value for name, value in metrics(calibrated(strangers.lines, heat)).items()}
    jobs = None
    if titles and strangers.jobs:
        jobs, of_jobs = fit_jobs(strangers.jobs, fit_roles(examples), titles, examples)
        figures |= {f"left_out_{name}": value for name, value in of_jobs.items()}
    parameters = fit(examples, settings, heat)
    model = ModelFile(parameters, _info(parameters, [*examples, *postings], settings, heat), jobs)
    return named(_with_metrics(model, figures))


def train_taught(  # noqa: PLR0913 - what a training is made of
    examples: Sequence[Example],
    holdout: Sequence[Example],
    settings: Settings,
    heat: float,
    postings: Sequence[Example] = (),
    *,
    start: Parameters | None = None,
    enough: float = EXACT,
) -> ModelFile:
    """Train a model from the shipped examples and taught ones; its metrics are those on the holdout.

    Args:
        examples: the labelled texts, and the taught postings.
        holdout: what it is measured on; nothing is measured where it is empty.
        settings: what was chosen.
        heat: the temperature of the calibration. A few taught examples say nothing about texts from elsewhere, so it
            is the shipped model's; see :func:`shipped_temperature`.
        postings: the shipped postings; with them similar jobs follow the taught postings.
        start: what a similar training learned; None for the model that ships.
        enough: how exact the regression is; ``ROUGH`` for a model that is only measured.

    Raises:
        DataError: a label has fewer than 10 examples.
    """
    lines = [example for example in examples if not example.is_posting]
    _require_enough(lines)
    shipped = read_model(shipped_model())
    is_same = not _differs(shipped, lines, postings, settings)
    first = Start(start, heat) if start else Start(shipped.parameters, float(shipped.info.settings["temperature"]))
    parameters = shipped.parameters if is_same else refit(lines, settings, heat, start=first, enough=enough)
    jobs, taught = shipped.jobs, _taught(examples)
    if jobs and len(lines) < len(examples):
        plain = Classifier(ModelFile(parameters, _info(parameters, lines, settings, heat), jobs))
        corrections = _corrections(plain, [example for example in examples if example.is_posting])
        taught = taught._replace(alike=AlikeTrainer(job_reader(parameters, jobs), postings).fit(corrections))
    learned = [*examples, *postings] if jobs else examples
    unmeasured = ModelFile(parameters, _info(parameters, learned, settings, heat), jobs, taught)
    found = evaluate_examples(Classifier(unmeasured), holdout).metrics if holdout else {}
    measured = _with_metrics(unmeasured, {f"holdout_{name}": value for name, value in found.items()})
    return noted(measured, SHIPPED_DATA, shipped.info.data_hash)


def _corrections(plain: Classifier, postings: Sequence[Example]) -> list[Example]:
    """The taught postings that a model without them labels otherwise.

    Jobs like the others come out as taught without them. When those had followers too, twenty postings of which the
    model was unsure, twelve of them labelled as it had, cost 5 of the 520 held-out postings instead of 2.
    """
    verdicts = plain.job_verdicts([one.text for one in postings], [one.title or None for one in postings])
    return [one for one, verdict in zip(postings, verdicts, strict=True) if one.label != verdict.label]


def shipped_temperature() -> float:
    """Return the temperature of the shipped model's calibration."""
    return float(read_served(shipped_model()).info.settings["temperature"])


def noted(model: ModelFile, name: str, note: str) -> ModelFile:
    """Return the same model with one more note among its settings, such as ``forced`` where it is worse."""
    info = model.info._replace(settings={**model.info.settings, name: note})
    return named(model._replace(info=info))


def named(model: ModelFile) -> ModelFile:
    """Return the same model with the fingerprint of its content."""
    return model._replace(info=model.info._replace(fingerprint=fingerprint(model)))


def _differs(shipped: ModelFile, lines: Sequence[Example], postings: Sequence[Example], settings: Settings) -> bool:
    """Whether the model of single texts is to learn anything else than the shipped one has learned."""
    wanted = {name: str(value) for name, value in settings._asdict().items() if name != "taught_weight"}
    has_settings = wanted.items() <= shipped.info.settings.items()
    return not has_settings or data_hash([*lines, *postings]) != shipped.info.data_hash


def _taught(examples: Sequence[Example]) -> Taught:
    """The labels of the taught texts, by their keys."""
    order = list(Label)
    user = [example for example in examples if example.style == USER]
    lines = {one.identity: order.index(one.label) for one in user if not one.is_posting}
    return Taught(lines, {one.identity: order.index(one.label) for one in user if one.is_posting})


def _info(parameters: Parameters, examples: Sequence[Example], settings: Settings, heat: float) -> ModelInfo:
    """The description of a model that has no name and no figures yet."""
    return ModelInfo(
        fingerprint="",
        features=len(parameters.vocabulary),
        examples=dict(sorted(Counter(map(_origin, examples)).items())),
        data_hash=data_hash(examples),
        versions=_versions(),
        settings={
            **{name: str(value) for name, value in settings._asdict().items()},
            "temperature": f"{heat:.4f}",
        },
        metrics={},
    )


def _with_metrics(model: ModelFile, figures: dict[str, float]) -> ModelFile:
    """The same model with its figures, but for those that are not numbers: of a label that the holdout lacks."""
    numbers = {name: round(value, _DIGITS) for name, value in figures.items() if isfinite(value)}
    return model._replace(info=model.info._replace(metrics=numbers))


def _origin(example: Example) -> str:
    return TAUGHT if example.style == USER else example.file


def _require_enough(examples: Sequence[Example]) -> None:
    counts = Counter(example.label for example in examples)
    few = [
        _("{label} has {count:,}", label=label_name(label), count=counts[label])
        for label in Label
        if counts[label] < _FEWEST
    ]
    if few:
        raise DataError(
            _("each label needs {fewest} examples or more, but {few}; add some", fewest=_FEWEST, few=joined(few))
        )


def _versions() -> dict[str, str]:
    packages = ("mvs-classifier", "scikit-learn", "numpy", "scipy", "opencc", segmenter_name())
    return {"python": platform.python_version(), **{name: version(name) for name in packages}}
