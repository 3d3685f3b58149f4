"""What a training came to, for a program and for people."""

from collections.abc import Iterator, Sequence
from typing import Any

from mvs_classifier.errors import excerpt
from mvs_classifier.model.classifier import Classifier
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
        yield f"model {self.model}: {sum(self.examples.values()):,} examples, {self.taught:,} of them taught by you"
        if self.new or self.skipped:
            yield f"new examples: {len(self.new):,}{_known(self.known)}{_skipped(self.skipped)}"
        is_asked = self.gate is not None and self.gate.question is not None
        is_unlike = self.known is not None and len(self.new) >= _MANY and self.known < len(self.new) / 2
        if self.known is not None and is_unlike and not self.skipped and not is_asked:
            yield (
                f"note: the current model says otherwise of {len(self.new) - self.known:,} of {len(self.new):,} new "
                "examples; are the labels those of the texts beside them, and meant as they are here?"
            )
        for line in summary(self.notices):
            yield f"note: {line}"
        yield from _metrics(self.metrics) if self.gate is None else self._gate(self.gate)

    def _gate(self, gate: Gate) -> Iterator[str]:
        if self.taught:
            yield f"{self.taught - len(self.strayed):,} of {self.taught:,} taught examples come out as taught"
        for one in self.strayed[:_SHOWN]:
            yield f"  not so: {one.example.label} -> {one.prediction.label}  {excerpt(one.example.text)}"
        yield from _turned(self.untouched, self.turned)
        for comparison in gate.comparisons:
            yield from _comparison(comparison)
        yield from _changes(*gate.shipped, "shipped lines")
        if gate.postings[0]:
            yield from _changes(*gate.postings, "postings of the holdout")
        yield from (f"against it: {reason}" for reason in gate.reasons)
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


def _known(count: int | None) -> str:
    return "" if count is None else f", of which the current model knew {count:,}"


def _skipped(rows: int) -> str:
    return f"; {rows:,} rows without a correction were skipped" if rows else ""


def _turned(untouched: int, rows: Sequence[Turned]) -> Iterator[str]:
    if untouched:
        yield f"{len(rows):,} of {untouched:,} rows without a correction get another label{':' if rows else ''}"
    for row in rows[:_MANY]:
        labels = f"{row.before} -> {row.now}"
        yield f"  line {row.line:<6}{labels:<24}{excerpt(row.title or row.text)}"
    if len(rows) > _MANY:
        yield f"  … and {len(rows) - _MANY:,} more; --json lists all"


def _metrics(metrics: dict[str, float]) -> Iterator[str]:
    yield f"  {'':<24}styles left out"
    for name in (name for name in metrics if name.startswith(_LEFT_OUT)):
        yield f"  {name.removeprefix(_LEFT_OUT):<24}{metrics[name]:>15.3f}"


def _comparison(comparison: Comparison) -> Iterator[str]:
    yield f"on {comparison.name} ({comparison.texts:,} texts)"
    yield f"  {'':<14}{'current':>9}{'new':>9}   difference, 95 % interval"
    for row in comparison.figures:
        if row.change:
            low, high = row.change.interval
            yield (
                f"  {row.name:<14}{row.change.previous:>9.3f}{row.value:>9.3f}"
                f"   {row.change.difference:+.3f} [{low:+.3f}, {high:+.3f}]"
            )


def _changes(count: int, found: Changes, what: str) -> Iterator[str]:
    yield f"{found.verdicts:,} of {count:,} {what} get another label{':' if found.verdicts else ''}"
    for how, pairs in (("newly right", found.newly_right), ("newly wrong", found.newly_wrong)):
        for before, now in pairs[:_SHOWN]:
            labels = f"{before.prediction.label} -> {now.prediction.label}"
            yield f"  {how}: {labels:<24}{excerpt(now.example.text)}"
