"""The classifier: one object that holds a model and answers all questions about texts and jobs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from mvs_classifier.errors import ModelFileError
from mvs_classifier.i18n import _
from mvs_classifier.model.batches import batches
from mvs_classifier.model.given import each_text, each_title, require_text, require_texts, require_title
from mvs_classifier.model.labels import Label
from mvs_classifier.model.prediction import Prediction, no_verdict, of_records, verdict
from mvs_classifier.model.scorer import Scorer
from mvs_classifier.model.served import Served, read_served
from mvs_classifier.shipped import shipped_model
from mvs_classifier.text.ngrams import normal_units, units
from mvs_classifier.text.normalize import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mvs_classifier.model.batch.scorer import BatchScorer, Logits
    from mvs_classifier.model.explain import Explanation
    from mvs_classifier.model.file import ModelFile
    from mvs_classifier.model.info import ModelInfo
    from mvs_classifier.model.jobreader import Job, JobReader, Verdict
    from mvs_classifier.model.jobs import JobTag
    from mvs_classifier.model.scorer import Logits as FourLogits

_BATCH_FROM = 16


class Classifier:
    """A loaded model. It never changes, so any number of threads may share one: every method is thread-safe.

    Get one with :func:`mvs_classifier.load`.

    Attributes:
        info: what is known about the model: its fingerprint, its training data, its figures.
        fingerprint: the model's name, which every prediction carries.
    """

    def __init__(self, model: ModelFile | Served) -> None:
        self.fingerprint: str = model.fingerprint
        self._model, self._taught = model, model.taught
        self._taught_lines: Mapping[str, int] = self._taught.lines if self._taught else {}
        self._scorer = Scorer(model.lines)

    @property
    def info(self) -> ModelInfo:
        """What is known about the model."""
        return self._model.info

    def classify(self, text: str) -> Prediction:
        """Return whether one text is marketing, sales, both or neither.

        Args:
            text: a sentence, a duty or a task; any string.

        Returns:
            The prediction; for a text with nothing to judge it is ``neither``, and ``reason`` says why.

        Raises:
            TypeError: the text is not a str.
        """
        text = require_text(text)
        return (self._taught_lines and self._taught_verdict(text)) or self._verdict(text)

    def classify_many(self, texts: Iterable[str]) -> Iterator[Prediction]:
        """Classify any number of texts, lazily, with the same results as one by one and many times as fast.

        Args:
            texts: the texts. They are read ahead in growing batches, at most 4,096 at a time.

        Returns:
            One prediction for each text, in order.

        Raises:
            TypeError: a text is not a str; the predictions before it come first, and the message names its position. A
                str, bytes, a mapping or a table is refused at once.
        """
        return self._classify_many(require_texts(texts, "classify_many", "classify"))

    def score_batch(self, texts: Sequence[str]) -> Logits:
        """Score many texts at once without an object for each, as tables need it.

        Args:
            texts: any number of strings; the memory grows with them.

        Returns:
            Two arrays: the logits of each text, whose softmax gives its prediction's scores, and whether anything in it
            is known.
        """
        logits = self._batch_scorer.logits(texts)
        if self._taught_lines:
            from mvs_classifier.model.taught import taught_rows

            for row, label in taught_rows(self._taught_lines, texts):
                logits.values[row] = [0.0 if one == label else -float("inf") for one in Label]
                logits.known[row] = True
        return logits

    def taught_rows(self, texts: Sequence[str | None]) -> list[int]:
        """Return the positions of the texts whose labels were taught."""
        from mvs_classifier.model.taught import taught_rows

        return [row for row, _label in taught_rows(self._taught_lines, [text or "" for text in texts])]

    def explain(self, text: str) -> Explanation:
        """Take the verdict on one text apart into the contributions of its words.

        A taught label is not a sum of words: for a taught text the contributions are those of the model, whose own
        verdict may differ.

        Args:
            text: any string.

        Returns:
            The verdict of :meth:`classify`, the words with what each adds to each label's score before the softmax, and
            the intercept.

        Raises:
            TypeError: the text is not a str.
            MvsError: no segmenter is installed.
        """
        from mvs_classifier.model.explain import Explanation, word_contributions
        from mvs_classifier.text.words import segmenter

        normalized = normalize(require_text(text))
        totals = self._scorer.totals(units(normalized))
        words = word_contributions(self._scorer, segmenter(self._model.dictionary), normalized, totals)
        intercept = dict(zip(Label, self._scorer.intercept, strict=True))
        logits = self._scorer.logits_of_totals(totals)
        found = (self._taught_lines and self._taught_verdict(text)) or self._verdict_by(logits, text)
        return Explanation(normalized, found.label, words, intercept, found.reason, text, found.confidence)

    def tag_job(self, description: str | Sequence[str], title: str | None = None) -> JobTag:
        """Judge a whole job by its tasks and its title, and whether the two agree.

        A job that was taught as a whole is answered as taught. A single line that was taught counts as the model reads
        it.

        Args:
            description: the job description, or its tasks as a list of texts.
            title: the job's title.

        Returns:
            The job's label with its confidence, the shares of the two crafts, every line with its prediction, and
            what each line and the title add to the verdict.

        Raises:
            TypeError: the description, one of the tasks or the title is not a str.
        """
        lines, named = _job_lines(description), require_title(title)
        job = self._jobs.read(lines, named)._replace(has_marks=_has_marks(description))
        return self._jobs.tag(job, self._taught_job(lines))

    def tag_jobs(
        self, descriptions: Iterable[str | Sequence[str]], titles: Iterable[str | None] | None = None
    ) -> list[JobTag]:
        """Judge many whole jobs at once, with the same results as one by one and several times as fast.

        Args:
            descriptions: the job descriptions, any iterable of str or of lists of tasks.
            titles: the title of each, or None.

        Returns:
            The result for each job, in order.

        Raises:
            TypeError: a description or a title is not a str, or a single str is given.
            ValueError: the numbers of titles and descriptions differ.
        """
        return [self._jobs.tag(job, label) for job, label in self._read_jobs(descriptions, titles)]

    def job_verdicts(
        self, descriptions: Iterable[str | Sequence[str]], titles: Iterable[str | None] | None = None
    ) -> list[Verdict]:
        """Judge many jobs without a result for each line, as tables need it.

        Args:
            descriptions: as for :meth:`tag_jobs`.
            titles: as for :meth:`tag_jobs`.

        Returns:
            The verdict on each job, in order; the same as in its tag.
        """
        return [self._jobs.verdict(job, label) for job, label in self._read_jobs(descriptions, titles)]

    def job_duties(self, descriptions: Iterable[str | Sequence[str]]) -> list[list[str]]:
        """Return the duties of each job; all its lines if none is a duty.

        Args:
            descriptions: as for :meth:`tag_jobs`.

        Returns:
            The duties of each job, in order.
        """
        return [self._jobs.duties(job) for job, _titles in self._read_jobs(descriptions, None)]

    def _read_jobs(
        self, descriptions: Iterable[str | Sequence[str]], titles: Iterable[str | None] | None
    ) -> list[tuple[Job, Label | None]]:
        given = list(each_text(require_texts(descriptions, "tag_jobs", "tag_job"), (str, Iterable)))
        lines = list(map(_job_lines, given))
        named = [None] * len(lines) if titles is None else list(require_texts(titles, "tag_jobs", "tag_job"))
        if len(named) != len(lines):
            raise ValueError(
                _("there are {count:,} descriptions, but {titles:,} titles", count=len(lines), titles=len(named))
            )
        jobs = self._jobs.read_many(lines, list(each_title(named, titles)))
        return [
            (job._replace(has_marks=_has_marks(one)), self._taught_job(job.texts))
            for job, one in zip(jobs, given, strict=True)
        ]

    def _taught_job(self, lines: Sequence[str]) -> Label | None:
        """The label that was taught for this job; its lines are compared without their marks."""
        if not self._taught or not self._taught.jobs:
            return None
        from mvs_classifier.model.taught import job_key, taught_label

        return taught_label(self._taught.jobs, job_key(lines))

    def __reduce__(self) -> tuple[type[Classifier], tuple[ModelFile | Served]]:
        """Pickle the model alone."""
        return Classifier, (self._model,)

    def __repr__(self) -> str:
        return f"<Classifier {self.fingerprint}>"

    @cached_property
    def _jobs(self) -> JobReader:
        from mvs_classifier.model.jobreader import JobReader

        parameters = self._model.jobs or read_served(shipped_model()).jobs
        if parameters is None:
            raise ModelFileError(
                _("neither this model nor the shipped one can judge whole jobs; reinstall mvs-classifier")
            )
        alike = self._taught.alike if self._taught else None
        return JobReader(parameters, self._scorer, self._line_logits, self.fingerprint, alike)

    def _line_logits(self, texts: Sequence[str]) -> Logits:
        """The model's logits of the lines of jobs; a taught line must not outweigh the rest of its job."""
        return self._batch_scorer.logits(texts)

    @cached_property
    def _batch_scorer(self) -> BatchScorer:
        from mvs_classifier.model.batch.scorer import BatchScorer

        return BatchScorer(self._model.lines, self._scorer)

    def _taught_verdict(self, text: str) -> Prediction | None:
        """The verdict on a text that was taught."""
        from mvs_classifier.model.taught import key, taught_label, taught_verdict

        label = taught_label(self._taught_lines, key(text))
        return None if label is None else taught_verdict(label, self.fingerprint)

    def _verdict(self, text: str) -> Prediction:
        return self._verdict_by(self._scorer.logits_of(normal_units(text)), text)

    def _verdict_by(self, logits: FourLogits | None, text: str) -> Prediction:
        return no_verdict(normalize(text), self.fingerprint) if logits is None else verdict(logits, self.fingerprint)

    def _classify_many(self, texts: Iterable[object]) -> Iterator[Prediction]:
        for batch in batches(texts):
            yield from self._predicted(batch) if len(batch) >= _BATCH_FROM else map(self.classify, batch)

    def _predicted(self, texts: Sequence[str]) -> Iterator[Prediction]:
        from mvs_classifier.model.batch.records import as_bytes, records
        from mvs_classifier.model.batch.scorer import softmax_rows

        logits = self.score_batch(texts)
        found = records(softmax_rows(logits.values), self.fingerprint)
        odd = ~logits.known | (found["confidence"] == 1.0) if self._taught_lines else ~logits.known
        predictions = of_records(as_bytes(found))
        if not odd.any():
            return predictions
        is_odd = zip(texts, odd.tolist(), predictions, strict=True)
        return (self.classify(text) if alone else prediction for text, alone, prediction in is_odd)


def _has_marks(description: str | Sequence[str]) -> bool:
    return isinstance(description, str) and bool(description.strip())


def _job_lines(description: str | Sequence[str]) -> list[str]:
    if isinstance(description, str):
        from mvs_classifier.text.lines import split_lines

        return split_lines(description)
    lines = (line.strip() for line in each_text(require_texts(description, "tag_job", "tag_job")))
    return [line for line in lines if line]
