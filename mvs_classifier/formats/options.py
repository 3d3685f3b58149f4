"""How a table is read."""

from collections.abc import Iterable
from typing import NamedTuple, Self

from mvs_classifier.errors import UsageError
from mvs_classifier.i18n import _, joined

_TEXTS = ("encoding", "errors", "delimiter", "sheet")
_SWITCHES = ("header", "keep_na")
_ERRORS = ("strict", "replace")
_TAB = ("tab", r"\t")


class Sizes(NamedTuple):
    """How much of a table is read at a time.

    Attributes:
        chunk: bytes of a text file.
        rows: rows of a workbook or a Parquet file.
        largest: bytes that one row of a text file may have.
    """

    chunk: int = 1 << 20
    rows: int = 8192
    largest: int = 64 << 20


class SourceOptions(NamedTuple):
    """How a table is read; None means detected.

    Attributes:
        encoding: a text file's encoding.
        errors: what happens to bytes that do not fit the encoding: ``strict`` raises an error, ``replace`` writes
            U+FFFD and counts them.
        delimiter: one character, between the cells of a CSV file; ``tab`` is a tab.
        header: whether a row names the columns.
        header_row: which row that is: a line of a text file, a row of a sheet, counted from 1.
        sheet: a workbook's sheet.
        keep_na: whether NULL and the like are texts like any other.
        sizes: how much is read at a time.
    """

    encoding: str | None = None
    errors: str = "strict"
    delimiter: str | None = None
    header: bool = True
    header_row: int | None = None
    sheet: str | None = None
    keep_na: bool = False
    sizes: Sizes = Sizes()

    def validated(self) -> Self:
        """Return the options in their usual form.

        Raises:
            UsageError: an option has an invalid value, or two contradict each other.
        """
        require_types(self, texts=_TEXTS, switches=_SWITCHES)
        delimiter = "\t" if self.delimiter in _TAB else self.delimiter
        if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
            raise UsageError(
                _(
                    "the delimiter must be one character, other than a quote or a line end, not "
                    "{delimiter!r}; write \\t for a tab",
                    delimiter=delimiter,
                )
            )
        if self.errors not in _ERRORS:
            raise UsageError(
                _("errors must be one of {choices}, not {value!r}", choices=joined(_ERRORS), value=self.errors)
            )
        if self.header_row is not None and (type(self.header_row) is not int or self.header_row < 1):
            raise UsageError(_("the header row must be a number from 1, not {row!r}", row=self.header_row))
        if self.header_row is not None and not self.header:
            raise UsageError(_("a table without a header has no header row; leave one of the two options out"))
        return self._replace(delimiter=delimiter)


def require_types(options: object, *, texts: Iterable[str] = (), switches: Iterable[str] = ()) -> None:
    """Raise unless some options are texts or None, and others True or False.

    Raises:
        UsageError: one is something else.
    """
    for name in texts:
        if getattr(options, name) is not None:
            require_text(name, getattr(options, name))
    for name in switches:
        value = getattr(options, name)
        if not isinstance(value, bool):
            raise UsageError(_("{name} must be True or False, not {value!r:.40}", name=name, value=value))


def require_text(name: str, value: object) -> None:
    """Raise unless the value of an option is a text.

    Raises:
        UsageError: it is something else.
    """
    if not isinstance(value, str):
        raise UsageError(
            _("{name} must be a text, not {value!r:.40} ({kind})", name=name, value=value, kind=type(value).__name__)
        )
