"""The model file: one dict of plain values, as joblib writes it, read without running code."""

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
from mvs_classifier.model.taught import Taught, taught_content, taught_of

FORMAT = "mvs-classifier model"
VERSION = "1.2"
NORMALIZATION = {"unicode": "NFKC", "letters": "lower", "chinese": "t2s", "invisible": "removed", "numbers": "0"}

TAUGHT = "taught"
"""The name of a user's examples among a model's ``examples``."""
SHIPPED_DATA = "shipped_data"
"""The entry in the ``settings`` of a model that a user has taught that holds the hash of the shipped data."""
FORCED = "forced"
"""The entry that says why a model that was installed with force had been refused."""

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


def read_model(path: str | os.PathLike[str]) -> ModelFile:
    """Read and check a model file.

    Nothing in the file is run: it is first searched for anything but plain values, and then read by an unpickler that
    knows no classes or functions.

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
    """Write a model file; it appears under its name only when it is complete.

    Args:
        path: the file.
        model: the model.
        follow: whether a symbolic link of that name is followed rather than replaced.

    Raises:
        OutputError: the file cannot be written.
    """
    data = pickle.dumps(_interned(_content(model)), protocol=_PROTOCOL)
    with replacing(path, follow=follow) as file:
        file.write(data)


def fingerprint(model: ModelFile) -> str:
    """Return the fingerprint of a model with this content."""
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
        "taught": taught_content(model.taught),
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
    """The same value with equal strings as one object, because pickle writes two objects twice."""
    if isinstance(value, str):
        return sys.intern(value)
    if isinstance(value, list):
        return [_interned(item) for item in value]
    if isinstance(value, dict):
        return {_interned(key): _interned(item) for key, item in value.items()}
    return value
