"""Label a Spark DataFrame on its workers (the extra ``spark``)."""

import pickle
from functools import lru_cache
from typing import TYPE_CHECKING

from mvs_classifier.errors import MissingExtraError
from mvs_classifier.formats.columns import find_column
from mvs_classifier.formats.parquet import extended_schema
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.store.current import default_classifier
from mvs_classifier.tables.arrow import label_batches
from mvs_classifier.tables.judge import Judge
from mvs_classifier.tables.options import Request, requested

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa
    from pyspark.sql import DataFrame

_PURPOSE = "labelling a Spark DataFrame"


def label(
    df: "DataFrame",
    column: str,
    *,
    title_column: str | None = None,
    request: Request | None = None,
    classifier: Classifier | None = None,
) -> "DataFrame":
    """Label each row of a Spark DataFrame, lazily.

    The workers need this package, but no model: they receive the driver's.

    Args:
        df: any DataFrame.
        column: the column of texts, by its name or its number from 1; a null is an empty text.
        title_column: with ``job`` in the request, the column of titles to compare with the duties.
        request: what to say about each row; see :class:`Request`.
        classifier: the model; by default the driver's current one.

    Returns:
        The DataFrame with the columns of :func:`label_batches` after its own: strings and doubles, null for no value.

    Raises:
        ColumnError: the column does not exist or is ambiguous, or a new name is taken.
        UsageError: a value of the request is invalid.
        TypeError: ``df`` is not a Spark DataFrame.
        MissingExtraError: pyspark, pyarrow or pandas is not installed, or too old for Spark.

    Example:
        >>> from mvs_classifier.spark import label
        >>> df = spark.createDataFrame([(1, "拜访客户并签约"), (2, None)], "id long, task string")  # doctest: +SKIP
        >>> label(df, "task").select("id", "mvs_label", "mvs_reason").orderBy("id").show()  # doctest: +SKIP
        +---+---------+----------+
        | id|mvs_label|mvs_reason|
        +---+---------+----------+
        |  1|    sales|      NULL|
        |  2|     NULL|     empty|
        +---+---------+----------+
        <BLANKLINE>
    """
    how = requested(request, column, title_column)
    try:
        import pyarrow as pa
        from pyspark.sql.types import DoubleType, StringType, StructField, StructType
    except ImportError as error:
        raise MissingExtraError("spark", _PURPOSE, error) from error
    if not hasattr(df, "mapInArrow"):
        raise TypeError(f"label takes a Spark DataFrame, but got a {type(df).__module__}.{type(df).__qualname__}")
    names = df.columns
    for name in (column, title_column):
        if name is not None:
            find_column(names, name)
    chosen = classifier or default_classifier()
    fields = Judge(chosen, how).fields
    extended_schema(pa.schema([(name, pa.string()) for name in names]), fields)  # no name may be taken
    added = [StructField(name, DoubleType() if kind is float else StringType()) for name, kind in fields]
    model = pickle.dumps(chosen)

    def on_worker(batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        return label_batches(batches, column, title_column=title_column, request=request, classifier=_classifier(model))

    try:
        return df.mapInArrow(on_worker, StructType([*df.schema.fields, *added]))
    except ImportError as error:
        raise MissingExtraError("spark", _PURPOSE, error) from error


@lru_cache(maxsize=1)
def _classifier(model: bytes) -> Classifier:
    """The driver's classifier, made once in a worker process: that takes longer than labelling a partition."""
    classifier: Classifier = pickle.loads(model)  # noqa: S301
    return classifier
