"""The model file: one dict of plain values, as joblib writes it, read so that no file can run code."""

import json
import math
import os
import pickle
import sys
from array import array
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple, get_args, get_origin

from mvs_classifier.atomic import replacing
from mvs_classifier.errors import ModelFileError
from mvs_classifier.model.info import ModelInfo
from mvs_classifier.model.labels import Label
from mvs_classifier.model.parameters import GRID, Parameters
from mvs_classifier.model.plain import Content, read_plain

FORMAT = "mvs-classifier model"
VERSION = "1.1"
NORMALIZATION = {"unicode": "NFKC", "letters": "lower", "chinese": "t2s", "invisible": "removed", "numbers": "0"}

TAUGHT = "taught"
"""What the examples of a user are called among a model's ``examples``."""
SHIPPED_DATA = "shipped_data"
"""The note, among the ``settings`` of a model that a user has taught, that names the shipped data by its hash."""
FORCED = "forced"
"""The note that says why a model was refused that was installed all the same."""

_PROTOCOL = 4  # joblib.dump writes plain values as pickle does with this one, byte for byte
_FINGERPRINT_DIGITS = 12
_INT32 = "i"
_LONGEST_NGRAM = 3
_LARGEST_IDF = 64 * GRID
_LARGEST_WEIGHT = 1024 * GRID
_UPPER_BITS = bytes([*[0] * 16, *[1] * 224, *[0xFF] * 16])
_SHAPE: dict[str, Any] = {
    "labels": list[str],
    "normalization": dict[str, str],
    "grid": int,
    "longest_ngram": int,
    "skip_grams": int,
    "vocabulary": str,
    "idf": dict[str, Any],
    "coef": dict[str, Any],
    "intercept": list[int],
    "dictionary": list[str],
    "examples": dict[str, int],
    "data_hash": str,
    "versions": dict[str, str],
    "settings": dict[str, str],
    "metrics": dict[str, float],
}
_ADDED_SINCE_1_0 = {"skip_grams": 0}


class ModelFile(NamedTuple):
    """A model with what is known of it."""

    parameters: Parameters
    info: ModelInfo


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


def fingerprint(parameters: Parameters, info: ModelInfo) -> str:
    """Return the fingerprint that a model of this content has."""
    return str(_content(ModelFile(parameters, info))["checksum"])[:_FINGERPRINT_DIGITS]


def _content(model: ModelFile) -> Content:
    parameters, info = model
    content: Content = {
        "format": FORMAT,
        "version": VERSION,
        "normalization": dict(NORMALIZATION),
        "labels": [str(label) for label in Label],
        "grid": GRID,
        "longest_ngram": parameters.longest_ngram,
        "skip_grams": int(parameters.skip_grams),
        "vocabulary": "\n".join(parameters.vocabulary),
        "idf": _packed(parameters.idf, [len(parameters.idf)]),
        "coef": _packed(
            [weight for row in parameters.coef for weight in row], [len(parameters.coef), len(parameters.idf)]
        ),
        "intercept": list(parameters.intercept),
        "dictionary": list(parameters.dictionary),
        "examples": dict(info.examples),
        "data_hash": info.data_hash,
        "versions": dict(info.versions),
        "settings": dict(info.settings),
        "metrics": dict(info.metrics),
    }
    return {**content, "checksum": _checksum(content)}


def _model(content: Content) -> ModelFile:
    """Check everything, then construct."""
    _require(content.get("format") == FORMAT, f"it is not an {FORMAT}")
    version = _typed(content, "version", str)
    _require(
        version.partition(".")[0] == VERSION.partition(".")[0],
        f"its format is {version!r:.20}, and this version reads {VERSION}; upgrade mvs-classifier",
    )
    checksum = _typed(content, "checksum", str)
    stated = {key: value for key, value in content.items() if key != "checksum"}
    content = {**_ADDED_SINCE_1_0, **content}
    for key, kind in _SHAPE.items():
        _typed(content, key, kind)
    _require(content["labels"] == [str(label) for label in Label], "its labels are not the four labels")
    _require(content["grid"] == GRID, "its weights are in other units")
    _require(content["normalization"] == NORMALIZATION, "it was made for another normalisation of texts")
    parameters = _parameters(content)
    _require(_checksum(stated) == checksum, "its content does not fit its checksum, so it is damaged")
    info = ModelInfo(
        fingerprint=checksum[:_FINGERPRINT_DIGITS],
        features=len(parameters.vocabulary),
        examples=content["examples"],
        data_hash=content["data_hash"],
        versions=content["versions"],
        settings=content["settings"],
        metrics=content["metrics"],
    )
    return ModelFile(parameters, info)


def _parameters(content: Content) -> Parameters:
    vocabulary = content["vocabulary"].split("\n")
    idf = _unpacked(content, "idf", [len(vocabulary)])
    weights = _unpacked(content, "coef", [len(Label), len(vocabulary)])
    longest, intercept = content["longest_ngram"], content["intercept"]
    _require(1 <= longest <= _LONGEST_NGRAM, f"its longest n-gram is of {longest} units")
    _require(len(set(vocabulary)) == len(vocabulary), "its vocabulary names a feature twice")
    _require(min(idf) >= GRID and max(idf) <= _LARGEST_IDF, "its idf are out of bounds")
    _require(len(intercept) == len(Label), "it has not four intercepts")
    _require(
        _are_weights(content["coef"]["data"]) and all(abs(value) <= _LARGEST_WEIGHT for value in intercept),
        "its weights are out of bounds",
    )
    rows = [weights[start : start + len(idf)] for start in range(0, len(weights), len(idf))]
    skip_grams = content["skip_grams"]
    _require(skip_grams in {0, 1}, f"its skip-grams are {skip_grams}, and 0 or 1 was wanted")
    return Parameters(longest, bool(skip_grams), vocabulary, idf, rows, intercept, content["dictionary"])


def _are_weights(data: bytes) -> bool:
    """Say whether none of many int32 is larger than the largest weight: then the upper 12 bits of each are its sign."""
    upper = data[3::4]
    return not upper.translate(None, b"\x00\xff") and data[2::4].translate(_UPPER_BITS) == upper


def _packed(values: Sequence[int], shape: list[int]) -> dict[str, Any]:
    numbers = array(_INT32, values)
    if sys.byteorder == "big":
        numbers.byteswap()
    return {"dtype": "<i4", "shape": shape, "data": numbers.tobytes()}


def _unpacked(content: Content, key: str, shape: list[int]) -> "array[int]":
    packed = content[key]
    _require(
        packed.keys() == {"dtype", "shape", "data"} and packed["dtype"] == "<i4", f"its {key} is not an int32 array"
    )
    _require(packed["shape"] == shape, f"the shape of its {key} is {packed['shape']!r:.40}, and {shape} was wanted")
    data = packed["data"]
    _require(type(data) is bytes and len(data) == 4 * math.prod(shape), f"the size of its {key} does not fit its shape")
    numbers = array(_INT32)
    numbers.frombytes(data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _typed(content: Content, key: str, kind: Any) -> Any:
    """The value of a key after a check of its type and, for ``list[X]`` and ``dict[str, X]``, its items'."""
    _require(key in content, f"it lacks {key!r}")
    value, whole = content[key], get_origin(kind) or kind
    fits = type(value) is whole
    if fits and whole is list:
        fits = all(type(item) is get_args(kind)[0] for item in value)
    if fits and whole is dict:
        wanted = get_args(kind)[1]
        fits = all(type(name) is str and wanted in (type(item), Any) for name, item in value.items())
    _require(fits, f"its {key!r} is not of the type {kind}")
    return value


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


def _require(condition: object, otherwise: str) -> None:
    if not condition:
        raise ModelFileError(otherwise)
