"""The features of a whole job, from its lines and its title, and what follows from them.

Each line has four roles, each with a probability: it is a duty, a requirement, a benefit, or a description of the
company. Its words and the section it is in decide on them. A line counts in each role with that probability times the
square root of its length. For each role the job has the mean of its lines' probabilities of the four labels; these
means and the probabilities of the title are the features of a logistic regression.
"""

from collections.abc import Sequence
from math import exp, sqrt
from operator import add, mul
from typing import NamedTuple

from mvs_classifier.model.parameters import GRID, JobParameters
from mvs_classifier.text.headings import Section

ROLES = ("duty", "requirement", "benefit", "company")
DUTY = 0
A_DUTY = 0.5
"""The probability of being a duty from which a line is shown and used as one."""
FEATURES_OF_ROLE = 5
FEATURES = (len(ROLES) + 1) * FEATURES_OF_ROLE
"""For each role, and for the title: four means of probabilities, and how much is known about it."""

Four = Sequence[float]
Weights = tuple[float, float, float, float]

_NUMBERS = range(4)
_LONGEST = 60  # characters from which a longer line does not count more
_PRIOR = 1.0  # a role that fewer lines have than this counts less
_NOTHING = (0.0, 0.0, 0.0, 0.0)
_SECTIONS = {
    Section.DUTIES: (2.0, 0.0, 0.0, 0.0),
    Section.REQUIREMENTS: (-1.0, 2.0, 0.5, 0.0),
    Section.OTHER: (-1.0, 0.0, 2.0, 1.0),
    Section.UNKNOWN: (0.5, 0.0, 0.0, 0.0),
}
"""What a section adds to the logits of the roles; see models/README.md for how these were chosen."""
_BEFORE_DUTIES = (0.0, 0.0, 0.0, 1.0)  # the same for lines without a section where another section holds the duties


class Line(NamedTuple):
    """A line of a job.

    Attributes:
        length: its characters.
        probabilities: of the four labels, in the order of ``Label``.
        roles: the logits of its roles by its words alone, in the order of ``ROLES``.
        section: the section that contains it.
    """

    length: int
    probabilities: Four
    roles: Four
    section: Section


class Work(NamedTuple):
    """What the lines of a job say.

    Attributes:
        weights: how much each line counts in each role.
        totals: their sums, one for each role.
        means: for each role the mean of the four probabilities, shrunk towards 0 if few lines have it.
    """

    weights: Sequence[Weights]
    totals: Weights
    means: Sequence[Four]


def look_at(lines: Sequence[Line]) -> Work:
    """Weigh the lines of a job."""
    has_duties = any(line.section is Section.DUTIES for line in lines)
    weights = [_weights(line, has_duties=has_duties) for line in lines]
    of_roles = list(zip(*weights, strict=True)) or [_NOTHING] * len(ROLES)
    of_labels = list(zip(*(line.probabilities for line in lines), strict=True)) or [_NOTHING] * len(_NUMBERS)
    duty, requirement, benefit, company = map(sum, of_roles)
    totals = (duty, requirement, benefit, company)
    means = [
        [sum(map(mul, of_role, of_label)) / (total + _PRIOR) for of_label in of_labels]
        for of_role, total in zip(of_roles, totals, strict=True)
    ]
    return Work(weights, totals, means)


def features(work: Work, title: Four | None) -> list[float]:
    """Return the ``FEATURES`` features of a job; those of the title are 0 if it says nothing."""
    found: list[float] = []
    for mean, total in zip(work.means, work.totals, strict=True):
        found += [*mean, total / (total + _PRIOR)]
    return [*found, *(title or _NOTHING), float(title is not None)]


def logits(parameters: JobParameters, values: Sequence[float]) -> list[float]:
    """Return the four logits of a job from its features."""
    return [
        (base + sum(map(mul, row, values))) / GRID
        for base, row in zip(parameters.intercept, parameters.coef, strict=True)
    ]


def line_contributions(parameters: JobParameters, lines: Sequence[Line], work: Work) -> list[list[float]]:
    """Return what each line adds to the four logits of its job."""
    return [
        [
            sum(
                weight / (total + _PRIOR) * _dot(row[role * FEATURES_OF_ROLE :], line.probabilities)
                for role, (weight, total) in enumerate(zip(of_line, work.totals, strict=True))
            )
            / GRID
            for row in parameters.coef
        ]
        for line, of_line in zip(lines, work.weights, strict=True)
    ]


def title_contribution(parameters: JobParameters, title: Four | None) -> list[float]:
    """Return what a title adds to the four logits of its job."""
    if title is None:
        return list(_NOTHING)
    return [_dot(row[len(ROLES) * FEATURES_OF_ROLE :], title) / GRID for row in parameters.coef]


def in_context(parameters: JobParameters, lines: Sequence[Line], work: Work) -> list[list[float]]:
    """Return the probabilities of each line in the light of the other lines of its job.

    They are multiplied by the mean of the other duties' probabilities over those that lines have in general, to a
    power below 1.
    """
    power, prior = parameters.context / GRID, [value / GRID for value in parameters.prior]
    totals = [
        sum(weights[DUTY] * line.probabilities[label] for line, weights in zip(lines, work.weights, strict=True))
        for label in _NUMBERS
    ]
    found = []
    for line, weights in zip(lines, work.weights, strict=True):
        own, others = weights[DUTY], work.totals[DUTY] - weights[DUTY] + _PRIOR
        values = [
            probability * (((total - own * probability) / usual + _PRIOR) / others) ** power
            for probability, total, usual in zip(line.probabilities, totals, prior, strict=True)
        ]
        found.append([value / sum(values) for value in values])
    return found


def _weights(line: Line, *, has_duties: bool) -> Weights:
    if line.section is Section.HEADING:
        return _NOTHING
    added = _BEFORE_DUTIES if has_duties and line.section is Section.UNKNOWN else _SECTIONS[line.section]
    duty, requirement, benefit, company = map(exp, map(add, line.roles, added))
    share = sqrt(min(line.length, _LONGEST)) / (duty + requirement + benefit + company)
    return duty * share, requirement * share, benefit * share, company * share


def _dot(row: Sequence[int], probabilities: Four) -> float:
    """What four probabilities add, with the weight of their presence."""
    first, second, third, fourth = probabilities
    return row[0] * first + row[1] * second + row[2] * third + row[3] * fourth + row[4]
