"""Parquet files in and out, by pyarrow (the extra ``parquet``)."""

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, BinaryIO

from mvs_classifier.errors import ColumnError, DataError, MissingExtraError
from mvs_classifier.formats.cells import Cell, Row
from mvs_classifier.formats.options import SourceOptions
from mvs_classifier.formats.source import Path, Picker, Piece, Source
from mvs_classifier.i18n import _

if TYPE_CHECKING:
    import pyarrow as pa

_GROUP = 131_072
_SAMPLE = 200

Field = tuple[str, type]
"""The name of a column that is added, and its type: ``str`` or ``float``."""


class ParquetSource(Source):
    """An open Parquet file.

    Args:
        path: the file.
        options: how much is read at a time.
        name: the name of the file in messages.

    Raises:
        DataError: it is not a readable Parquet file.
        MissingExtraError: pyarrow is not installed.
    """

    def __init__(self, path: Path, options: SourceOptions, name: str) -> None:
        try:
            from pyarrow.parquet import ParquetFile
        except ImportError as error:
            raise MissingExtraError("parquet", _("reading Parquet files"), error) from error
        self.name, self._size = name, options.sizes.rows
        with self._readable():
            self._file = ParquetFile(_openable(path))
        self.columns = list(self._file.schema_arrow.names)
        self.unit, self.total = " rows", self._file.metadata.num_rows
        self.decode = list
        self._read: list[str] | None = None
        first = next(self._batches(_SAMPLE), None)
        self.sample = [] if first is None else self._rows(first)

    def pieces(self) -> Iterator[Piece]:
        """Yield rows of the columns that are read."""
        done = 0
        for batch in self._batches(self._size, self._read):
            done += batch.num_rows
            yield Piece(self._rows(batch), done)

    def narrow(self, picker: Picker) -> tuple[Picker, int]:
        """Read only the columns that are picked; return where they are then, and how many.

        If two columns have the same name, all are read, because one of the two cannot be selected.
        """
        if len(set(self.columns)) < len(self.columns):
            return picker, len(self.columns)
        wanted = sorted({*picker.texts, *([] if picker.title is None else [picker.title])})
        self._read = [self.columns[column] for column in wanted]
        title = None if picker.title is None else wanted.index(picker.title)
        return picker._replace(texts=[wanted.index(column) for column in picker.texts], title=title), len(wanted)

    def write_beside(
        self, file: BinaryIO, fields: Sequence[Field], pieces: Iterable[Sequence[Row]], dropped: Collection[int]
    ) -> None:
        """Write the whole table with more columns."""
        from pyarrow import Table
        from pyarrow.parquet import ParquetWriter

        kept = [number for number in range(len(self.columns)) if number not in dropped]
        own = self._file.schema_arrow
        schema = extended_schema(_selected(own, kept), fields)
        rows = chain.from_iterable(pieces)
        with ParquetWriter(file, schema) as writer:
            group: list[pa.RecordBatch] = []
            for batch in self._batches(self._size):  # their borders are not those of the pieces, with fewer columns
                columns = list(zip(*islice(rows, batch.num_rows), strict=True))
                group.append(extended([batch.column(number) for number in kept], schema, columns))
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
            raise DataError(
                _(
                    "{name} is not a readable Parquet file ({error}); take another copy of it",
                    name=self.name,
                    error=error,
                )
            ) from error


def extended_schema(schema: "pa.Schema", fields: Sequence[Field]) -> "pa.Schema":
    """Return the schema of a table with columns added after its own.

    Raises:
        ColumnError: the table already has a column with one of the names.
    """
    import pyarrow as pa

    for name, kind in fields:
        if name in schema.names:
            raise ColumnError(_("there is already a column {name!r}; leave it out or rename it", name=name))
        schema = schema.append(pa.field(name, pa.float64() if kind is float else pa.string()))
    return schema


def extended(
    own: "Sequence[pa.Array]", schema: "pa.Schema", columns: Sequence[Sequence[str | float | None]]
) -> "pa.RecordBatch":
    """Return a batch with columns added; the schema names all of them."""
    import pyarrow as pa

    types = [field.type for field in list(schema)[len(own) :]]
    added = [pa.array(values, kind) for values, kind in zip(columns, types, strict=True)]
    return pa.RecordBatch.from_arrays([*own, *added], schema=schema)


def _selected(schema: "pa.Schema", kept: Sequence[int]) -> "pa.Schema":
    import pyarrow as pa

    return pa.schema([schema.field(number) for number in kept], schema.metadata)


def _openable(path: Path) -> Any:
    """The path, or the file's content if its name is not UTF-8, because pyarrow cannot open such a path."""
    try:
        os.fspath(path).encode()
    except UnicodeEncodeError:
        from pyarrow import BufferReader

        with open(path, "rb") as file:
            return BufferReader(file.read())
    return path


def _cells(column: "pa.Array") -> list[Cell]:
    """The cells of a column; as text if Python has no type of that precision, such as nanoseconds."""
    try:
        return list(column.to_pylist())
    except ValueError:
        return list(column.cast("string").to_pylist())
