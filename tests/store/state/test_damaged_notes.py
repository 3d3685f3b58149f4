"""What happens where the notes of the store are damaged, foreign or cannot be read."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import mvs_classifier as mvs
from mvs_classifier.cli import main
from mvs_classifier.errors import StoreError
from mvs_classifier.store import changes as versions
from mvs_classifier.store import places
from mvs_classifier.store import state as module
from mvs_classifier.store.state import State, Version, read_state, state_bytes
from tests.small_world import contents
from tests.store.state.models import NAME, OTHER, become_a_folder

names = st.from_regex(r"[0-9a-f]{12}", fullmatch=True)
dates = st.datetimes().map(lambda moment: moment.isoformat(timespec="seconds"))
versions_of_a_store = st.dictionaries(names, st.builds(Version, dates, st.none() | names, st.none() | names))
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(st.none() | names, versions_of_a_store, st.data())
def test_what_is_written_of_a_state_is_read_again(
    examples: str | None, known: dict[str, Version], data: st.DataObject
) -> None:
    state = State(data.draw(st.sampled_from([None, *known])), examples, known)
    assert module._state(json.loads(state_bytes(state))) == state


def _state_with(path: tuple[str, ...], value: object) -> bytes:
    content = json.loads(state_bytes(State(NAME, NAME, {NAME: Version("2026-01-01", OTHER, NAME)})))
    inner = content
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return json.dumps(content).encode()


def _names(state: State) -> list[str | None]:
    of_versions = (name for one in state.versions.values() for name in (one.previous, one.examples))
    return [state.current, state.examples, *state.versions, *of_versions]


PLACES = [
    ("format",),
    ("current",),
    ("examples",),
    ("versions",),
    ("versions", NAME),
    ("versions", NAME, "installed"),
    ("versions", NAME, "previous"),
    ("versions", NAME, "examples"),
    ("versions", "../../x"),
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(),
        any_json.map(lambda value: json.dumps(value).encode()),
        st.builds(_state_with, st.sampled_from(PLACES), any_json),
    )
)
@example(b"")
@example(b"[" * 100_000)
@example(b"9" * 5_000)
@example(b'"\xff\xfe"')
@example(b"\xef\xbb\xbf{}")
@example(b'{"format": 1}')
@example(_state_with(("current",), OTHER))
@example(_state_with(("examples",), "../../../etc/passwd"))
@example(_state_with(("versions",), {"../x": {"installed": "", "previous": None, "examples": None}}))
def test_whatever_stands_in_the_notes_the_models_are_listed_and_can_be_used(
    two: Path, capsys: pytest.CaptureFixture[str], data: bytes
) -> None:
    good = contents(two)
    (two / "state.json").write_bytes(data)
    capsys.readouterr()  # what the example before has left
    code, listed, told = main(["models", "list"]), *capsys.readouterr()
    if "has format" in told:
        assert (code, main(["models", "use", NAME])) == (1, 1)
    elif "is damaged" in told:
        assert code == 0
        assert re.search("models list.*models use NAME", told)
        assert all(re.search(f"^  {name} ", listed, re.MULTILINE) for name in ("shipped", NAME, OTHER))
        with pytest.raises(StoreError, match=r"state\.json is damaged"):
            mvs.load()
        assert main(["models", "use", OTHER[:8]]) == 0
        assert mvs.load().fingerprint == OTHER
    else:
        assert code == 0
        assert all(name is None or re.fullmatch("[0-9a-f]{12}", name) for name in _names(read_state()))
        assert read_state().current in {None, *read_state().versions}
    for name, content in good.items():
        (two / name).write_bytes(content)


def test_damaged_notes_cost_no_model_and_no_example(two: Path) -> None:
    before = contents(two)
    (two / "state.json").write_bytes(b"{")
    versions.use(OTHER)
    after = contents(two)
    assert after.pop("state.json") != before.pop("state.json")
    assert after == before
    assert read_state().examples == OTHER
    versions.use(NAME)
    assert read_state().examples == NAME


@pytest.mark.parametrize("arguments", ["models rollback", f"models remove {OTHER}", "models info", "examples"])
def test_what_needs_the_notes_says_that_they_are_damaged(
    arguments: str, two: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (two / "state.json").write_bytes(b"null")
    before = contents(two)
    assert main(arguments.split()) == 1
    assert "models use NAME" in capsys.readouterr().err
    assert contents(two) == before


@pytest.mark.parametrize(
    "arguments",
    ["models", f"models use {NAME}", "models rollback", f"models remove {OTHER}", "examples remove 1", "classify x"],
)
def test_a_newer_store_is_left_alone(arguments: str, two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (two / "state.json").write_bytes(b'{"format": 2, "models": []}')
    before = contents(two)
    assert main(arguments.split()) == 1
    assert re.search("has format 2, but this version reads 1; upgrade mvs-classifier", capsys.readouterr().err)
    assert contents(two) == before


def test_a_folder_where_the_notes_should_be(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    become_a_folder(two / "state.json")
    before = contents(two)
    with pytest.raises(StoreError, match=r"cannot read the store of models .*Is a directory.*MVS_CLASSIFIER_HOME"):
        mvs.load()
    assert main(["models"]) == 0
    assert NAME in capsys.readouterr().out
    assert main(["models", "use", NAME]) == 73
    assert contents(two) == before


def test_a_file_where_the_store_should_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "store").write_text("mine")
    monkeypatch.setenv(places.HOME, str(tmp_path / "store"))
    with pytest.raises(StoreError, match="cannot read the store of models"):
        mvs.load()
    assert main(["models"]) == 0
    assert "cannot read the store of models" in capsys.readouterr().err
    assert main(["models", "use", "shipped"]) == main(["train", "--add", "x.csv"]) == 73
    assert "make it writable, or set MVS_CLASSIFIER_HOME" in capsys.readouterr().err
    assert (tmp_path / "store").read_text() == "mine"
