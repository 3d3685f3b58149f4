"""Models with all their values, read from their files and written; nothing in a file is run."""

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from mvs_classifier.atomic import replacing
from mvs_classifier.i18n import N_
from mvs_classifier.model.about import DESCRIPTION, NORMALIZATION, packed_about, packed_taught, require_fits
from mvs_classifier.model.container import FINGERPRINT_DIGITS, FORMAT, VERSION, Parts, is_container, joined, read_bytes
from mvs_classifier.model.info import ModelInfo
from mvs_classifier.model.labels import Label
from mvs_classifier.model.packed import (
    packed_jobs,
    packed_parameters,
    require_shape,
    typed,
    unpacked_jobs,
    unpacked_parameters,
)
from mvs_classifier.model.parameters import GRID, JobParameters, Parameters
from mvs_classifier.model.plain import Content, plain_content
from mvs_classifier.model.served import Served, raise_named
from mvs_classifier.model.tables import require
from mvs_classifier.model.taught import Taught, taught_content, taught_of

TAUGHT = "taught"
"""The name of a user's examples among a model's ``examples``."""
SHIPPED_DATA = "shipped_data"
"""The entry in the ``settings`` of a model that a user has taught that holds the hash of the shipped data."""
FORCED = "forced"
"""The entry that says why a model that was installed with force had been refused."""

_OLDER = "1.2"
"""The last format that was a pickle of everything; a model's name is still that of its content in this one."""
_SHAPE: dict[str, Any] = {**DESCRIPTION, "taught": dict[str, Any]}
_ADDED_SINCE_1_0: Content = {"skip_grams": 0, "jobs": {}, "taught": {}}


class ModelFile(NamedTuple):
    """A model with its description.

    Attributes:
        parameters: the model of single texts.
        info: the description.
        jobs: the model of whole jobs; None in files of format 1.1 and earlier, which use the shipped one.
        taught: the texts whose labels a user has taught.
    """

    parameters: Parameters
    info: ModelInfo
    jobs: JobParameters | None = None
    taught: Taught = Taught()

    @property
    def fingerprint(self) -> str:
        """The model's name."""
        return self.info.fingerprint

    @property
    def lines(self) -> Parameters:
        """The model of single texts."""
        return self.parameters

    @property
    def dictionary(self) -> list[str]:
        """The words that explanations know in addition to the segmenter's."""
        return self.parameters.dictionary

    @property
    def whole(self) -> "ModelFile":
        """The model with all its values, as :class:`Served` has it."""
        return self


def read_model(path: str | os.PathLike[str]) -> ModelFile:
    """Read a model file, and check and unpack everything in it.

    Raises:
        ModelFileError: the file is missing, too large, damaged, hostile or of another format.
    """
    try:
        data = read_bytes(path)
        return Served(data, os.fspath(path)).whole if is_container(data) else _model(plain_content(data))
    except Exception as error:  # noqa: BLE001 - hostile content may raise anything
        raise_named(path, error)


def write_model(path: str | os.PathLike[str], model: ModelFile, *, follow: bool = True) -> None:
    """Write a model file; it appears under its name only when it is complete.

    Args:
        path: the file.
        model: the model.
        follow: whether a symbolic link of that name is followed rather than replaced.

    Raises:
        OutputError: the file cannot be written.
    """
    from mvs_classifier.model.batch.packing import packed_tables

    jobs = model.jobs
    models = [model.parameters, *((jobs.roles, jobs.titles) if jobs else ())]
    content = _content(model)
    about = packed_about(content, [one.dictionary for one in models], jobs)
    name = content["checksum"][:FINGERPRINT_DIGITS]
    data = joined(Parts(name, about, packed_taught(content["taught"]), memoryview(packed_tables(models))))
    with replacing(path, follow=follow) as file:
        file.write(data)


def fingerprint(model: ModelFile) -> str:
    """Return the fingerprint of a model with this content."""
    return str(_content(model)["checksum"])[:FINGERPRINT_DIGITS]


def _content(model: ModelFile) -> Content:
    info = model.info
    content: Content = {
        "format": FORMAT,
        "version": _OLDER,
        "normalization": dict(NORMALIZATION),
        "labels": [str(label) for label in Label],
        "grid": GRID,
        **packed_parameters(model.parameters),
        "examples": dict(info.examples),
        "data_hash": info.data_hash,
        "versions": dict(info.versions),
        "settings": dict(info.settings),
        "metrics": dict(info.metrics),
        "jobs": packed_jobs(model.jobs) if model.jobs else {},
        "taught": taught_content(model.taught),
    }
    return {**content, "checksum": _checksum(content)}


def _model(content: Content) -> ModelFile:
    """Check everything, then construct."""
    require(content.get("format") == FORMAT, N_("it is not an {wanted}"), wanted=FORMAT)
    version = typed(content, "version", str)
    require(
        version.partition(".")[0] == _OLDER.partition(".")[0],
        N_("its format is {format!r:.20}, but this version reads {known}; upgrade mvs-classifier"),
        format=version,
        known=VERSION,
    )
    checksum = typed(content, "checksum", str)
    stated = {key: value for key, value in content.items() if key != "checksum"}
    content = {**_ADDED_SINCE_1_0, **content}
    require_shape(content, _SHAPE)
    require_fits(content)
    parameters = unpacked_parameters(content)
    require(_checksum(stated) == checksum, N_("its content does not match its checksum, so it is damaged"))
    info = ModelInfo(
        fingerprint=checksum[:FINGERPRINT_DIGITS],
        features=len(parameters.vocabulary),
        examples=content["examples"],
        data_hash=content["data_hash"],
        versions=content["versions"],
        settings=content["settings"],
        metrics=content["metrics"],
    )
    jobs = unpacked_jobs(content["jobs"]) if content["jobs"] else None
    return ModelFile(parameters, info, jobs, taught_of(content["taught"]))


def _checksum(content: Mapping[str, Any]) -> str:
    """The SHA-256 of the content, written as JSON with sorted keys, bytes as their own SHA-256."""
    plain = json.dumps(content, sort_keys=True, ensure_ascii=True, default=lambda data: sha256(data).hexdigest())
    return sha256(plain.encode("ascii")).hexdigest()
