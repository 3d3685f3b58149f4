"""Parquet files in and out, by pyarrow (the extra ``parquet``)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, BinaryIO

from mvs_classifier.errors import ColumnError, DataError, MissingExtraError
from mvs_classifier.formats.source import Cell, Path, Picker, Piece, Row, Source

if TYPE_CHECKING:
    import pyarrow as pa

    from mvs_classifier.tables.judge import Judge

_PIECE = 16_384
_GROUP = 131_072
_SAMPLE = 200


class ParquetSource(Source):
    """An open Parquet file.

    Raises:
        DataError: it is no readable Parquet file.
        MissingExtraError: pyarrow is not installed.
    """

    def __init__(self, path: Path) -> None:
        try:
            from pyarrow.parquet import ParquetFile
        except ImportError as error:
            raise MissingExtraError("parquet", "reading Parquet files") from error
        self._path = path
        with self._readable():
            self._file = ParquetFile(path)
        self.columns = list(self._file.schema_arrow.names)
        self.header, self.unit, self.total = True, " rows", self._file.metadata.num_rows
        self.decode: Callable[[Any], Sequence[Row]] = list
        self._read: list[str] | None = None
        first = next(self._batches(_SAMPLE), None)
        self.sample: Sequence[Row] = [] if first is None else self._rows(first)

    def pieces(self) -> Iterator[Piece]:
        """Yield rows of the columns that are read."""
        done = 0
        for batch in self._batches(_PIECE, self._read):
            done += batch.num_rows
            yield Piece(self._rows(batch), done)

    def narrow(self, picker: Picker) -> tuple[Picker, int]:
        """Read only the columns that are picked; return where they stand then, and how many they are.

        Where a name stands twice, all are read: one of both cannot be asked for.
        """
        if len(set(self.columns)) < len(self.columns):
            return picker, len(self.columns)
        wanted = sorted({*picker.texts, *([] if picker.title is None else [picker.title])})
        self._read = [self.columns[column] for column in wanted]
        title = None if picker.title is None else wanted.index(picker.title)
        return Picker([wanted.index(column) for column in picker.texts], title), len(wanted)

    def write(self, file: BinaryIO, judge: "Judge", verdicts: Iterable[Sequence[Sequence[str]]]) -> None:
        """Write the whole table with the verdicts on each of its pieces behind its columns."""
        from pyarrow import Table
        from pyarrow.parquet import ParquetWriter

        schema = extended_schema(self._file.schema_arrow, judge)
        cells = chain.from_iterable(zip(*columns, strict=True) for columns in verdicts)
        with ParquetWriter(file, schema) as writer:
            group: list[pa.RecordBatch] = []
            for batch in self._batches(_PIECE):  # their borders are not those of the pieces, which have fewer columns
                columns = list(zip(*islice(cells, batch.num_rows), strict=True))
                group.append(extended(batch, schema, judge, columns))
                if sum(batch.num_rows for batch in group) >= _GROUP:
                    writer.write_table(Table.from_batches(group, schema))
                    group = []
            writer.write_table(Table.from_batches(group, schema))

    def _batches(self, size: int, columns: list[str] | None = None) -> "Iterator[pa.RecordBatch]":
        with self._readable():
            yield from self._file.iter_batches(batch_size=size, columns=columns)

    def _rows(self, batch: "pa.RecordBatch") -> list[Row]:
        with self._readable():
            return list(map(list, zip(*map(_cells, batch.columns), strict=True)))

    @contextmanager
    def _readable(self) -> Iterator[None]:
        from pyarrow import ArrowException

        try:
            yield
        except (ArrowException, OSError, UnicodeDecodeError) as error:
            raise DataError(f"{self._path} is no readable Parquet file ({error}); take another copy of it") from error


def _cells(column: "pa.Array") -> list[Cell]:
    """The cells of a column; as text where Python has nothing as fine, such as nanoseconds."""
    try:
        return list(column.to_pylist())
    except ValueError:
        return list(column.cast("string").to_pylist())


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
