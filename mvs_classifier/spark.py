"""Label a Spark DataFrame on its workers (the extra ``spark``)."""

import pickle
from functools import lru_cache
from typing import TYPE_CHECKING

from mvs_classifier.errors import MissingExtraError
from mvs_classifier.formats.columns import find_column
from mvs_classifier.formats.parquet import extended_schema
from mvs_classifier.i18n import N_, _, language, use
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.store.current import default_classifier
from mvs_classifier.tables.arrow import kept_columns, label_batches
from mvs_classifier.tables.judge import Judge
from mvs_classifier.tables.options import Request, requested

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

_PURPOSE = N_("labelling a Spark DataFrame")


def label(  # noqa: PLR0913 - each is an option of its own
    df: "DataFrame",
    column: str,
    *,
    title_column: str | None = None,
    request: Request | None = None,
    classifier: Classifier | None = None,
    keep_na: bool = False,
) -> "DataFrame":
    """Label each row of a Spark DataFrame, lazily.

    The workers need this package, but no model: they receive the driver's.

    Args:
        df: any DataFrame.
        column: the column of texts, by its name or its number from 1; a null is an empty text.
        title_column: with ``job`` in the request, the column of titles to compare with the duties.
        request: what to say about each row; see :class:`Request`.
        classifier: the model; by default the driver's current one.
        keep_na: whether NULL and the like are judged.

    Returns:
        The DataFrame with the columns of :func:`label_batches` after its own: strings and doubles, null for no value.
        The columns of an earlier run in the same language are replaced.

    Raises:
        ColumnError: the column does not exist or is ambiguous, or a Chinese name of a new column is taken.
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
    _require_dataframe(df)
    for name in (column, title_column):
        if name is not None:
            find_column(df.columns, name)
    chosen = classifier or default_classifier()
    model, spoken = pickle.dumps(chosen), language()

    def on_worker(batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        use(spoken)
        return label_batches(
            batches,
            column,
            title_column=title_column,
            request=request,
            classifier=_classifier(model),
            keep_na=keep_na,
        )

    try:
        return df.mapInArrow(on_worker, _labelled(df, Judge(chosen, how)))
    except ImportError as error:
        raise MissingExtraError("spark", _(_PURPOSE), error) from error


def _require_dataframe(df: object) -> None:
    try:
        import pyarrow as pa  # noqa: F401
        import pyspark.sql  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("spark", _(_PURPOSE), error) from error
    if not hasattr(df, "mapInArrow"):
        module, kind = type(df).__module__, type(df).__qualname__
        raise TypeError(_("label takes a Spark DataFrame, but got a {module}.{kind}", module=module, kind=kind))


def _labelled(df: "DataFrame", judge: Judge) -> "StructType":
    """The schema of a DataFrame with its verdicts; those of an earlier run are replaced."""
    import pyarrow as pa
    from pyspark.sql.types import DoubleType, StringType, StructField, StructType

    names = df.columns
    kept = kept_columns(names, judge.columns)
    extended_schema(pa.schema([(names[number], pa.string()) for number in kept]), judge.fields)  # no name may be taken
    added = [StructField(name, DoubleType() if kind is float else StringType()) for name, kind in judge.fields]
    return StructType([*(df.schema.fields[number] for number in kept), *added])


@lru_cache(maxsize=1)
def _classifier(model: bytes) -> Classifier:
    """The driver's classifier, made once in a worker process: that takes longer than labelling a partition."""
    classifier: Classifier = pickle.loads(model)  # noqa: S301
    return classifier
