"""Damaged model files are refused."""

import pickle
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mvs_classifier.errors import ModelFileError
from mvs_classifier.model.file import read_model
from mvs_classifier.model.tables import are_weights
from tests.model.file.refusing import SHIPPED, Content, refuse


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0, 1, exclude_max=True))
def test_a_truncated_file_is_refused(older: Path, write: Callable[[bytes], Path], part: float) -> None:
    data = older.read_bytes()
    refuse(write(data[: int(part * len(data))]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0, 1, exclude_max=True), st.integers(0, 7))
def test_a_file_with_one_flipped_bit_is_refused_or_says_the_same(
    older: Path, small_model: Path, write: Callable[[bytes], Path], part: float, bit: int
) -> None:
    data = bytearray(older.read_bytes())
    data[int(part * len(data))] ^= 1 << bit
    path = write(bytes(data))
    try:
        model = read_model(path)
    except ModelFileError:
        return
    assert model == read_model(small_model)  # a bit that pickle does not look at


def test_bytes_after_the_end_are_refused(older: Path, write: Callable[[bytes], Path]) -> None:
    refuse(write(older.read_bytes() + b"x"), "follows the end")
    refuse(write(SHIPPED.read_bytes() + b"x"), "follows the end|checksum")


def _changed(content: Content, **changes: Any) -> bytes:
    return pickle.dumps({**content, **changes}, protocol=4)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"format": "another"}, "is not an mvs-classifier model"),
        ({"version": "2.0"}, "upgrade mvs-classifier"),
        ({"version": 1}, "version"),
        ({"checksum": "0" * 64}, "damaged"),
        ({"metrics": {"accuracy": 1.0}}, "damaged"),
        ({"metrics": {"accuracy": float("nan")}}, "not finite"),
        ({"metrics": {"accuracy": -float("inf")}}, "not finite"),
        ({"labels": ["sales"]}, "labels"),
        ({"grid": 7}, "units"),
        ({"normalization": {}}, "normalisation"),
        ({"longest_ngram": 9}, "n-gram"),
        ({"skip_grams": 2}, "skip-grams"),
        ({"vocabulary": "一\n一"}, "idf"),
        ({"intercept": [1]}, "intercept"),
        ({"intercept": [1, 2, 3, 2**40]}, "bounds"),
        ({"idf": {"dtype": "<i4", "shape": [1], "data": b"1234"}}, "shape"),
        ({"idf": {"dtype": "object", "shape": [1], "data": b"1234"}}, "int32"),
        ({"idf": {}}, "int32"),
        ({"dictionary": [1]}, "dictionary"),
        ({"vocabulary": ["一"]}, "vocabulary"),
    ],
)
def test_what_does_not_fit_together_is_refused(
    change: Content, says: str, content: Content, write: Callable[[bytes], Path]
) -> None:
    refuse(write(_changed(content, **change)), says)


@pytest.mark.parametrize("claimed", [[10**9], [4, 10**9], [-1], ["many"], []])
def test_wrong_shapes_are_refused(claimed: list[Any], content: Content, write: Callable[[bytes], Path]) -> None:
    refuse(write(_changed(content, coef={**content["coef"], "shape": claimed})), "shape of its coef")


def test_a_missing_part_is_named(content: Content, write: Callable[[bytes], Path]) -> None:
    for key in content:
        rest = {name: value for name, value in content.items() if name != key}
        refuse(write(pickle.dumps(rest, protocol=4)))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    refuse(tmp_path / "nowhere.joblib", r"nowhere\.joblib.*the file does not exist")
    refuse(tmp_path, "directory")


@given(
    st.one_of(
        st.integers(-(2**31), 2**31 - 1),
        st.sampled_from([2**20 - 1, 2**20, 2**20 + 1, -(2**20), -(2**20) - 1, 2**24 + 2**20]),
    )
)
def test_weights_are_bounded(weight: int) -> None:
    assert are_weights(array("i", [0, weight, -1])) == (-(2**20) <= weight <= 2**20)
