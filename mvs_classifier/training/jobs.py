"""From labelled postings to the model of whole jobs."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mvs_classifier.model.jobreader import JobReader
from mvs_classifier.model.labels import Label
from mvs_classifier.model.parameters import GRID, JobParameters, Parameters
from mvs_classifier.model.scorer import Scorer
from mvs_classifier.model.work import FEATURES, ROLES
from mvs_classifier.text.lines import split_lines
from mvs_classifier.text.titles import bare_title
from mvs_classifier.training.examples import POSTING_LINES, TITLES, Example
from mvs_classifier.training.fit import ROLE_SETTINGS, TITLE_SETTINGS, fit_texts, on_grid, regress
from mvs_classifier.training.measure.metrics import OutOfFold, calibrated, calibration_error, temperature

_C = 10.0
_CONTEXT = 0.4
_WITHOUT_TITLE = 0.5  # how much a posting counts once more without its title, and once more with another's
_CRAFT = 2.0  # to miss a job of a craft is as bad as two false alarms
_HARDER = 1.3  # real postings are less clear than written ones; chosen on the measuring sets, see models/README.md
_LABELS = [str(label) for label in Label]

Array = NDArray[Any]


class JobFeatures(NamedTuple):
    """The features of postings, read by models that have not learned their style.

    Attributes:
        labels: the label of each.
        styles: who wrote it.
        own: the features with its own title, shape (postings, ``FEATURES``).
        without: the same without a title.
        other: the same with the title of another posting.
    """

    labels: Sequence[str]
    styles: Sequence[str]
    own: Array
    without: Array
    other: Array


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
    descriptions = [split_lines(posting.text) for posting in postings]
    others = [posting.title for posting in postings]
    random.Random(0).shuffle(others)  # noqa: S311 - it only has to be the same each time
    own = [posting.title for posting in postings]
    columns = [
        np.array(list(map(reader.features, reader.read_many(descriptions, named))))
        for named in (own, [None] * len(postings), others)
    ]
    labels, styles = [str(posting.label) for posting in postings], [posting.style for posting in postings]
    return JobFeatures(labels, styles, *(column.reshape(-1, FEATURES) for column in columns))


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
    values = np.concatenate([part[rows] for part in (features.own, features.without, features.other)])
    costs = np.where(np.array(labels) == str(Label.NEITHER), 1.0, _CRAFT)
    weights = np.concatenate([costs, costs * _WITHOUT_TITLE, costs * _WITHOUT_TITLE]).tolist()
    regression = regress(values, labels * 3, _C, weights)
    order = [list(regression.classes_).index(label) for label in _LABELS]
    return regression.coef_[order], regression.intercept_[order]


def left_out(features: JobFeatures) -> OutOfFold:
    """Return the logits of each posting from a model that has not learned its style."""
    styles = np.array(features.styles)
    logits = np.zeros((len(styles), len(_LABELS)))
    for style in dict.fromkeys(features.styles):
        coef, intercept = _regression(features, styles != style)
        logits[styles == style] = features.own[styles == style] @ coef.T + intercept
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
