"""What a training came to, for a program and for people."""

import os
from collections.abc import Iterator, Sequence
from typing import Any

from mvs_classifier.errors import excerpt
from mvs_classifier.i18n import N_, _
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.tables.language import label_name
from mvs_classifier.text.cells import padded
from mvs_classifier.training.examples import Example
from mvs_classifier.training.gate import Comparison, Gate
from mvs_classifier.training.measure.comparison import Changes
from mvs_classifier.training.measure.evaluate import Judged
from mvs_classifier.training.notices import Notice, summary
from mvs_classifier.training.turned import Turned
from mvs_classifier.value import Value

_LEFT_OUT = "left_out_"
_SHOWN = 5
_MANY = 10

NOTHING_TAUGHT: dict[str, Any] = {
    "taught": 0,
    "new": (),
    "skipped": 0,
    "notices": (),
    "known": None,
    "strayed": (),
    "untouched": 0,
    "turned": (),
}
"""What the report on a training of shipped data alone says of a user's examples."""


class Report(Value):
    """What a training read, taught and measured; ``print`` shows it as the command line does.

    Attributes:
        model: the fingerprint of the new model.
        examples: how many examples it was trained on, by file.
        metrics: how well it does, by the names of the figures.
        taught: how many of the examples a user taught, now and earlier.
        new: the examples that were taught now.
        skipped: how many rows of the files hold no correction.
        notices: what to know about the new examples.
        known: how many of the new examples the current model judges as they were taught; None where it was not asked.
        strayed: taught examples that do not come out as taught, with the verdicts.
        untouched: how many rows without a correction were judged by both models.
        turned: those of them that get another label.
        gate: the comparison with the current model; None where only shipped data was trained on.
    """

    _fields = (
        "model",
        "examples",
        "metrics",
        "taught",
        "new",
        "skipped",
        "notices",
        "known",
        "strayed",
        "untouched",
        "turned",
        "gate",
    )
    __slots__ = _fields
    model: str
    examples: dict[str, int]
    metrics: dict[str, float]
    taught: int
    new: Sequence[Example]
    skipped: int
    notices: Sequence[Notice]
    known: int | None
    strayed: Sequence[Judged]
    untouched: int
    turned: Sequence[Turned]
    gate: Gate | None

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        """Yield the report line by line."""
        yield _(
            "model {model}: {examples:,} examples, {taught:,} of them taught by you",
            model=self.model,
            examples=sum(self.examples.values()),
            taught=self.taught,
        )
        if self.new or self.skipped:
            yield _("new examples: {count:,}", count=len(self.new)) + _known(self.known) + _skipped(self.skipped)
        is_asked = self.gate is not None and self.gate.question is not None
        is_unlike = self.known is not None and len(self.new) >= _MANY and self.known < len(self.new) / 2
        if self.known is not None and is_unlike and not self.skipped and not is_asked:
            yield _(
                "note: the current model gives {others:,} of {new:,} new examples another label; check that each label "
                "is in the row of its text and is meant",
                others=len(self.new) - self.known,
                new=len(self.new),
            )
        for line in summary(self.notices):
            yield _("note: {note}", note=line)
        yield from _metrics(self.metrics) if self.gate is None else self._gate(self.gate)

    def _gate(self, gate: Gate) -> Iterator[str]:
        if self.taught:
            yield _(
                "{count:,} of {taught:,} taught examples come out as taught",
                count=self.taught - len(self.strayed),
                taught=self.taught,
            )
        for one in self.strayed[:_SHOWN]:
            yield (
                "  "
                + _("not as taught: {labels}", labels=_labels(one.example.label, one.prediction.label))
                + (f"  {excerpt(one.example.text)}")
            )
        yield from _turned(self.untouched, self.turned)
        for comparison in gate.comparisons:
            yield from _comparison(comparison)
        yield from _changes(*gate.shipped, N_("{changed:,} of {count:,} shipped lines get another label"))
        if gate.postings[0]:
            message = N_("{changed:,} of {count:,} postings of the holdout get another label")
            yield from _changes(*gate.postings, message)
        yield from (_("against it: {reason}", reason=reason) for reason in gate.reasons)
        if gate.reasons:
            yield _(
                "this means: it is not certain that the new model judges texts that you did not teach as well as the "
                "current one does; look for wrong labels among the new examples, correct them or leave those rows out, "
                "and train again"
            )
        yield from gate.question.lines() if gate.question else ()


class TrainingResult(Value):
    """What a training gave.

    Attributes:
        classifier: the new model, ready to use.
        report: what was read, taught and measured.
        installed: whether it is the user's current model now.
    """

    _fields = ("classifier", "report", "installed")
    __slots__ = _fields
    classifier: Classifier
    report: Report
    installed: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the result as a dict of plain values; the ``classifier`` is what is known of its model."""
        return {**super().to_dict(), "classifier": self.classifier.info.to_dict()}

    def __repr__(self) -> str:
        return f"<TrainingResult {self.report.model}{', installed' if self.installed else ''}>"


def _labels(before: Label, now: Label) -> str:
    return f"{label_name(before)} -> {label_name(now)}"


def _known(count: int | None) -> str:
    return "" if count is None else _(", of which the current model knew {count:,}", count=count)


def _skipped(rows: int) -> str:
    return _("; {rows:,} rows without a correction were skipped", rows=rows) if rows else ""


def _heading(text: str, *, is_list: bool) -> str:
    return _("{heading}:", heading=text) if is_list else text


def _turned(untouched: int, rows: Sequence[Turned]) -> Iterator[str]:
    if untouched:
        heading = _(
            "{changed:,} of {count:,} rows without a correction get another label", changed=len(rows), count=untouched
        )
        yield _heading(heading, is_list=bool(rows))
    is_one_file = len({row.file for row in rows}) == 1
    for row in rows[:_MANY]:
        place = _("line {line}", line=row.line) if is_one_file else f"{os.path.basename(row.file)}:{row.line} "
        labels = padded(_labels(row.before, row.now), 24)
        yield f"  {padded(place, 11)}{labels}{excerpt(row.title or row.text)}"
    if len(rows) > _MANY:
        yield "  " + _("… and {count:,} more; --json lists all", count=len(rows) - _MANY)


def _metrics(metrics: dict[str, float]) -> Iterator[str]:
    yield f"  {'':<24}" + _("styles left out")
    for name in (name for name in metrics if name.startswith(_LEFT_OUT)):
        yield f"  {padded(_(name.removeprefix(_LEFT_OUT)), 24)}{metrics[name]:>15.3f}"


def _comparison(comparison: Comparison) -> Iterator[str]:
    yield _("on {texts} ({count:,} texts)", texts=_(comparison.name), count=comparison.texts)
    heads = padded(_("current"), 9, to_right=True) + padded(_("new"), 9, to_right=True)
    yield f"  {'':<14}{heads}   " + _("difference, 95 % interval")
    for row in comparison.figures:
        if row.change:
            low, high = row.change.interval
            yield (
                f"  {padded(_(row.name), 14)}{row.change.previous:>9.3f}{row.value:>9.3f}"
                f"   {row.change.difference:+.3f} [{low:+.3f}, {high:+.3f}]"
            )


def _changes(count: int, found: Changes, message: str) -> Iterator[str]:
    yield _heading(_(message, changed=found.verdicts, count=count), is_list=bool(found.verdicts))
    for how, pairs in ((N_("newly right:"), found.newly_right), (N_("newly wrong:"), found.newly_wrong)):
        for before, now in pairs[:_SHOWN]:
            labels = padded(_labels(before.prediction.label, now.prediction.label), 24)
            yield f"  {_(how)} {labels}{excerpt(now.example.text)}"
