"""Files that were dropped on the page, and how they are to be read."""

import asyncio
import os
import secrets
import shutil
from collections import OrderedDict
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from starlette.requests import ClientDisconnect, Request

from mvs_classifier.errors import ColumnError
from mvs_classifier.formats.cells import Row, cell_text, judged_text
from mvs_classifier.formats.columns import guess_column, is_sentence, usual_title
from mvs_classifier.formats.encoding import require_file, unreadable
from mvs_classifier.formats.options import Sizes, SourceOptions
from mvs_classifier.formats.registry import Format, format_of, open_source
from mvs_classifier.formats.source import Picker, Source
from mvs_classifier.i18n import _
from mvs_classifier.page.folder import Folder
from mvs_classifier.page.limits import MOST_MEBIBYTES
from mvs_classifier.page.problem import Problem
from mvs_classifier.tables.options import Options
from mvs_classifier.tables.options import Request as Wanted
from mvs_classifier.tables.postings import hints_of_texts
from mvs_classifier.text.lines import split_lines

if TYPE_CHECKING:
    from mvs_classifier.page.labelling import Labelling

_KEPT = 5
_SHOWN_ROWS = 5
_POSTING_LINES = 4
_SMALL_PIECES = Sizes(chunk=1 << 18, rows=1024)  # so that the progress moves and a run can be cancelled


class File:
    """A file that was dropped.

    Attributes:
        name: how its owner calls it; it is shown, and never part of a path.
        path: where it is kept.
        kind: its format.
        run: the labelling of it that was started last.
        starting: held while an earlier labelling is ended and the next is started.
    """

    def __init__(self, name: str, path: str, kind: Format) -> None:
        self.name, self.path, self.kind = name, path, kind
        self.run: Labelling | None = None
        self.starting = asyncio.Lock()

    def remove(self) -> None:
        """Stop what runs, and remove the file with all that was made of it."""
        if self.run:
            self.run.cancel()
        shutil.rmtree(os.path.dirname(self.path), ignore_errors=True)


class Files:
    """The files that were dropped last.

    Attributes:
        folder: where they are; it goes when the program ends.
    """

    def __init__(self) -> None:
        self._own_folder = Folder()
        self.folder = self._own_folder.path
        self._files: OrderedDict[str, File] = OrderedDict()

    def get(self, name: str) -> File | None:
        """Return the file of an address, None if it is unknown or was forgotten."""
        return self._files.get(name)

    async def receive(self, request: Request, name: str) -> str:
        """Keep the file that a request carries, and return its name in addresses.

        Raises:
            UsageError: the ending of its name is not that of a supported format.
            Problem: it is too large, empty, or did not arrive as a whole.
        """
        own, file = self._place(name)
        try:
            await _write(request, file.path)
        except BaseException:
            shutil.rmtree(os.path.dirname(file.path), ignore_errors=True)
            raise
        for forgotten in self._keep(own, file):
            await asyncio.to_thread(forgotten.remove)
        return own

    def add(self, path: str | os.PathLike[str]) -> str:
        """Keep a copy of a file, and return its name in addresses.

        Raises:
            UsageError: its ending is not that of a supported format.
            InputNotFoundError: it cannot be read.
        """
        require_file(path)
        own, file = self._place(os.path.basename(path))
        try:
            shutil.copyfile(path, file.path)
        except OSError as error:
            raise unreadable(path, error) from error
        for forgotten in self._keep(own, file):
            forgotten.remove()
        return own

    def _place(self, name: str) -> tuple[str, File]:
        """A place of its own for a file that is called like that."""
        kind = format_of(os.path.basename(name.replace("\\", "/")) or "file")
        own = secrets.token_hex(8)
        folder = os.path.join(self.folder, own)
        os.mkdir(folder)
        return own, File(name, os.path.join(folder, f"input{kind.endings[0]}"), kind)

    def _keep(self, own: str, file: File) -> list[File]:
        """Remember a file, and return those that are forgotten for it."""
        self._files[own] = file
        return [self._files.popitem(last=False)[1] for _ in range(len(self._files) - _KEPT)]

    def close(self) -> None:
        """Stop what runs, and remove all files."""
        for file in self._files.values():
            file.remove()
        self._own_folder.close()


class Plan(NamedTuple):
    """How a file is to be read; None means guessed.

    Attributes:
        sheet: the sheet of a workbook.
        header_row: the row that names the columns, from 1.
        column: the position of the column of texts.
        title: the position of the column of titles, -1 for none.
        is_job: whether the texts are whole postings.
    """

    sheet: str | None = None
    header_row: int | None = None
    column: int | None = None
    title: int | None = None
    is_job: bool | None = None


class Preview(NamedTuple):
    """What a plan comes to, with nothing left to guess.

    Attributes:
        plan: the plan.
        sheets: the sheets that can be chosen.
        columns: the names of the columns.
        rows: the first rows.
        is_undecided: whether the user must say which column is judged, because none is like one of texts.
    """

    plan: Plan
    sheets: Sequence[str]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    is_undecided: bool = False

    @property
    def has_no_names(self) -> bool:
        """Whether a text is where the name of the column to judge should be."""
        return self.plan.header_row is not None and is_sentence(self.columns[self.plan.column or 0])

    @property
    def picker(self) -> Picker:
        """Which cells are read."""
        title = self.plan.title if self.plan.is_job else None
        return Picker([self.plan.column or 0], None if title is None or title < 0 else title)

    def options(self, language: str) -> Options:
        """Return the options with which ``label`` does the same."""
        title = self.picker.title
        return Options(
            columns=(_called(self.columns, self.picker.texts[0]),),
            title_column=None if title is None else _called(self.columns, title),
            request=Wanted(job=bool(self.plan.is_job), language=language),
            sheet=self.plan.sheet,
            header_row=self.plan.header_row,
            workers=1,
            sizes=_SMALL_PIECES,
        )


def preview(file: File, plan: Plan) -> Preview:
    """Open a file by a plan, and guess what the plan leaves open.

    Raises:
        MvsError: the file cannot be read in this way.
    """
    source = open_source(file.path, file.kind, SourceOptions(header_row=plan.header_row, sheet=plan.sheet), file.name)
    columns = source.columns
    title, is_undecided = _within(plan.title, columns), False
    if (column := _within(plan.column, columns)) is None:
        column, is_undecided = _guessed(columns, source.sample)
    if title is None and plan.title is None:
        title = usual_title(columns, [column])
    is_job = _are_postings(source, column) if plan.is_job is None else plan.is_job
    rows = [[cell_text(cell) for cell in row[: len(columns)]] for row in islice(source.sample, _SHOWN_ROWS)]
    found = Plan(source.choice.sheet, source.choice.header_row, column, -1 if title is None else title, is_job)
    return Preview(found, source.sheets, columns, rows, is_undecided)


def _guessed(columns: Sequence[str], sample: Sequence[Row]) -> tuple[int, bool]:
    """The column of texts, and whether it is only the first because none is obvious."""
    try:
        return guess_column(columns, sample).position, False
    except ColumnError:
        if not columns or not sample:
            raise
        return 0, True


def _are_postings(source: Source, column: int) -> bool:
    """Whether the texts are long, or most of them have several lines."""
    cells = (judged_text(row[column], keep_na=False) for row in source.sample if column < len(row))
    texts = list(filter(None, cells))
    are_long = [len(split_lines(text)) >= _POSTING_LINES for text in texts]
    return bool(hints_of_texts(texts)) or 2 * sum(are_long) > len(texts)


def _called(columns: Sequence[str], place: int) -> str:
    """How options name a column: by its number, unless a column has that for a name."""
    return columns[place] if str(place + 1) in columns else str(place + 1)


def _within(place: int | None, columns: Sequence[str]) -> int | None:
    return place if place is not None and 0 <= place < len(columns) else None


async def _write(request: Request, path: str) -> None:
    most, size = MOST_MEBIBYTES * 2**20, 0
    try:
        with await asyncio.to_thread(open, path, "xb") as file:
            async for part in request.stream():
                size += len(part)
                if size > most:
                    raise Problem(413, "file_too_large", _("the file is too large"))
                file.write(part)
    except ClientDisconnect as error:
        raise Problem(400, "bad_request", _("the connection ended before the file did")) from error
