"""The exceptions of the package: one tree, caught whole with ``except MvsError``."""

_EXCERPT = 60


class MvsError(Exception):
    """Something the caller can mend; the message says what came, what was wanted, what to do."""


class DataError(MvsError):
    """The content of a table or of training data is not what it should be."""


class UsageError(MvsError):
    """What was asked for does not go together."""


class ColumnError(UsageError):
    """The column that was asked for is not there, or none was named and none is obvious."""


class InputNotFoundError(MvsError):
    """The file to read does not exist or cannot be opened."""


class OutputError(MvsError):
    """The file to write cannot be written, or would overwrite something."""


class ModelFileError(MvsError):
    """A model file is missing, damaged, hostile or of a format this version cannot read."""


class StoreError(ModelFileError):
    """What the store of the user's models says of them is damaged or cannot be read."""


class MissingExtraError(MvsError):
    """Something needs a package that is not installed.

    Args:
        extra: the extra of this package that brings it.
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
