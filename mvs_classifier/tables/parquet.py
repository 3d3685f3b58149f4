"""Parquet files in and out, by pyarrow (the extra ``parquet``)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from mvs_classifier.errors import ColumnError, DataError, MissingExtraError
from mvs_classifier.tables.source import Path, Picker, Piece, Row, Source

if TYPE_CHECKING:
    import pyarrow as pa

    from mvs_classifier.tables.judge import Judge

_PIECE = 16_384
_PIECES_A_GROUP = 8
_SAMPLE = 200


class ParquetSource(Source):
    """An open Parquet file.

    Raises:
        DataError: it is no readable Parquet file.
        MissingExtraError: pyarrow is not installed.
    """

    def __init__(self, path: Path) -> None:
        try:
            from pyarrow import ArrowException
            from pyarrow.parquet import ParquetFile
        except ImportError as error:
            raise MissingExtraError("parquet", "reading Parquet files") from error
        try:
            self._file = ParquetFile(path)
        except (ArrowException, OSError) as error:
            raise DataError(f"{path} is no readable Parquet file ({error}); take another copy of it") from error
        self.columns = list(self._file.schema_arrow.names)
        self.header, self.unit, self.total = True, " rows", self._file.metadata.num_rows
        self.decode: Callable[[Any], Sequence[Row]] = list
        self._read: list[str] | None = None
        first = next(self._file.iter_batches(batch_size=_SAMPLE), None)
        self.sample: Sequence[Row] = [] if first is None else [list(row.values()) for row in first.to_pylist()]

    def pieces(self) -> Iterator[Piece]:
        """Yield rows of the columns that are read."""
        done = 0
        for batch in self._file.iter_batches(batch_size=_PIECE, columns=self._read):
            done += batch.num_rows
            yield Piece(list(map(list, zip(*(column.to_pylist() for column in batch.columns), strict=True))), done)

    def narrow(self, picker: Picker) -> tuple[Picker, int]:
        """Read only the columns that are picked; return where they stand then, and how many they are."""
        wanted = sorted({*picker.texts, *([] if picker.title is None else [picker.title])})
        self._read = [self.columns[column] for column in wanted]
        title = None if picker.title is None else wanted.index(picker.title)
        return Picker([wanted.index(column) for column in picker.texts], title), len(wanted)

    def write(self, file: BinaryIO, judge: "Judge", verdicts: Iterable[Sequence[Sequence[str]]]) -> None:
        """Write the whole table with the verdicts on each of its pieces behind its columns."""
        from pyarrow import Table
        from pyarrow.parquet import ParquetWriter

        schema = extended_schema(self._file.schema_arrow, judge)
        with ParquetWriter(file, schema) as writer:
            group: list[pa.RecordBatch] = []
            batches = self._file.iter_batches(batch_size=_PIECE)
            for batch, columns in zip(batches, verdicts, strict=True):
                group.append(extended(batch, schema, judge, columns))
                if len(group) == _PIECES_A_GROUP:
                    writer.write_table(Table.from_batches(group, schema))
                    group = []
            writer.write_table(Table.from_batches(group, schema))


def extended_schema(schema: "pa.Schema", judge: "Judge") -> "pa.Schema":
    """Return the schema of a table with the judge's columns behind its own.

    Raises:
        ColumnError: one of the names stands in the table already.
    """
    import pyarrow as pa

    for name, is_number in zip(judge.columns, judge.numeric, strict=True):
        if name in schema.names:
            raise ColumnError(f"there is already a column {name!r}; leave it out or rename it")
        schema = schema.append(pa.field(name, pa.float64() if is_number else pa.string()))
    return schema


def extended(
    batch: "pa.RecordBatch", schema: "pa.Schema", judge: "Judge", columns: Sequence[Sequence[str]]
) -> "pa.RecordBatch":
    """Return a batch with the verdicts on its rows behind its columns."""
    import pyarrow as pa

    added = []
    for cells, is_number in zip(columns, judge.numeric, strict=True):
        values = [(float(cell) if is_number else cell) if cell else None for cell in cells]
        added.append(pa.array(values, pa.float64() if is_number else pa.string()))
    return pa.RecordBatch.from_arrays([*batch.columns, *added], schema=schema)
