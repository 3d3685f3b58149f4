"""From labelled postings to the model of whole jobs."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mvs_classifier.model.jobreader import Job, JobReader
from mvs_classifier.model.labels import Label
from mvs_classifier.model.parameters import GRID, JobParameters, Parameters
from mvs_classifier.model.scorer import Scorer
from mvs_classifier.model.work import FEATURES, FEATURES_OF_ROLE, ROLES
from mvs_classifier.text.lines import split_lines
from mvs_classifier.text.titles import bare_title
from mvs_classifier.training.examples import POSTING_LINES, TITLES, Example
from mvs_classifier.training.fit import ROLE_SETTINGS, TITLE_SETTINGS, fit_texts, on_grid, regress
from mvs_classifier.training.measure.metrics import OutOfFold, calibrated, calibration_error, temperature

_C = 10.0
_CONTEXT = 0.4
_VARIANTS = (
    1.0,  # the posting as it is
    0.5,  # without its title
    0.5,  # with the title of another
    0.1,  # without its duties
    0.05,  # without both
)
"""How much each variant of a posting counts; see models/README.md for what those without duties are worth."""
_CRAFT = 2.0  # to miss a job of a craft is as bad as two false alarms
_HARDER = 1.3  # real postings are less clear than written ones; chosen on the measuring sets, see models/README.md
_LABELS = [str(label) for label in Label]

Array = NDArray[Any]


class JobFeatures(NamedTuple):
    """The features of postings, read by models that have not learned their style.

    Attributes:
        labels: the label of each.
        styles: who wrote it.
        values: the features of each variant of it, shape (variants, postings, ``FEATURES``); the first is as it is.
    """

    labels: Sequence[str]
    styles: Sequence[str]
    values: Array


def fit_roles(examples: Sequence[Example]) -> Parameters:
    """Train the model of what a line is in its job, on the lines of postings whose kind is known."""
    lines = [example for example in examples if example.file == POSTING_LINES and example.kind in ROLES]
    kinds = [example.kind for example in lines]
    return fit_texts([line.text for line in lines], kinds, [1.0] * len(lines), ROLE_SETTINGS, order=ROLES)


def fit_titles(examples: Sequence[Example]) -> Parameters:
    """Train the model of titles, on what is left of them without pay, places and the like."""
    titles = {bare_title(example.text): str(example.label) for example in examples if example.file == TITLES}
    texts = list(filter(None, titles))
    return fit_texts(texts, [titles[text] for text in texts], [1.0] * len(texts), TITLE_SETTINGS)


def read_features(lines: Parameters, roles: Parameters, titles: Parameters, postings: Sequence[Example]) -> JobFeatures:
    """Return the features of postings as models of lines, roles and titles read them."""
    reader = job_reader(lines, unweighed(roles, titles))
    jobs = reader.read_many([split_lines(one.text) for one in postings], [one.title for one in postings])
    whole, idle = (_features(reader, some) for some in (jobs, map(reader.without_duties, jobs)))
    others = list(range(len(jobs)))
    random.Random(0).shuffle(others)  # noqa: S311 - it only has to be the same each time
    variants = [whole, _with_title(whole, 0.0), _with_title(whole, whole[others]), idle, _with_title(idle, 0.0)]
    labels, styles = [str(posting.label) for posting in postings], [posting.style for posting in postings]
    return JobFeatures(labels, styles, np.stack(variants))


def _features(reader: JobReader, jobs: Iterable[Job]) -> Array:
    return np.array(list(map(reader.features, jobs))).reshape(-1, FEATURES)


def _with_title(features: Array, others: Array | float) -> Array:
    """The same features but for those of the title, which are the others'."""
    is_of_title = np.arange(FEATURES) >= FEATURES - FEATURES_OF_ROLE
    return np.where(is_of_title, others, features)


def job_reader(lines: Parameters, jobs: JobParameters) -> JobReader:
    """Return a reader of whole jobs that is no part of a classifier."""
    from mvs_classifier.model.batch.scorer import BatchScorer

    scorer = Scorer(lines)
    return JobReader(jobs, scorer, BatchScorer(lines, scorer).logits, "")


def fit_jobs(
    features: JobFeatures, roles: Parameters, titles: Parameters, examples: Sequence[Example]
) -> tuple[JobParameters, dict[str, float]]:
    """Train the model of whole jobs; return it with how well it does on styles that were left out."""
    outcome = left_out(features)
    heat = _HARDER * max(1.0, temperature(outcome))
    coef, intercept = _regression(features, np.ones(len(features.labels), dtype=bool))
    duties = Counter(str(one.label) for one in examples if one.file == POSTING_LINES and one.kind == ROLES[0])
    total = max(1, sum(duties.values()))
    jobs = JobParameters(
        roles=roles,
        titles=titles,
        coef=[on_grid(row) for row in coef / heat],
        intercept=on_grid(intercept / heat),
        context=round(_CONTEXT * GRID),
        prior=[max(1, round(duties[label] / total * GRID)) for label in _LABELS],
    )
    return jobs, _figures(calibrated(outcome, heat))


def unweighed(roles: Parameters, titles: Parameters) -> JobParameters:
    """Return a model of jobs that has learned nothing yet, to read features with."""
    return JobParameters(roles, titles, [[0] * FEATURES] * len(_LABELS), [0] * len(_LABELS), 0, [1] * len(_LABELS))


def _regression(features: JobFeatures, rows: Array) -> tuple[Array, Array]:
    """The weights and the intercepts that some of the postings give."""
    labels = list(np.array(features.labels)[rows])
    values = features.values[:, rows].reshape(-1, FEATURES)
    costs = np.where(np.array(labels) == str(Label.NEITHER), 1.0, _CRAFT)
    weights = np.outer(_VARIANTS, costs).ravel().tolist()
    regression = regress(values, labels * len(_VARIANTS), _C, weights)
    order = [list(regression.classes_).index(label) for label in _LABELS]
    return regression.coef_[order], regression.intercept_[order]


def left_out(features: JobFeatures) -> OutOfFold:
    """Return the logits of each posting from a model that has not learned its style."""
    styles = np.array(features.styles)
    logits = np.zeros((len(styles), len(_LABELS)))
    for style in dict.fromkeys(features.styles):
        coef, intercept = _regression(features, styles != style)
        logits[styles == style] = features.values[0, styles == style] @ coef.T + intercept
    return OutOfFold(np.array([_LABELS.index(label) for label in features.labels]), logits)


def _figures(outcome: OutOfFold) -> dict[str, float]:
    """How well whole jobs are labelled: right, other professions called a craft, a craft called neither."""
    neither = _LABELS.index("neither")
    verdicts, is_other = outcome.logits.argmax(axis=1), outcome.labels == neither
    return {
        "jobs_accuracy": float((verdicts == outcome.labels).mean()),
        "jobs_false_alarms": float((verdicts[is_other] != neither).mean()),
        "jobs_missed": float((verdicts[~is_other] == neither).mean()),
        "jobs_calibration_error": calibration_error(outcome),
    }


def postings_of(postings: Sequence[Example], styles: set[str]) -> Iterator[Example]:
    """Yield the postings of some styles."""
    return (posting for posting in postings if posting.style.partition(":")[2] in styles)
