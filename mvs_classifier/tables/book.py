"""The look of workbooks of labelled rows: labels tinted, corrections offered, and a summary with a chart."""

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from typing import NamedTuple

from mvs_classifier.formats.cells import Cell
from mvs_classifier.formats.look import OURS, Count, Look, SummarySheet
from mvs_classifier.formats.source import Path
from mvs_classifier.model.labels import Label
from mvs_classifier.model.palette import PALE, STRONG, WARNING
from mvs_classifier.tables.language import LANGUAGES


class _Words(NamedTuple):
    sheet: str
    title: str
    head: tuple[str, str, str]
    no_verdict: str
    rows: str
    disagreeing: str
    file: str
    sheet_read: str
    column: str
    model: str
    made: str
    program: str


_WORDS = {
    "en": _Words(
        sheet=f"{OURS}summary",
        title="What the rows are",
        head=("label", "rows", "share"),
        no_verdict="no verdict: {}",
        rows="rows in all",
        disagreeing="titles that promise something else",
        file="file",
        sheet_read="sheet",
        column="column of texts",
        model="model",
        made="made on",
        program="made by",
    ),
    "zh": _Words(
        sheet=f"{OURS}汇总",
        title="各类别的数量",
        head=("类别", "行数", "占比"),
        no_verdict="未判断：{}",
        rows="总行数",
        disagreeing="职位名称与职责不符的行数",
        file="文件",
        sheet_read="工作表",
        column="文本所在的列",
        model="模型",
        made="生成时间",
        program="生成程序",
    ),
}


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
    return Look(made.sheet, {**tints, **warned}, offered, _summary(language, counts, made))


def moment() -> str:
    """Return the present time in the user's zone, to the minute."""
    return f"{datetime.now().astimezone():%Y-%m-%d %H:%M}"


def _summary(language: str, counts: Counts, made: Made) -> SummarySheet:
    words, spoken = _WORDS[language], LANGUAGES[language]
    drawn = [
        Count(name, counts.labels.get(name, 0), STRONG[label]) for label, name in zip(Label, spoken.labels, strict=True)
    ]
    others = [Count(words.no_verdict.format(spoken.reasons[why]), n) for why, n in sorted(counts.reasons.items()) if n]
    if counts.disagreeing is not None:
        others.append(Count(words.disagreeing, counts.disagreeing))
    facts = [(words.rows, counts.rows), *_facts(words, made)]
    return SummarySheet(words.sheet, words.title, words.head, [*drawn, *others], counts.rows, facts)


def _facts(words: _Words, made: Made) -> Iterable[tuple[str, Cell]]:
    yield words.file, os.path.basename(os.fspath(made.source))
    if made.sheet is not None:
        yield words.sheet_read, made.sheet
    if made.columns:
        yield words.column, " + ".join(made.columns)
    if made.model is not None:
        yield words.model, made.model
    yield words.made, moment()
    yield words.program, f"mvs-classifier {version('mvs-classifier')}"
