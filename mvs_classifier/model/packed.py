"""Learned values in a model file: plain content that is checked before it is used."""

import math
import sys
from array import array
from collections.abc import Mapping, Sequence
from typing import Any, get_args, get_origin

from mvs_classifier.i18n import N_
from mvs_classifier.model.labels import Label
from mvs_classifier.model.parameters import GRID, JobParameters, Parameters
from mvs_classifier.model.plain import Content
from mvs_classifier.model.tables import LARGEST_IDF, LONGEST_NGRAM, are_weights, require
from mvs_classifier.model.work import FEATURES

_INT32 = "i"
_LARGEST_POWER = 4 * GRID
_PARAMETERS: dict[str, Any] = {
    "longest_ngram": int,
    "skip_grams": int,
    "vocabulary": str,
    "idf": dict[str, Any],
    "coef": dict[str, Any],
    "intercept": list[int],
    "dictionary": list[str],
}
_JOBS: dict[str, Any] = {
    "roles": dict[str, Any],
    "titles": dict[str, Any],
    "coef": dict[str, Any],
    "intercept": list[int],
    "context": int,
    "prior": list[int],
}


def packed_parameters(parameters: Parameters) -> Content:
    """Return a model of texts as plain content."""
    return {
        "longest_ngram": parameters.longest_ngram,
        "skip_grams": int(parameters.skip_grams),
        "vocabulary": "\n".join(parameters.vocabulary),
        "idf": _packed(parameters.idf, [len(parameters.idf)]),
        "coef": _packed_rows(parameters.coef),
        "intercept": list(parameters.intercept),
        "dictionary": list(parameters.dictionary),
    }


def packed_jobs(jobs: JobParameters) -> Content:
    """Return a model of whole jobs as plain content."""
    return {
        "roles": packed_parameters(jobs.roles),
        "titles": packed_parameters(jobs.titles),
        "coef": _packed_rows(jobs.coef),
        "intercept": list(jobs.intercept),
        "context": jobs.context,
        "prior": list(jobs.prior),
    }


def unpacked_jobs(content: Content) -> JobParameters:
    """Return the model of whole jobs that plain content holds.

    Raises:
        ModelFileError: it holds something else.
    """
    require_shape(content, _JOBS)
    rows = _unpacked_rows(content, FEATURES)
    require_jobs({**content, "coef": rows})
    prior, power = content["prior"], content["context"]
    roles, titles = (unpacked_parameters(content[name]) for name in ("roles", "titles"))
    return JobParameters(roles, titles, rows, content["intercept"], power, prior)


def require_jobs(content: Content) -> None:
    """Raise unless the numbers of a model of whole jobs are within their bounds.

    Raises:
        ModelFileError: they are not.
    """
    rows, intercept, prior = content["coef"], content["intercept"], content["prior"]
    require(len(prior) == len(Label) and all(0 < value <= GRID for value in prior), N_("its prior is not four shares"))
    require(0 <= content["context"] <= _LARGEST_POWER, N_("its power of the context is out of bounds"))
    require(
        [len(row) for row in (*rows, intercept)] == [*[FEATURES] * len(Label), len(Label)],
        N_("its model of jobs has wrong weights"),
    )
    numbers = [value for row in (*rows, intercept) for value in row]
    require(all(type(value) is int for value in numbers), N_("its weights of jobs are not whole numbers"))
    require(are_weights(numbers), N_("its weights are out of bounds"))


def unpacked_parameters(content: Content) -> Parameters:
    """Return the model of texts that plain content holds.

    Raises:
        ModelFileError: it holds something else.
    """
    require_shape(content, _PARAMETERS)
    vocabulary = content["vocabulary"].split("\n")
    idf = _unpacked(content, "idf", [len(vocabulary)])
    rows = _unpacked_rows(content, len(vocabulary))
    longest = content["longest_ngram"]
    require(1 <= longest <= LONGEST_NGRAM, N_("its longest n-gram is of {longest} units"), longest=longest)
    require(len(set(vocabulary)) == len(vocabulary), N_("its vocabulary names a feature twice"))
    require(min(idf) >= GRID and max(idf) <= LARGEST_IDF, N_("its idf are out of bounds"))
    skip_grams = content["skip_grams"]
    require(skip_grams in {0, 1}, N_("its skip-grams must be 0 or 1, not {skip_grams}"), skip_grams=skip_grams)
    return Parameters(longest, bool(skip_grams), vocabulary, idf, rows, content["intercept"], content["dictionary"])


def _packed_rows(rows: Sequence[Sequence[int]]) -> dict[str, Any]:
    return _packed([weight for row in rows for weight in row], [len(rows), len(rows[0])])


def _unpacked_rows(content: Content, width: int) -> "list[array[int]]":
    """The four rows of weights of a model, checked together with its intercepts."""
    weights, intercept = _unpacked(content, "coef", [len(Label), width]), content["intercept"]
    require(len(intercept) == len(Label), N_("it does not have four intercepts"))
    require(are_weights(weights) and are_weights(intercept), N_("its weights are out of bounds"))
    return [weights[start : start + width] for start in range(0, len(weights), width)]


def _packed(values: Sequence[int], shape: list[int]) -> dict[str, Any]:
    numbers = array(_INT32, values)
    if sys.byteorder == "big":
        numbers.byteswap()
    return {"dtype": "<i4", "shape": shape, "data": numbers.tobytes()}


def _unpacked(content: Content, key: str, shape: list[int]) -> "array[int]":
    packed = content[key]
    require(
        packed.keys() == {"dtype", "shape", "data"} and packed["dtype"] == "<i4",
        N_("its {key} is not an int32 array"),
        key=key,
    )
    require(
        packed["shape"] == shape,
        N_("the shape of its {key} must be {shape}, not {value!r:.40}"),
        key=key,
        shape=shape,
        value=packed["shape"],
    )
    data = packed["data"]
    require(
        type(data) is bytes and len(data) == 4 * math.prod(shape),
        N_("the size of its {key} does not match its shape"),
        key=key,
    )
    numbers = array(_INT32)
    numbers.frombytes(data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def require_shape(content: Content, shape: Mapping[str, Any]) -> None:
    """Raise unless each key has a value of its type.

    Raises:
        ModelFileError: a value is missing or has another type.
    """
    for key, kind in shape.items():
        typed(content, key, kind)


def typed(content: Content, key: str, kind: Any) -> Any:
    """The value of a key after a check of its type and, for ``list[X]`` and ``dict[str, X]``, of its items.

    Raises:
        ModelFileError: it is missing or of another type.
    """
    require(key in content, N_("it lacks {key!r}"), key=key)
    value, whole = content[key], get_origin(kind) or kind
    fits = type(value) is whole
    if fits and whole is list:
        fits = all(get_args(kind)[0] in {type(item), Any} for item in value)
    if fits and whole is dict:
        wanted = get_args(kind)[1]
        fits = all(type(name) is str and wanted in {type(item), Any} for name, item in value.items())
    require(fits, N_("its {key!r} is not of the type {kind}"), key=key, kind=kind)
    numbers = value.values() if whole is dict else value if whole is list else [value]
    are_finite = all(math.isfinite(number) for number in numbers if type(number) is float)
    require(are_finite, N_("its {key!r} has a number that is not finite"), key=key)
    return value
