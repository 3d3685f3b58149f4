"""The model file: one dict of plain values, as joblib writes it, read so that no file can run code."""

import json
import os
import pickle
import sys
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from mvs_classifier.atomic import replacing
from mvs_classifier.errors import ModelFileError
from mvs_classifier.model.info import ModelInfo
from mvs_classifier.model.labels import Label
from mvs_classifier.model.packed import (
    packed_jobs,
    packed_parameters,
    require,
    require_shape,
    typed,
    unpacked_jobs,
    unpacked_parameters,
)
from mvs_classifier.model.parameters import GRID, JobParameters, Parameters
from mvs_classifier.model.plain import Content, read_plain
from mvs_classifier.model.taught import Taught, taught_of

FORMAT = "mvs-classifier model"
VERSION = "1.2"
NORMALIZATION = {"unicode": "NFKC", "letters": "lower", "chinese": "t2s", "invisible": "removed", "numbers": "0"}

TAUGHT = "taught"
"""What the examples of a user are called among a model's ``examples``."""
SHIPPED_DATA = "shipped_data"
"""The note, among the ``settings`` of a model that a user has taught, that names the shipped data by its hash."""
FORCED = "forced"
"""The note that says why a model was refused that was installed all the same."""

_PROTOCOL = 4  # joblib.dump writes plain values as pickle does with this one, byte for byte
_FINGERPRINT_DIGITS = 12
_SHAPE: dict[str, Any] = {
    "labels": list[str],
    "normalization": dict[str, str],
    "grid": int,
    "examples": dict[str, int],
    "data_hash": str,
    "versions": dict[str, str],
    "settings": dict[str, str],
    "metrics": dict[str, float],
    "jobs": dict[str, Any],
    "taught": dict[str, Any],
}
_ADDED_SINCE_1_0: Content = {"skip_grams": 0, "jobs": {}, "taught": {}}


class ModelFile(NamedTuple):
    """A model with what is known of it.

    Attributes:
        parameters: the model of single texts.
        info: what is known of it.
        jobs: the model of whole jobs; None in files of format 1.1 and before, which then use the one that ships.
        taught: the texts whose labels a user has taught.
    """

    parameters: Parameters
    info: ModelInfo
    jobs: JobParameters | None = None
    taught: Taught = Taught()


def read_model(path: str | os.PathLike[str]) -> ModelFile:
    """Read and check a model file.

    Nothing in the file is ever run: it is looked through for anything but plain values first, and then
    read by an unpickler that knows no classes and no functions.

    Raises:
        ModelFileError: the file is missing, too large, damaged, hostile or of another format.
    """
    try:
        return _model(read_plain(path))
    except ModelFileError as error:
        raise ModelFileError(
            f"cannot use the model file {path}: {error}; take another copy of it, or make a new one "
            "with `mvs-classifier train -o FILE`"
        ) from error


def write_model(path: str | os.PathLike[str], model: ModelFile, *, follow: bool = True) -> None:
    """Write a model file; it appears under its name only when it is whole.

    Args:
        path: the file.
        model: the model.
        follow: whether a symbolic link of that name is followed, or replaced.

    Raises:
        OutputError: the file cannot be written.
    """
    data = pickle.dumps(_interned(_content(model)), protocol=_PROTOCOL)
    with replacing(path, follow=follow) as file:
        file.write(data)


def fingerprint(model: ModelFile) -> str:
    """Return the fingerprint that a model of this content has."""
    return str(_content(model)["checksum"])[:_FINGERPRINT_DIGITS]


def _content(model: ModelFile) -> Content:
    info = model.info
    content: Content = {
        "format": FORMAT,
        "version": VERSION,
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
        "taught": {name: dict(labels) for name, labels in model.taught._asdict().items()},
    }
    return {**content, "checksum": _checksum(content)}


def _model(content: Content) -> ModelFile:
    """Check everything, then construct."""
    require(content.get("format") == FORMAT, f"it is not an {FORMAT}")
    version = typed(content, "version", str)
    require(
        version.partition(".")[0] == VERSION.partition(".")[0],
        f"its format is {version!r:.20}, but this version reads {VERSION}; upgrade mvs-classifier",
    )
    checksum = typed(content, "checksum", str)
    stated = {key: value for key, value in content.items() if key != "checksum"}
    content = {**_ADDED_SINCE_1_0, **content}
    require_shape(content, _SHAPE)
    require(content["labels"] == [str(label) for label in Label], "its labels are not the four labels")
    require(content["grid"] == GRID, "its weights are in other units")
    require(content["normalization"] == NORMALIZATION, "it was made for another normalisation of texts")
    parameters = unpacked_parameters(content)
    require(_checksum(stated) == checksum, "its content does not match its checksum, so it is damaged")
    info = ModelInfo(
        fingerprint=checksum[:_FINGERPRINT_DIGITS],
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


def _interned(value: Any) -> Any:
    """The same value with equal strings made one object, as pickle writes those twice that are two."""
    if isinstance(value, str):
        return sys.intern(value)
    if isinstance(value, list):
        return [_interned(item) for item in value]
    if isinstance(value, dict):
        return {_interned(key): _interned(item) for key, item in value.items()}
    return value
