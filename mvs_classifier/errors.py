"""The exceptions of the package; ``except MvsError`` catches all of them."""

from mvs_classifier.i18n import N_, _

_EXCERPT = 60
_OF_SYSTEMS = (
    N_("File name too long"),
    N_("Input/output error"),
    N_("Is a directory"),
    N_("No space left on device"),
    N_("No such file or directory"),
    N_("Not a directory"),
    N_("Permission denied"),
    N_("Read-only file system"),
    N_("Too many open files"),
)
"""What operating systems often say, in English whatever the language; the catalogues have it."""


class MvsError(Exception):
    """Base class of all errors of the package; the message says what was found, what was expected and how to fix it."""


class DataError(MvsError):
    """The content of a table or of training data is not as it should be."""


class UsageError(MvsError):
    """An option has an invalid value, or two options contradict each other."""


class ColumnError(UsageError):
    """The table does not have the column, or no column was named and none is obvious."""


class InputNotFoundError(MvsError):
    """The file to read does not exist or cannot be opened."""


class OutputError(MvsError):
    """The file to write cannot be written, or would overwrite something."""


class ModelFileError(MvsError):
    """A model is missing, or its file is damaged, hostile or of a format that this version cannot read.

    Attributes:
        names_file: whether the message names the file and says what to do.
    """

    names_file = False


class StoreError(ModelFileError):
    """The state of the user's model store is damaged or cannot be read."""


class NewerStoreError(StoreError):
    """The user's model store was written by a newer version, so this one must not change it."""


class MissingExtraError(MvsError):
    """A required package is not installed, or too old, or cannot be imported.

    Args:
        extra: the extra of this package that installs it.
        purpose: what it is needed for.
        cause: the error that names the package.
    """

    def __init__(self, extra: str, purpose: str, cause: ImportError) -> None:
        found = str(cause).rstrip(".")
        super().__init__(
            _(
                "{purpose} needs a package that is missing: {found}; run pip install 'mvs-classifier[{extra}]'",
                purpose=purpose,
                found=found,
                extra=extra,
            )
        )


def why(error: OSError) -> str:
    """Return why the operating system refused, in the current language if the catalogue has it."""
    return _(error.strerror) if error.strerror else str(error)


def excerpt(text: str) -> str:
    r"""Return at most 60 characters of a text for a message, quoted and on one line.

    >>> excerpt("拜访\n客户")
    "'拜访\\n客户'"
    """
    return repr(text if len(text) <= _EXCERPT else f"{text[: _EXCERPT - 1]}…")
