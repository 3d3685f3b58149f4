"""The exceptions of the package: one tree, caught whole with ``except MvsError``."""

_EXCERPT = 60


class MvsError(Exception):
    """Something the caller can fix; the message says what was found, what was expected and what to do."""


class DataError(MvsError):
    """The content of a table or of training data is not as it should be."""


class UsageError(MvsError):
    """An option has a value that is not allowed, or options contradict each other."""


class ColumnError(UsageError):
    """The table has no such column, or none was named and none is obvious."""


class InputNotFoundError(MvsError):
    """The file to read does not exist or cannot be opened."""


class OutputError(MvsError):
    """The file to write cannot be written, or would overwrite something."""


class ModelFileError(MvsError):
    """A model is missing, or its file is damaged, hostile or of a format that this version cannot read."""


class StoreError(ModelFileError):
    """The notes of the user's store of models are damaged or cannot be read."""


class NewerStoreError(StoreError):
    """The user's store of models belongs to a newer version, so this one must not change it."""


class MissingExtraError(MvsError):
    """A package is needed that is not installed.

    Args:
        extra: the extra of this package that installs it.
        purpose: what it is needed for.
    """

    def __init__(self, extra: str, purpose: str) -> None:
        super().__init__(f"{purpose} needs packages that are not installed; run pip install 'mvs-classifier[{extra}]'")


def excerpt(text: str) -> str:
    r"""Return a text for a message: in quotes, on one line, at most 60 characters of it.

    >>> excerpt("拜访\n客户")
    "'拜访\\n客户'"
    """
    return repr(text if len(text) <= _EXCERPT else f"{text[: _EXCERPT - 1]}…")
