"""Record batches in, labelled record batches out: what Spark, Dask and Ray need."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from mvs_classifier.errors import DataError
from mvs_classifier.formats.cells import CellError, judged_text
from mvs_classifier.formats.columns import find_column
from mvs_classifier.formats.parquet import extended, extended_schema
from mvs_classifier.i18n import _
from mvs_classifier.log import logger
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.store.current import default_classifier
from mvs_classifier.tables.arguments import require_classifier
from mvs_classifier.tables.judge import Judge
from mvs_classifier.tables.options import Request, requested
from mvs_classifier.tables.pieces import earlier_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa


def label_batches(  # noqa: PLR0913 - each is an option of its own
    batches: "Iterable[pa.RecordBatch]",
    column: str,
    *,
    title_column: str | None = None,
    request: Request | None = None,
    classifier: Classifier | None = None,
    keep_na: bool = False,
) -> "Iterator[pa.RecordBatch]":
    """Label each row of record batches, lazily.

    Args:
        batches: any iterable of ``pyarrow.RecordBatch``, all with the same schema.
        column: the name of the column of texts; a null is an empty text.
        title_column: with ``job`` in the request, the column of titles to compare with the duties.
        request: what to say about each row; see :class:`Request`.
        classifier: the model; by default the user's current one. On workers, pass the driver's: a classifier can be
            pickled, or loaded by ``load(path)`` from a path that all workers can read.
        keep_na: whether NULL and the like are judged.

    Returns:
        The batches with the columns ``mvs_label``, ``mvs_confidence``, ``mvs_reason``, ``mvs_model`` and those that the
        request asks for, after their own; strings and 64-bit floats, null for no value. The columns of an earlier run
        in the same language are replaced.

    Raises:
        ColumnError: the column does not exist, or a Chinese name of a new column is taken.
        TypeError: ``batches`` is something else, such as a table, or the classifier is.
        UsageError: a value of the request is invalid.
        DataError: a cell is not a text, a number, a date, bytes in UTF-8 or a list of texts.
    """
    how = requested(request, column, title_column)
    require_batches(batches)
    chosen = default_classifier() if classifier is None else classifier
    require_classifier("label_batches", chosen)
    return _labelled(batches, column, title_column, Judge(chosen, how), keep_na=keep_na)


def kept_columns(columns: Sequence[str], added: Sequence[str]) -> list[int]:
    """Return the numbers of the columns that no earlier run has added; what is replaced is logged at INFO level."""
    earlier = earlier_columns(columns, added)
    if earlier and (log := logger()):
        log.info("the columns %s of an earlier run are replaced", ", ".join(columns[number] for number in earlier))
    return [number for number in range(len(columns)) if number not in earlier]


def require_batches(batches: object) -> None:
    """Raise if a value cannot be an iterable of record batches.

    Raises:
        TypeError: it is a table, a single batch, or anything else that does not yield batches.
    """
    is_table = hasattr(batches, "columns")  # also a single batch, and the DataFrames of pandas and polars
    if is_table or isinstance(batches, str | bytes | Mapping) or not isinstance(batches, Iterable):
        hint = _("; give table.to_batches()") if hasattr(batches, "to_batches") else ""
        raise TypeError(
            _(
                "label_batches takes an iterable of pyarrow.RecordBatch, but got one {value}{hint}",
                value=_described(batches),
                hint=hint,
            )
        )


def _labelled(
    batches: "Iterable[pa.RecordBatch]", column: str, title_column: str | None, judge: Judge, *, keep_na: bool
) -> "Iterator[pa.RecordBatch]":
    rows = 0
    for batch in batches:
        if not hasattr(batch, "num_rows") or hasattr(batch, "to_batches"):
            raise TypeError(
                _(
                    "label_batches takes an iterable of pyarrow.RecordBatch, but got {value} among them",
                    value=_described(batch),
                )
            )
        texts = _texts(batch, column, rows, keep_na=keep_na)
        titles = None if title_column is None else _texts(batch, title_column, rows, keep_na=keep_na)
        own = batch.select(kept_columns(batch.schema.names, judge.columns))
        yield extended(own.columns, extended_schema(own.schema, judge.fields), judge.judge(texts, titles).columns)
        rows += batch.num_rows


def _described(value: object) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}".removeprefix("builtins.")


def _texts(batch: "pa.RecordBatch", name: str, before: int, *, keep_na: bool) -> list[str]:
    texts = []
    for row, cell in enumerate(batch.column(find_column(batch.schema.names, name)).to_pylist(), before + 1):
        try:
            texts.append(judged_text(cell, keep_na=keep_na))
        except CellError as error:
            raise DataError(_("row {row:,} of column {name!r}: {error}", row=row, name=name, error=error)) from error
    return texts
