"""Judges whole jobs from each line, its role, and the title."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from mvs_classifier.model import jobs, work
from mvs_classifier.model.alike import Alike, Likeness
from mvs_classifier.model.labels import Label
from mvs_classifier.model.parameters import GRID, JobParameters
from mvs_classifier.model.prediction import EMPTY, NO_WORDS, Prediction, no_verdict, of_probabilities, why_none
from mvs_classifier.model.scorer import Logits as FourLogits
from mvs_classifier.model.scorer import Scorer, softmax
from mvs_classifier.model.taught import REASON as TAUGHT
from mvs_classifier.text.headings import Section
from mvs_classifier.text.normalize import normalize
from mvs_classifier.text.sections import sections
from mvs_classifier.text.titles import bare_title, is_open

if TYPE_CHECKING:
    from mvs_classifier.model.batch.scorer import BatchScorer, Logits

_LABELS = list(Label)
_EVEN = (0.25, 0.25, 0.25, 0.25)
_NO_ROLES = _NO_LOGITS = (0.0, 0.0, 0.0, 0.0)

_Title = tuple[Prediction | None, str | None, str]
"""The prediction for a title, what it says, and the title without what says nothing about the work."""
_NO_TITLE: _Title = (None, None, "")


class Verdict(NamedTuple):
    """The verdict on a job without its lines: all that a table needs.

    Attributes:
        label: the most probable label.
        probabilities: of the labels, in their order.
        shares: how the work is divided.
        title: the prediction for the title, None without one.
        promise: what the title says, None without one.
        agrees: whether the job is what its title promises.
        reason: None, or why there is no verdict.
        followed: what similar postings that were taught add to the four logits.
    """

    label: Label
    probabilities: Sequence[float]
    shares: jobs.Shares
    title: Prediction | None
    promise: str | None
    agrees: bool | None
    reason: str | None
    followed: Sequence[float] = (0.0, 0.0, 0.0, 0.0)


class Job(NamedTuple):
    """A job whose lines were read.

    Attributes:
        texts: the lines, including headings.
        lines: what was read in each; if nothing in a line is known, its probabilities are equal.
        known: whether anything is known in each.
        title: the prediction for its title, None without one.
        promise: what the title says, None without one.
        bare_title: the title without what says nothing about the work, empty without one.
        has_marks: whether a description that has no line holds anything.
    """

    texts: Sequence[str]
    lines: Sequence[work.Line]
    known: Sequence[bool]
    title: Prediction | None
    promise: str | None
    bare_title: str = ""
    has_marks: bool = False


class JobReader:
    """The model of whole jobs with the models on which it builds.

    Args:
        parameters: the model of jobs.
        scorer: the model of lines.
        score_batch: the same for many texts, bit for bit.
        model: the fingerprint of the whole.
        alike: the taught postings that similar jobs follow; None without any.
    """

    def __init__(
        self,
        parameters: JobParameters,
        scorer: Scorer,
        score_batch: "Callable[[Sequence[str]], Logits]",
        model: str,
        alike: Alike | None = None,
    ) -> None:
        self._parameters = parameters
        self._likeness = Likeness(alike) if alike and alike.postings else None
        self._scorer, self._score_batch, self._model = scorer, score_batch, model
        self._roles, self._titles = Scorer(parameters.roles), Scorer(parameters.titles)

    def read(self, texts: Sequence[str], title: str | None) -> Job:
        """Read the lines of one job, and its title."""
        normalized = list(map(normalize, texts))
        found = [self._scorer.logits(text) for text in normalized]
        probabilities = [_EVEN if logits is None else softmax(logits) for logits in found]
        roles = [self._roles.logits(text) or _NO_ROLES for text in normalized]
        known = [logits is not None for logits in found]
        return Job(texts, _lines(texts, probabilities, known, roles), known, *self._title(title))

    def read_many(self, descriptions: Sequence[Sequence[str]], titles: Sequence[str | None]) -> list[Job]:
        """Read the lines and titles of many jobs at once, with the same results as one by one."""
        from mvs_classifier.model.batch.scorer import softmax_rows

        texts = [text for some in descriptions for text in some]
        logits = self._score_batch(texts)
        probabilities, known = softmax_rows(logits.values).tolist(), logits.known.tolist()
        roles = self._batch_roles.logits(texts).values.tolist()
        known_titles = self._titles_of(titles)
        found, start = [], 0
        for some, title in zip(descriptions, titles, strict=True):
            stop = start + len(some)
            its_known = known[start:stop]
            rows = [
                row if is_known else _EVEN for row, is_known in zip(probabilities[start:stop], its_known, strict=True)
            ]
            lines = _lines(some, rows, its_known, roles[start:stop])
            found.append(Job(some, lines, its_known, *known_titles[title]))
            start = stop
        return found

    def verdict(self, job: Job, taught: Label | None = None) -> Verdict:
        """Return the verdict on a job, with its taught label if there is one."""
        return self._verdict(job, work.look_at(job.lines), taught)

    def tag(self, job: Job, taught: Label | None = None) -> jobs.JobTag:
        """Return the full result for a job, with its taught label if there is one."""
        seen = work.look_at(job.lines)
        verdict = self._verdict(job, seen, taught)
        added = work.line_contributions(self._parameters, job.lines, seen)
        duties = list(map(_duty, job.lines, seen.weights))
        has_verdict = verdict.reason in {None, TAUGHT}
        title = work.title_contribution(self._parameters, _evidence(job) if has_verdict else None)
        return jobs.JobTag(
            label=verdict.label,
            confidence=max(verdict.probabilities),
            scores=dict(zip(_LABELS, verdict.probabilities, strict=True)),
            marketing_share=verdict.shares.marketing,
            sales_share=verdict.shares.sales,
            craft_part=verdict.shares.craft_part,
            tasks=tuple(zip(job.texts, self._predictions(job, seen), strict=True)),
            deciding=jobs.deciding(zip(job.texts, duties, added, strict=True), verdict.label) if has_verdict else (),
            title=job.title,
            title_says=job.promise,
            title_agrees=verdict.agrees,
            reason=verdict.reason,
            model=self._model,
            title_contribution=dict(zip(_LABELS, title, strict=True)),
            taught_contribution=dict(zip(_LABELS, verdict.followed, strict=True)),
            intercept={label: base / GRID for label, base in zip(_LABELS, self._parameters.intercept, strict=True)},
        )

    def features(self, job: Job) -> list[float]:
        """Return the features from which the verdict on a job follows."""
        return work.features(work.look_at(job.lines), _evidence(job))

    def without_duties(self, job: Job) -> Job:
        """Return what is left of a job without its duties, which is all that some tables hold."""
        weights = work.look_at(job.lines).weights
        left = [line for line, of_line in zip(job.lines, weights, strict=True) if _duty(line, of_line) < work.A_DUTY]
        return job._replace(lines=left)

    def title(self, title: str) -> Prediction:
        """Return the prediction for a title without what says nothing about the work."""
        bare = bare_title(title)
        return self._title_prediction(bare, self._titles.logits(bare))

    def duties(self, job: Job) -> list[str]:
        """Return the duties of a job; all its lines if none is a duty."""
        return _duties(job, work.look_at(job.lines))

    def _title(self, title: str | None) -> _Title:
        if title is None or not title.strip():
            return _NO_TITLE
        bare = bare_title(title)
        return self._read_title(title, bare, self._titles.logits(bare))

    def _titles_of(self, titles: Iterable[str | None]) -> dict[str | None, _Title]:
        """What is known of each of many titles; a blank one is none."""
        given = list(dict.fromkeys(titles))
        different = [title for title in given if title is not None and title.strip()]
        bare = list(map(bare_title, different))
        logits = self._batch_titles.logits(bare)
        rows = [
            row if known else None for row, known in zip(logits.values.tolist(), logits.known.tolist(), strict=True)
        ]
        read = map(self._read_title, different, bare, rows)
        return dict.fromkeys(given, _NO_TITLE) | dict(zip(different, read, strict=True))

    def _read_title(self, title: str, bare: str, logits: FourLogits | None) -> _Title:
        prediction = self._title_prediction(bare, logits)
        return prediction, jobs.says(prediction, is_open=is_open(title)), bare

    def _title_prediction(self, bare: str, logits: FourLogits | None) -> Prediction:
        return no_verdict(bare, self._model) if logits is None else of_probabilities(softmax(logits), self._model)

    def _verdict(self, job: Job, seen: work.Work, taught: Label | None) -> Verdict:
        reason = _reason(job)
        if taught is not None:
            agrees, certain = jobs.agrees(job.title, job.promise, taught), [float(one == taught) for one in _LABELS]
            return Verdict(taught, certain, jobs.shares(seen, certain), job.title, job.promise, agrees, TAUGHT)
        if reason:
            return Verdict(Label.NEITHER, _EVEN, jobs.Shares(0.0, 0.0, 0.0), job.title, job.promise, None, reason)
        features = work.features(seen, _evidence(job))
        logits = work.logits(self._parameters, features)
        followed = self._followed(job, seen, logits)
        first, second, third, fourth = map(add, logits, followed)
        probabilities = softmax((first, second, third, fourth))
        label = _LABELS[probabilities.index(max(probabilities))]
        agrees = jobs.agrees(job.title, job.promise, label)
        shares = jobs.shares(seen, probabilities)
        return Verdict(label, probabilities, shares, job.title, job.promise, agrees, None, followed)

    def _followed(self, job: Job, seen: work.Work, logits: Sequence[float]) -> Sequence[float]:
        """What similar postings that were taught add to the four logits."""
        if not self._likeness:
            return _NO_LOGITS
        return self._likeness.added(logits, map(normalize, _duties(job, seen)), job.bare_title)

    def _predictions(self, job: Job, seen: work.Work) -> list[Prediction]:
        """The verdicts on the lines in the light of the job."""
        rows = work.in_context(self._parameters, job.lines, seen)
        return [
            of_probabilities(row, self._model) if is_known else no_verdict(normalize(text), self._model)
            for text, row, is_known in zip(job.texts, rows, job.known, strict=True)
        ]

    @cached_property
    def _batch_roles(self) -> "BatchScorer":
        from mvs_classifier.model.batch.scorer import BatchScorer

        return BatchScorer(self._parameters.roles, self._roles)

    @cached_property
    def _batch_titles(self) -> "BatchScorer":
        from mvs_classifier.model.batch.scorer import BatchScorer

        return BatchScorer(self._parameters.titles, self._titles)


def _lines(
    texts: Sequence[str],
    probabilities: Sequence[work.Four],
    known: Sequence[bool],
    roles: Sequence[work.Four],
) -> list[work.Line]:
    """What was read; a line in which nothing is known does not count, like a heading."""
    return [
        work.Line(len(text), row, role, section if is_known else Section.HEADING)
        for text, row, is_known, role, section in zip(texts, probabilities, known, roles, sections(texts), strict=True)
    ]


def _duty(line: work.Line, weights: work.Weights) -> float:
    """The probability that a line is a duty; what is under another heading is none, whatever its words."""
    is_elsewhere = line.section in {Section.REQUIREMENTS, Section.OTHER, Section.HEADING}
    return 0.0 if is_elsewhere else weights[work.DUTY] / sum(weights)


def _duties(job: Job, seen: work.Work) -> list[str]:
    texts = [
        text
        for text, line, weights in zip(job.texts, job.lines, seen.weights, strict=True)
        if _duty(line, weights) >= work.A_DUTY
    ]
    return texts or list(job.texts)


def _evidence(job: Job) -> Sequence[float] | None:
    """The title's probabilities of the labels; None if it says nothing about the work."""
    if job.title is None or job.promise == jobs.OPEN:
        return None
    return [job.title.scores[label] for label in _LABELS]


def _reason(job: Job) -> str | None:
    """Why a job gets no verdict: it has no lines, only headings, or no known words."""
    if not job.texts:
        return NO_WORDS if job.has_marks else EMPTY
    if any(line.section is not Section.HEADING for line in job.lines):
        return None
    found = zip(job.texts, sections(job.texts), strict=True)
    others = [text for text, section in found if section is not Section.HEADING]
    why = why_none(normalize("\n".join(others)))
    return NO_WORDS if why == EMPTY and len(others) < len(job.texts) else why
