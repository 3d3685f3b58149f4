"""Doubts about a header: a table may have none, and then its first text would be lost."""

from collections.abc import Sequence

from mvs_classifier.errors import ColumnError, excerpt
from mvs_classifier.formats.columns import is_like_cells, is_sentence, is_without_chinese
from mvs_classifier.formats.header import names_columns
from mvs_classifier.formats.source import Source
from mvs_classifier.i18n import _


def require_header(table: Source, numbers: Sequence[int] = ()) -> None:
    """Raise if the header is plainly a row of texts.

    Args:
        table: the table.
        numbers: the columns whose names count; all count if there are none, or if the header holds numbers.

    Raises:
        ColumnError: one of the names is a sentence.
    """
    row = table.choice.header_row
    names = [table.columns[number] for number in numbers] if numbers and names_columns(table.columns) else table.columns
    sentence = next(filter(is_sentence, names), None)
    if row is not None and sentence is not None:
        raise ColumnError(
            _(
                "row {row} reads like a text, not like the names of columns: {text}; if the table has no header, add "
                "--no-header; if that row is its header, add --header-row {row}",
                row=row,
                text=excerpt(sentence),
            )
        )


def doubts_of_header(table: Source, numbers: Sequence[int]) -> list[str]:
    """Return a note if the name of one of some columns may be a text."""
    row = table.choice.header_row
    names = (table.columns[number] for number in numbers if is_like_cells(table.columns[number], table.sample, number))
    name = None if row is None else next(names, None)
    if name is None:
        return []
    return [
        _(
            "{text} in row {row} was taken for the name of the column and is not judged; if the table has no header, "
            "add --no-header",
            text=excerpt(name),
            row=row,
        )
    ]


def doubts_of_texts(table: Source, numbers: Sequence[int]) -> list[str]:
    """Return a note for each of some columns whose filled cells mostly hold no Chinese character."""
    return [
        _(
            "most cells of column {name!r} hold no Chinese text, which alone can be judged; if that is not the column "
            "of texts, name another with --column",
            name=table.columns[number],
        )
        for number in numbers
        if is_without_chinese(table.sample, number)
    ]
