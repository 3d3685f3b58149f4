"""The look of workbooks of labelled rows: labels tinted, corrections offered, and a summary with a chart."""

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from typing import NamedTuple

from mvs_classifier.formats.cells import Cell
from mvs_classifier.formats.look import OURS, Count, Look, SummarySheet
from mvs_classifier.formats.source import Path
from mvs_classifier.i18n import _, speaking
from mvs_classifier.model.labels import Label
from mvs_classifier.model.palette import PALE, STRONG, WARNING
from mvs_classifier.tables.language import LANGUAGES, Language


class Columns(NamedTuple):
    """Which columns of a table hold what, by their numbers.

    Attributes:
        labels: names of labels.
        corrections: labels that people fill in.
        agrees: whether titles agree, in words.
    """

    labels: Sequence[int] = ()
    corrections: Sequence[int] = ()
    agrees: Sequence[int] = ()


class Made(NamedTuple):
    """How a table was made.

    Attributes:
        source: the file that was read.
        sheet: its sheet, if it is a workbook.
        columns: the names of the columns of texts.
        model: the fingerprint of the model.
    """

    source: Path
    sheet: str | None
    columns: Sequence[str]
    model: str | None


class Counts(NamedTuple):
    """What is counted in a table.

    Attributes:
        rows: all rows.
        labels: the rows with each label, by its name.
        reasons: the rows without a verdict, by reason.
        disagreeing: the titles that promise something else; None without titles.
    """

    rows: int
    labels: Mapping[str, int]
    reasons: Mapping[str, int] = {}
    disagreeing: int | None = None


def look(language: str, columns: Columns, counts: Counts, made: Made) -> Look:
    """Return the look of a workbook of labelled rows, in a language."""
    names = LANGUAGES[language].labels
    tinted = dict(zip(names, (PALE[label] for label in Label), strict=True))
    tints = dict.fromkeys([*columns.labels, *columns.corrections], tinted)
    warned = {column: {LANGUAGES[language].truth[False]: WARNING} for column in columns.agrees}
    offered = dict.fromkeys(columns.corrections, names)
    with speaking(language):
        return Look(made.sheet, {**tints, **warned}, offered, _summary(LANGUAGES[language], counts, made))


def moment() -> str:
    """Return the present time in the user's zone, to the minute."""
    return f"{datetime.now().astimezone():%Y-%m-%d %H:%M}"


def _summary(spoken: Language, counts: Counts, made: Made) -> SummarySheet:
    drawn = [
        Count(name, counts.labels.get(name, 0), STRONG[label]) for label, name in zip(Label, spoken.labels, strict=True)
    ]
    unjudged = [(spoken.reasons[why], number) for why, number in sorted(counts.reasons.items()) if number]
    others = [Count(_("no verdict: {reason}", reason=reason), number) for reason, number in unjudged]
    if counts.disagreeing is not None:
        others.append(Count(_("titles that promise something else"), counts.disagreeing))
    return SummarySheet(
        name=OURS + _("summary"),
        title=_("What the rows are"),
        head=(_("label"), _("rows"), _("share")),
        counts=[*drawn, *others],
        total=counts.rows,
        facts=[(_("rows in all"), counts.rows), *_facts(made)],
    )


def _facts(made: Made) -> Iterable[tuple[str, Cell]]:
    yield _("file"), os.path.basename(os.fspath(made.source))
    if made.sheet is not None:
        yield _("sheet"), made.sheet
    if made.columns:
        yield _("column of texts"), " + ".join(made.columns)
    if made.model is not None:
        yield _("model"), made.model
    yield _("made on"), moment()
    yield _("made by"), f"mvs-classifier {version('mvs-classifier')}"
