"""What a model file says about the model, and the values of its tables unpacked."""

import json
from array import array
from collections.abc import Sequence
from math import isfinite
from typing import Any

from mvs_classifier.i18n import N_
from mvs_classifier.model.info import ModelInfo
from mvs_classifier.model.labels import Label
from mvs_classifier.model.packed import require_jobs, require_shape
from mvs_classifier.model.parameters import GRID, JobParameters, Parameters
from mvs_classifier.model.plain import Content
from mvs_classifier.model.tables import LABELS, Tables, require
from mvs_classifier.model.taught import Taught, taught_of

NORMALIZATION = {"unicode": "NFKC", "letters": "lower", "chinese": "t2s", "invisible": "removed", "numbers": "0"}
DESCRIPTION: dict[str, Any] = {
    "labels": list[str],
    "normalization": dict[str, str],
    "grid": int,
    "examples": dict[str, int],
    "data_hash": str,
    "versions": dict[str, str],
    "settings": dict[str, str],
    "metrics": dict[str, float],
    "jobs": dict[str, Any],
}
"""What every model says about itself, with the types of the values."""

_JOBS: dict[str, Any] = {"coef": list[Any], "intercept": list[int], "context": int, "prior": list[int]}


def packed_about(content: Content, dictionaries: Sequence[list[str]], jobs: JobParameters | None) -> bytes:
    """Return the description of a model as JSON.

    Args:
        content: the description.
        dictionaries: of each table the words that explanations know.
        jobs: the model of whole jobs.
    """
    numbers = {} if jobs is None else {name: getattr(jobs, name) for name in ("intercept", "context", "prior")}
    if jobs:
        numbers["coef"] = list(map(list, jobs.coef))
    about = {**{name: content[name] for name in DESCRIPTION}, "dictionaries": dictionaries, "jobs": numbers}
    return json.dumps(about, ensure_ascii=False, sort_keys=True).encode()


def packed_taught(taught: Content) -> bytes:
    """Return taught texts as JSON, nothing if there are none."""
    return json.dumps(taught, sort_keys=True).encode() if any(taught.values()) else b""


def unpacked_taught(data: bytes) -> Taught:
    """Return the taught texts in JSON.

    Raises:
        ModelFileError: it holds something else.
    """
    content = json.loads(data)
    require(type(content) is dict, N_("its taught texts are not a dict"))
    return taught_of(content)


def unpacked_about(data: bytes, tables: int) -> Content:
    """Return the description of a model in JSON, after a check of all its parts.

    Args:
        data: the JSON.
        tables: how many tables the model has.

    Raises:
        ModelFileError: it holds something else.
    """
    content: Content = json.loads(data, parse_float=_finite, parse_constant=_finite)
    require(type(content) is dict, N_("its description is not a dict"))
    require_shape(content, DESCRIPTION | {"dictionaries": list[Any]})
    require_fits(content)
    words: list[Any] = content["dictionaries"]
    require(len(words) == tables and all(type(some) is list for some in words), N_("its words are not lists"))
    require(all(type(word) is str for some in words for word in some), N_("its words are not texts"))
    if content["jobs"]:
        require_shape(content["jobs"], _JOBS)
        require_jobs(content["jobs"])
    require(bool(content["jobs"]) == (tables > 1), N_("its model of jobs is not whole"))
    return content


def _finite(number: str) -> float:
    """The value of a number in a description; JSON's 1e999 is infinite too."""
    value = float(number)
    require(isfinite(value), N_("its description has the number {number:.40}, which is not finite"), number=number)
    return value


def require_fits(content: Content) -> None:
    """Raise unless a model was made for these labels, weights and texts.

    Raises:
        ModelFileError: it was not.
    """
    require(content["labels"] == [str(label) for label in Label], N_("its labels are not the four labels"))
    require(content["grid"] == GRID, N_("its weights are in other units"))
    require(content["normalization"] == NORMALIZATION, N_("it was made for another normalisation of texts"))


def info_of(content: Content, fingerprint: str, lines: Tables) -> ModelInfo:
    """Return the description of a model as its users see it."""
    names = ("examples", "data_hash", "versions", "settings", "metrics")
    features = sum(map(bool, lines.idf))
    return ModelInfo(fingerprint=fingerprint, features=features, **{name: content[name] for name in names})


def jobs_of(content: Content, tables: Sequence[Tables]) -> JobParameters | None:
    """Return the model of whole jobs with the tables of roles and titles, None if there is none.

    Raises:
        ModelFileError: its tables are not in order.
    """
    if not content["jobs"]:
        return None
    roles, titles = map(parameters_of, tables, content["dictionaries"][1:])
    jobs = content["jobs"]
    rows = [array("i", row) for row in jobs["coef"]]
    return JobParameters(roles, titles, rows, jobs["intercept"], jobs["context"], jobs["prior"])


def parameters_of(tables: Tables, dictionary: list[str]) -> Parameters:
    """Return the learned values in the tables of a model of texts.

    Raises:
        ModelFileError: the tables are not in order.
    """
    tables.require_order()
    names, idf, weights = tables.names(), list(tables.idf), list(tables.weights)
    places = sorted((place for place, value in enumerate(idf) if value), key=names.__getitem__)
    vocabulary = [names[place] for place in places]
    require(len(set(vocabulary)) == len(vocabulary), N_("its vocabulary names a feature twice"))
    columns = [weights[label::LABELS] for label in range(LABELS)]
    rows = [array("i", [column[place] for place in places]) for column in columns]
    return Parameters(
        tables.longest_ngram,
        tables.skip_grams,
        vocabulary,
        array("i", [idf[place] for place in places]),
        rows,
        tables.intercept,
        dictionary,
    )
