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
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest

from mvs_classifier.errors import ModelFileError
from mvs_classifier.model.container import LARGEST
from mvs_classifier.model.file import write_model
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
    refuse(write(pickle.dumps({**content, "dictionary": endless}, protocol=4)), "dictionary")


def test_a_file_larger_than_any_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.joblib"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    refuse(path, "larger than")
