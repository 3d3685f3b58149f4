"""Hostile model files of any format are refused, and no code of theirs runs.

Those of format 1 are pickles; tests/model/test_served.py does the same for later ones.
"""

import bz2
import gzip
import io
import lzma
import os
import pickle
import resource
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mvs_classifier.errors import ModelFileError
from mvs_classifier.model.container import LARGEST
from mvs_classifier.model.file import read_model, write_model
from mvs_classifier.model.plain import PlainUnpickler
from tests.model.file.refusing import Content, refuse
from tests.tiny_models import tiny


def test_the_unpickler_itself_knows_no_classes_and_nothing_outside() -> None:
    for data in (pickle.dumps(Path("x")), b"\x80\x04\x8c\x01xQ."):
        with pytest.raises(ModelFileError, match="only plain values"):
            PlainUnpickler(io.BytesIO(data)).load()


class Reduces:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (os.environ["MVS_TEST_PWNED"],)


class ReducesByCall:
    def __reduce__(self) -> tuple[Any, ...]:
        return eval, ("__import__('os').mkdir(__import__('os').environ['MVS_TEST_PWNED'])",)


def _protocol_0_global() -> bytes:
    return b"cos\nsystem\n(S'mkdir $MVS_TEST_PWNED'\ntR."


def _inst() -> bytes:
    return b"(S'mkdir $MVS_TEST_PWNED'\nios\nsystem\n."


def _obj() -> bytes:
    return b"(cos\nsystem\nS'mkdir $MVS_TEST_PWNED'\no."


def _stack_global() -> bytes:
    return (
        b"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x15mkdir $MVS_TEST_PWNED".replace(b"\x15", bytes([21])) + b"\x85R."
    )


def _build() -> bytes:
    return b"\x80\x02cos\nenviron\n}q\x00U\x01aU\x01bsb."


def _extension() -> bytes:
    return b"\x80\x02\x82\x01."


def _persistent_id() -> bytes:
    return b"\x80\x04\x8c\x01xQ."


def _newobj() -> bytes:
    return b"\x80\x02csubprocess\nPopen\n(U\x05touchU\x01xt\x81."


ATTACKS = [_protocol_0_global, _inst, _obj, _stack_global, _build, _extension, _persistent_id, _newobj]


@pytest.mark.parametrize("attack", ATTACKS)
def test_pickle_tricks_are_refused_and_nothing_runs(
    attack: Callable[[], bytes], write: Callable[[bytes], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MVS_TEST_PWNED", str(tmp_path / "pwned"))
    refuse(write(attack()), "plain values")
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize("payload", [Reduces(), ReducesByCall()])
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("place", ["whole", "value", "in list", "in object array", "by joblib"])
def test_objects_that_run_code_are_refused_wherever_they_are(  # noqa: PLR0913, PLR0917
    payload: object,
    protocol: int,
    place: str,
    write: Callable[[bytes], Path],
    content: Content,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MVS_TEST_PWNED", str(tmp_path / "pwned"))
    hostile: object = {
        "whole": payload,
        "value": {**content, "metrics": payload},
        "in list": {**content, "dictionary": [payload]},
        "in object array": {**content, "idf": np.array([payload], dtype=object)},
        "by joblib": {**content, "metrics": payload},
    }[place]
    buffer = io.BytesIO()
    (joblib.dump if place in {"by joblib", "in object array"} else pickle.dump)(hostile, buffer, protocol=protocol)
    refuse(write(buffer.getvalue()))
    assert not (tmp_path / "pwned").exists()


def test_the_tricks_do_run_code_in_an_ordinary_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MVS_TEST_PWNED", str(tmp_path / "pwned"))
    pickle.loads(pickle.dumps(Reduces()))
    assert (tmp_path / "pwned").exists()


@pytest.mark.parametrize("compress", [zlib.compress, gzip.compress, bz2.compress, lzma.compress])
def test_compressed_files_are_refused(
    compress: Callable[[bytes], bytes], write: Callable[[bytes], Path], tmp_path: Path
) -> None:
    write_model(tmp_path / "whole.joblib", tiny())
    refuse(write(compress((tmp_path / "whole.joblib").read_bytes())))


@pytest.mark.parametrize("value", [np.float64(1), np.zeros(3), (1,), {1}, None, True, "text", b"", 5, []])
def test_other_values_than_a_model_are_refused(value: object, write: Callable[[bytes], Path]) -> None:
    refuse(write(pickle.dumps(value)))


_GIGABYTES = struct.pack("<Q", 1 << 40)
CLAIMS = {
    "bytes": b"\x80\x04\x8e" + _GIGABYTES + b"x.",
    "text": b"\x80\x04\x8d" + _GIGABYTES + b"x.",
    "bytearray": b"\x80\x05\x96" + _GIGABYTES + b"x.",
    "frame": b"\x80\x04\x95" + _GIGABYTES + b"N.",
    "four-byte length": b"\x80\x04B\xff\xff\xff\x7fx.",
    "long": b"\x80\x02\x8b\xff\xff\xff\x7fx.",
    "memo": b"\x80\x02Nr\xff\xff\xff\x7f.",
    "memo in text": b"Np2147483647\n.",
    "digits": b"I" + b"9" * 10_000 + b"\n.",
    "depth": b"\x80\x04" + b"]" * 200_000 + b"a" * 199_999 + b".",
}


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_what_claims_gigabytes_is_refused_without_taking_them(claim: bytes, write: Callable[[bytes], Path]) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refuse(write(claim))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kilobytes


def test_a_list_that_holds_itself_is_refused(write: Callable[[bytes], Path], content: Content) -> None:
    endless: list[object] = []
    endless.append(endless)
    refuse(write(pickle.dumps({**content, "dictionary": endless}, protocol=4)), "nested or repeated")


def _shared(levels: int) -> list[object]:
    """A list of which each level holds the one below twice: written out, it doubles with each."""
    found: list[object] = []
    for _level in range(levels):
        found = [found, found]
    return found


def _endless() -> list[object]:
    found: list[object] = []
    found.append({"again": found})
    return found


def _deep() -> list[object]:
    found: list[object] = []
    for _level in range(300):
        found = [found]
    return found


NESTED = {"endless": _endless, "deep": _deep, "shared": lambda: _shared(30), "text": lambda: ["x" * 10**6] * 10**4}


@pytest.mark.parametrize("nested", NESTED.values(), ids=NESTED)
@pytest.mark.parametrize("key", ["unknown", "metrics", "examples"])
def test_what_is_larger_than_its_file_is_refused(
    nested: Callable[[], list[object]], key: str, write: Callable[[bytes], Path], content: Content
) -> None:
    refuse(
        write(pickle.dumps({**content, key: nested()}, protocol=4)), "cannot use the model file .*nested or repeated"
    )


@pytest.mark.parametrize("key", [1, 2.5, b"bytes"])
def test_a_key_that_is_no_text_is_refused(key: object, write: Callable[[bytes], Path], content: Content) -> None:
    refuse(write(pickle.dumps({**content, "unknown": {key: 1, "one": 2}}, protocol=4)), "cannot use the model file")


def test_integers_that_share_their_hash_are_refused(write: Callable[[bytes], Path], content: Content) -> None:
    same = {number * sys.hash_info.modulus: 0 for number in range(20)}
    assert len(set(map(hash, same))) == 1
    refuse(write(pickle.dumps({**content, "unknown": same}, protocol=4)), "LONG1")


@st.composite
def nestings(draw: st.DrawFn) -> object:
    """Values of which any may be used in any other, more than once, and in itself."""
    found: list[Any] = draw(st.lists(st.none() | st.integers() | st.floats() | st.text() | st.binary(), min_size=1))
    for kind in draw(st.lists(st.sampled_from([list, dict]), max_size=12)):
        made: Any = kind()
        found.append(made)
        for number, one in enumerate(draw(st.lists(st.sampled_from(found), max_size=4))):
            key = draw(st.text(max_size=2) | st.integers(0, 3) | st.binary(max_size=1))
            made.append(one) if kind is list else made.__setitem__(key if number else str(key), one)
    return found[-1]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(nestings(), st.sampled_from(["unknown", "metrics", "jobs", "taught", "vocabulary", "coef", "idf"]))
def test_whatever_is_nested_in_whatever_nothing_else_is_raised(
    write: Callable[[bytes], Path], content: Content, nested: object, key: str
) -> None:
    path = write(pickle.dumps({**content, key: nested}, protocol=4))
    with pytest.raises(ModelFileError, match=r"cannot use the model file .*model"):
        read_model(path)


def test_a_file_larger_than_any_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.joblib"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    refuse(path, "larger than")
