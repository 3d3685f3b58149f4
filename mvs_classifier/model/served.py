"""A model in service: the content of its file, of which only what is asked for is looked at."""

from __future__ import annotations

import os
from functools import cached_property

from mvs_classifier.errors import ModelFileError
from mvs_classifier.i18n import N_, _
from mvs_classifier.model.container import is_container, is_fingerprint, read_bytes, split
from mvs_classifier.model.tables import Tables, parts_of, require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn, TypeVar

    from mvs_classifier.model.file import ModelFile
    from mvs_classifier.model.info import ModelInfo
    from mvs_classifier.model.parameters import JobParameters
    from mvs_classifier.model.taught import Taught

    T = TypeVar("T")


class Served:
    """A model as the content of its file.

    Its tables are checked at once, so that no content can do harm; its description when it is first needed.

    Attributes:
        fingerprint: the model's name.
        lines: the tables of the model of single texts.

    Raises:
        ModelFileError: the content is damaged, hostile or of another format.
    """

    def __init__(self, data: bytes, path: str) -> None:
        self._data, self._path = data, path
        self._parts = split(data)
        self.fingerprint = self._parts.fingerprint
        require(is_fingerprint(self.fingerprint), N_("its name is not a fingerprint"))
        self._tables = parts_of(self._parts.data)
        self.lines = Tables(*self._tables[0])

    @cached_property
    def taught(self) -> Taught | None:
        """The texts whose labels a user has taught; None without any."""
        if not self._parts.taught:
            return None
        from mvs_classifier.model.about import unpacked_taught

        return self._checked(lambda: unpacked_taught(self._parts.taught))

    @cached_property
    def info(self) -> ModelInfo:
        """The description of the model."""
        from mvs_classifier.model.about import info_of

        return self._checked(lambda: info_of(self._about, self.fingerprint, self.lines))

    @property
    def dictionary(self) -> list[str]:
        """The words that explanations know in addition to the segmenter's."""
        return self._about["dictionaries"][0]  # type: ignore[no-any-return]

    @cached_property
    def jobs(self) -> JobParameters | None:
        """The model of whole jobs, None if there is none."""
        from mvs_classifier.model.about import jobs_of

        return self._checked(lambda: jobs_of(self._about, [Tables(*part) for part in self._tables[1:]]))

    @cached_property
    def whole(self) -> ModelFile:
        """The model with all its values unpacked, and its name compared with its content."""
        from mvs_classifier.model.about import parameters_of
        from mvs_classifier.model.file import ModelFile, fingerprint
        from mvs_classifier.model.taught import Taught

        def unpacked() -> ModelFile:
            parameters = parameters_of(self.lines, self.dictionary)
            model = ModelFile(parameters, self.info, self.jobs, self.taught or Taught())
            require(fingerprint(model) == self.fingerprint, N_("its content does not match its name, so it is damaged"))
            return model

        return self._checked(unpacked)

    @cached_property
    def _about(self) -> dict[str, Any]:
        from mvs_classifier.model.about import unpacked_about

        return self._checked(lambda: unpacked_about(self._parts.about, len(self._tables)))

    def _checked(self, unpacked: Callable[[], T]) -> T:
        """What a function unpacks; whatever it raises, the message names the file."""
        try:
            return unpacked()
        except Exception as error:  # noqa: BLE001 - hostile content may raise anything
            raise_named(self._path, error)

    def __reduce__(self) -> tuple[type[Served], tuple[bytes, str]]:
        return Served, (self._data, self._path)


def read_served(path: str | os.PathLike[str]) -> Served | ModelFile:
    """Read a model file to judge texts.

    Of an older format it is unpacked whole.

    Raises:
        ModelFileError: the file is missing, too large, damaged, hostile or of another format.
    """
    try:
        data = read_bytes(path)
        if is_container(data):
            return Served(data, os.fspath(path))
    except ModelFileError as error:
        raise_named(path, error)
    from mvs_classifier.model.file import read_model

    return read_model(path)


def raise_named(path: str | os.PathLike[str], error: Exception) -> NoReturn:
    """Raise the error that says which model file cannot be used, why, and what to do.

    Raises:
        ModelFileError: always.
    """
    if isinstance(error, ModelFileError) and error.names_file:
        raise error
    why = error if isinstance(error, ModelFileError) else _("it is damaged or not a model file ({error})", error=error)
    named = ModelFileError(
        _(
            "cannot use the model file {path}: {why}; take another copy of it, or make a new one with "
            "`mvs-classifier train -o FILE`",
            path=os.fspath(path),
            why=why,
        )
    )
    named.names_file = True
    raise named from error
