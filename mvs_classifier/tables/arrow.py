"""Record batches in, labelled record batches out: all that Spark, Dask and Ray need."""

from typing import TYPE_CHECKING

from mvs_classifier.errors import DataError
from mvs_classifier.formats.cells import CellError, judged_text
from mvs_classifier.formats.columns import find_column
from mvs_classifier.formats.parquet import extended, extended_schema
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.store.current import default_classifier
from mvs_classifier.tables.judge import Judge, Request
from mvs_classifier.tables.pieces import fields, typed_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
        title_column: with ``job`` in the request, the column of titles to hold against the tasks.
        request: what is to be said of each row; see :class:`Request`.
        classifier: the model, the user's own where None. On workers, name the one that the driver chose: a
            classifier can be pickled, or ``load(path)`` from a path that all of them see.
        keep_na: whether words for nothing, such as NULL, are judged.

    Returns:
        The batches with the columns ``mvs_label``, ``mvs_confidence``, ``mvs_reason``, ``mvs_model`` and what else
        the request asks for, behind their own; strings and 64-bit floats, null where there is nothing.

    Raises:
        ColumnError: there is no such column, or one of the new names is taken.
        DataError: a cell holds something else than a text, a number, a date, bytes in UTF-8 or a list of texts.
    """
    judge = Judge(classifier or default_classifier(), (request or Request())._replace(titles=title_column is not None))
    rows = 0
    for batch in batches:
        schema = extended_schema(batch.schema, fields(judge))
        texts = _texts(batch, column, rows, keep_na=keep_na)
        titles = None if title_column is None else _texts(batch, title_column, rows, keep_na=keep_na)
        yield extended(batch.columns, schema, typed_columns(judge, judge.judge(texts, titles).columns))
        rows += batch.num_rows


def labelled_schema(schema: "pa.Schema", request: Request | None = None, *, titles: bool = False) -> "pa.Schema":
    """Return the schema that :func:`label_batches` gives for batches of a schema."""
    return extended_schema(schema, fields(Judge(default_classifier(), (request or Request())._replace(titles=titles))))


def _texts(batch: "pa.RecordBatch", name: str, before: int, *, keep_na: bool) -> list[str]:
    texts = []
    for row, cell in enumerate(batch.column(find_column(batch.schema.names, name)).to_pylist(), before + 1):
        try:
            texts.append(judged_text(cell, keep_na=keep_na))
        except CellError as error:
            raise DataError(f"row {row:,} of column {name!r}: {error}") from error
    return texts
