"""Train a model from all that is known, measure it, and install it where it is not worse."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from typing import NamedTuple

from mvs_classifier.atomic import Path, require_writable
from mvs_classifier.errors import DataError, ModelFileError, OutputError, UsageError
from mvs_classifier.i18n import N_, _
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.file import FORCED, ModelFile, read_model, write_model
from mvs_classifier.model.parameters import Parameters
from mvs_classifier.store.changes import exclusive, install
from mvs_classifier.store.current import current_classifier, load
from mvs_classifier.store.places import SHIPPED, is_in_store
from mvs_classifier.training.arguments import listed_paths
from mvs_classifier.training.build import noted, shipped_temperature, train_model, train_taught
from mvs_classifier.training.examples import Example
from mvs_classifier.training.fit import Settings
from mvs_classifier.training.gate import FEWEST_ASIDE, Comparison, Gate, compare
from mvs_classifier.training.labelled import ReadOptions, options_of
from mvs_classifier.training.lesson import Lesson, prepare
from mvs_classifier.training.measure.evaluate import Judged, evaluate_examples
from mvs_classifier.training.measured import measured
from mvs_classifier.training.newton import ROUGH
from mvs_classifier.training.notices import Notice
from mvs_classifier.training.page import require_report, write_report
from mvs_classifier.training.result import NOTHING_TAUGHT, Report, TrainingResult
from mvs_classifier.training.taught import as_csv, as_examples
from mvs_classifier.training.turned import Turned, turned

Told = Callable[[str], None]
"""Called with what is being done now, in English; ``i18n._`` translates it."""

WAITING = N_("waiting for another training to end")
"""What is told when another process trains."""

_EVERY = 5  # of so many fresh examples, one is kept aside in the rehearsal


def train(  # noqa: PLR0913 - each is an option of the command
    *files: Path,
    output: Path | None = None,
    dry_run: bool = False,
    force: bool = False,
    as_house_rules: bool = False,
    shipped_only: bool = False,
    html: Path | None = None,
    read: ReadOptions | None = None,
    job: bool = False,
    postings: Sequence[Path] = (),
    settings: Settings | None = None,
    told: Told | None = None,
) -> TrainingResult:
    """Train a model from all that is known and new examples, and install it if it is not worse than the current one.

    What is known are the examples that ship and those that were taught earlier; the new ones join them in the user's
    store when the model is installed. Until then the current model and the store stay what they are.

    Args:
        files: tables with a column of texts and one of labels, or of corrections (``correct_label``).
        output: a model file to write instead of installing the model.
        dry_run: report only, and install and write nothing.
        force: install or write the model even if it is worse, or there is something to ask; it says so then.
        as_house_rules: the new examples are meant as they are, even if the current model contradicts most of them.
        shipped_only: learn the shipped examples and the new ones, and not what was taught earlier.
        html: a file to write the report to, for a browser.
        read: how the files are read; see :class:`ReadOptions`.
        job: whether the texts are whole postings, which teach how whole jobs are judged.
        postings: further tables, of whole postings with the columns ``text``, ``label`` and ``title``.
        settings: other choices than the ones the shipped model is made with.
        told: is told what is being done.

    Returns:
        The new classifier, the report, and whether the classifier is the current one now.

    Raises:
        InputNotFoundError: a file is not there.
        DataError: something in the files is wrong; every problem is listed with its file and line.
        StoreError: the store is damaged or cannot be read.
        UsageError: nothing was taught, so the model to install would be the one that ships.
        TypeError: a file's name is no name.
        OutputError: a file or the store cannot be written, or something other than a model is there already.
        MissingExtraError: a package for a file's format or the report is not installed.
    """
    listed_paths("train", files)
    postings = listed_paths("train", postings)
    _require_places(output, html)
    wanted = _Wanted(output, html, told or _silent, dry_run=dry_run, force=force, house_rules=as_house_rules)
    with exclusive(lambda: wanted.told(WAITING)) if wanted.installs else nullcontext():
        wanted.told(N_("reading"))
        lesson = prepare(files, options_of(read, job=job), postings=postings, with_earlier=not shipped_only)
        return _trained(lesson, settings, wanted)


class _Wanted(NamedTuple):
    """What is to become of a model."""

    output: Path | None
    html: Path | None
    told: Told
    dry_run: bool
    force: bool
    house_rules: bool

    @property
    def installs(self) -> bool:
        return self.output is None and not self.dry_run


def _trained(lesson: Lesson, settings: Settings | None, wanted: _Wanted) -> TrainingResult:
    """Train a model, and do with it what is wanted."""
    if wanted.installs and not lesson.taught and settings is None:
        raise UsageError(
            _(
                "there is nothing to learn besides the shipped examples; name tables of your own with --add, or "
                "use the shipped model: `mvs-classifier models use shipped`"
            )
        )
    is_measured_alone = wanted.output is not None and not lesson.taught
    current, notes = (None, []) if is_measured_alone else _current()
    lesson = lesson._replace(notices=[*notes, *lesson.notices])
    model, report = _learned(lesson, settings or Settings(), current, wanted.told)
    against = _against(report.gate, house_rules=wanted.house_rules)
    if against and wanted.force:
        model = noted(model, FORCED, "; ".join(against))
        report = report._replace(model=model.info.fingerprint)
    if wanted.html is not None:
        wanted.told(N_("writing the report"))
        _write_html(wanted.html, Classifier(model), current, lesson, report)
    accepted = wanted.force or not against
    if accepted and wanted.output is not None and not wanted.dry_run:
        write_model(wanted.output, model)
    if accepted and wanted.installs:
        install(model, as_csv(lesson.taught) if lesson.taught else None)
    return TrainingResult(Classifier(model), report, accepted and wanted.installs)


def _current() -> tuple[Classifier, list[Notice]]:
    """The model to compare with; if the current one is damaged, the one that ships, with a notice."""
    try:
        return current_classifier(), []
    except ModelFileError as error:
        said = _(
            "the current model is damaged, so the new one was compared with the one that ships: {error}", error=error
        )
        return load(SHIPPED), [Notice("reading", "", said)]


def _learned(lesson: Lesson, settings: Settings, current: Classifier | None, told: Told) -> tuple[ModelFile, Report]:
    """The model and the report on it."""
    if not lesson.taught:
        told(N_("training, and measuring by cross-validation"))
        model = train_model(lesson.examples, lesson.postings, settings)
        gate = measured(lesson, current, Classifier(model), settings) if current else None
        info = model.info
        return model, Report(info.fingerprint, info.examples, info.metrics, gate=gate, **NOTHING_TAUGHT)
    told(N_("training"))
    heat = shipped_temperature()
    model = train_taught(lesson.examples, lesson.holdout, settings, heat, lesson.postings)
    candidate = Classifier(model)
    told(N_("measuring"))
    gate = None
    if current:
        gate = measured(
            lesson, current, candidate, settings, list(_rehearsed(lesson, settings, heat, current, model.parameters))
        )
    return model, Report(
        model=model.info.fingerprint,
        examples=model.info.examples,
        metrics=model.info.metrics,
        taught=len(lesson.taught),
        new=lesson.new,
        skipped=lesson.skipped,
        notices=lesson.notices,
        known=_known(current, lesson.new) if current and lesson.new else None,
        strayed=_strayed(candidate, as_examples(lesson.taught)),
        untouched=len(lesson.untouched) + len(lesson.untouched_postings),
        turned=_turned(lesson, current, candidate) if current else (),
        gate=gate,
    )


def _against(gate: Gate | None, *, house_rules: bool) -> list[str]:
    """Why a model may not be installed; empty where it may."""
    if gate is None or gate.allows(house_rules=house_rules):
        return []
    asked = [next(gate.question.lines())] if gate.question and not house_rules else []
    return [*gate.reasons, *asked]


def _rehearsed(
    lesson: Lesson, settings: Settings, heat: float, current: Classifier, start: Parameters | None = None
) -> Iterator[Comparison]:
    """How a model that was not taught every fifth of the fresh examples does on these, where there are enough."""
    aside = lesson.fresh[::_EVERY]
    if len(aside) >= FEWEST_ASIDE:
        left_out = set(aside)
        rest = [example for example in lesson.examples if not example.is_posting and example not in left_out]
        rehearsal = Classifier(train_taught(rest, [], settings, heat, start=start, enough=ROUGH))
        yield compare(current, rehearsal, aside, N_("new examples kept aside"))


def _known(current: Classifier, new: Sequence[Example]) -> int:
    return len(new) - len(evaluate_examples(current, new).mistakes)


def _turned(lesson: Lesson, current: Classifier, candidate: Classifier) -> list[Turned]:
    return [
        *turned(current, candidate, lesson.untouched, job=False),
        *turned(current, candidate, lesson.untouched_postings, job=True),
    ]


def _strayed(candidate: Classifier, taught: Sequence[Example]) -> Sequence[Judged]:
    return evaluate_examples(candidate, taught).mistakes


def _write_html(path: Path, candidate: Classifier, current: Classifier | None, lesson: Lesson, report: Report) -> None:
    if not lesson.holdout:
        raise DataError(
            _("every text of the holdout was taught, so there is nothing to report on; teach fewer of them")
        )
    previous = (current, evaluate_examples(current, lesson.holdout)) if current else None
    write_report(path, candidate, evaluate_examples(candidate, lesson.holdout), previous, list(report.lines()))


def _require_places(output: Path | None, html: Path | None) -> None:
    """Only an older model or report may be replaced, so that no examples are lost to a slip of the hand."""
    if html is not None:
        require_report(html)
    if output is None:
        return
    if html is not None and os.path.realpath(html) == os.path.realpath(output):
        raise OutputError(_("{file} is to hold both the model and the report; give the report another name", file=html))
    require_writable(output)
    if is_in_store(output):
        raise OutputError(
            _(
                "{file} is in the store of models, where only `train` itself keeps files; choose another place",
                file=output,
            )
        )
    if os.path.exists(output):
        try:
            read_model(output)
        except ModelFileError as error:
            raise OutputError(
                _("{file} is already there and is no model file; give another name", file=output)
            ) from error


def _silent(_stage: str) -> None:
    pass
