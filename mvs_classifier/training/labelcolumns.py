"""Which column of a labelled table holds the texts, and which the labels that a person gave."""

from collections.abc import Sequence
from contextlib import suppress

from mvs_classifier.errors import ColumnError, excerpt
from mvs_classifier.formats.cells import Row
from mvs_classifier.formats.columns import CORRECTIONS, find_column, guess_column, hint_of_blanks, listed, plain_name
from mvs_classifier.i18n import _
from mvs_classifier.tables.added import column_names
from mvs_classifier.tables.postings import hints_of_titles

_LABEL_COLUMNS = frozenset("label labels 标签 类别 分类 标注".split())
_OWN_VERDICT = plain_name("mvs_label")
_CHINESE = column_names("zh")
_ADDED = frozenset(_CHINESE.values())
_VERDICT = _CHINESE["mvs_label"]
_OF_JOBS = frozenset({plain_name("mvs_craft_part"), _CHINESE["mvs_craft_part"]})
_BESIDE_IT = _ADDED - {_VERDICT, _CHINESE["mvs_reason"]}  # people also call their own remarks 说明


def label_column(columns: Sequence[str], wanted: str | None) -> int:
    """Return the position of the column of labels: the named one, otherwise of corrections, otherwise of labels.

    Raises:
        ColumnError: no such column exists, or several, or only a model's own verdicts.
    """
    if wanted is not None:
        return find_column(columns, wanted)
    names = list(map(plain_name, columns))
    verdicts = {_OWN_VERDICT} if _BESIDE_IT.isdisjoint(names) else {_OWN_VERDICT, _VERDICT}
    for usual in (CORRECTIONS, _LABEL_COLUMNS - verdicts):
        found = [number for number, name in enumerate(names) if name in usual]
        if len(found) > 1:
            raise ColumnError(
                _("labels may be in {columns}; name one with --label-column", columns=listed(columns, found))
            )
        if found:
            return found[0]
    if verdicts.intersection(names):
        raise ColumnError(
            _(
                "the only labels are a model's own, from which it learns nothing; add a column correct_label and fill "
                "it in, or name the column that you have corrected yourself with --label-column"
            )
        )
    raise ColumnError(
        _(
            "no column is obviously the label; name it label in the first row, or name one with --label-column; "
            "the columns are: {columns}{hint}",
            columns=listed(columns),
            hint=hint_of_blanks(columns),
        )
    )


def text_column(columns: Sequence[str], sample: Sequence[Row], label: int, wanted: str | None) -> tuple[int, list[str]]:
    """Return the position of the column of texts: the one that is named, else the obvious one beside the labels.

    Returns:
        The position, and a note if it is a guess.

    Raises:
        ColumnError: there is none, or none is obvious, or it is the column of labels.
    """
    if wanted is not None:
        position = find_column(columns, wanted)
        if position == label:
            raise ColumnError(
                _(
                    "column {column} cannot hold both texts and labels; name two columns",
                    column=excerpt(columns[label]),
                )
            )
        return position, []
    taken = CORRECTIONS | _LABEL_COLUMNS | _ADDED
    others = [
        number
        for number, name in enumerate(columns)
        if number != label and plain_name(name) not in taken and not name.strip().lower().startswith("mvs_")
    ]
    cells = [[row[number] if number < len(row) else None for number in others] for row in sample]
    with suppress(ColumnError):
        if others:
            column = guess_column([columns[number] for number in others], cells)
            name = columns[others[column.position]]
            guess = _("column {name!r} was chosen for its long texts; choose another with --text-column", name=name)
            return find_column(columns, name), [guess] if column.is_guess else []
    raise ColumnError(
        _(
            "no column is obviously the text; name it text in the first row, or name one with --text-column; "
            "the columns are: {columns}{hint}",
            columns=listed(columns),
            hint=hint_of_blanks(columns),
        )
    )


def hints_of_jobs(columns: Sequence[str], text: int, title: int | None, *, job: bool | None) -> list[str]:
    """Return a sentence if a table of whole postings is not read as one, or its titles are not.

    Args:
        columns: the names of the columns.
        text: the position of the column of texts.
        title: the position of the column of titles that is read, if one is.
        job: whether the texts are read as whole postings; None where it does not matter.
    """
    if job:
        return [] if title is not None else hints_of_titles(columns, [text])
    if job is None or _OF_JOBS.isdisjoint(map(plain_name, columns)):
        return []
    return [
        _(
            "`label --job` wrote this table, so its texts are whole postings, but they were read as single lines; run "
            "the command again with --job"
        )
    ]
