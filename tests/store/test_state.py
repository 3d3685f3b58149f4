"""Which model is loaded, and what happens where the store is damaged, foreign or cannot be read."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import platformdirs
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import mvs_classifier as mvs
from mvs_classifier.cli import main
from mvs_classifier.errors import ModelFileError, StoreError
from mvs_classifier.model.file import write_model
from mvs_classifier.shipped import shipped_model
from mvs_classifier.store import changes as versions
from mvs_classifier.store import current, places
from mvs_classifier.store import state as module
from mvs_classifier.store.current import resolve
from mvs_classifier.store.state import State, Version, read_state, state_bytes
from tests.small_world import contents
from tests.tiny_models import KNOWN, tiny

SALES, MARKETING = tiny(mvs.Label.SALES), tiny(mvs.Label.MARKETING)
NAME, OTHER = SALES.info.fingerprint, MARKETING.info.fingerprint
SHIPPED = mvs.load(shipped_model()).fingerprint

names = st.from_regex(r"[0-9a-f]{12}", fullmatch=True)
dates = st.text(max_size=30)
versions_of_a_store = st.dictionaries(names, st.builds(Version, dates, st.none() | names, st.none() | names))
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


def install(model: Any, examples: bytes | None = None) -> None:
    with versions.exclusive():
        versions.install(model, examples)


@pytest.fixture
def two(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store where a model for marketing was installed and then one for sales; the shipped model is a tiny one too."""
    (tmp_path / "models").mkdir()
    write_model(tmp_path / "models" / "default.joblib", tiny(number=9))
    monkeypatch.setattr("mvs_classifier.shipped.ROOTS", (str(tmp_path),))
    install(MARKETING, b"marketing's")
    install(SALES, b"sales'")
    return store


# Which model it is.


def test_without_a_store_the_model_is_the_one_that_ships_and_nothing_is_written(store: Path) -> None:
    assert (mvs.load().fingerprint, mvs.classify(KNOWN).model) == (SHIPPED, SHIPPED)
    assert read_state() == State(None, None, {})
    assert not store.exists()


def test_a_running_process_keeps_its_model_until_it_loads(store: Path) -> None:
    assert mvs.classify(KNOWN).model == SHIPPED
    install(SALES)
    assert mvs.classify(KNOWN).model == SHIPPED
    assert mvs.load().fingerprint == NAME
    assert [p.model for p in (mvs.classify(KNOWN), *mvs.classify_many([KNOWN]))] == [NAME] * 2
    assert mvs.tag_job(KNOWN).tasks[0][1].model == NAME


def test_a_new_process_uses_the_new_model_at_once(store: Path) -> None:
    install(SALES)
    arguments = [sys.executable, "-m", "mvs_classifier", "classify", "--json", KNOWN]
    done = subprocess.run(arguments, capture_output=True, check=True)
    assert json.loads(done.stdout)["model"] == NAME


def test_loading_a_file_leaves_the_functions_model_alone(store: Path, tmp_path: Path) -> None:
    write_model(tmp_path / "mine.joblib", MARKETING)
    assert mvs.load(tmp_path / "mine.joblib").fingerprint == OTHER
    assert mvs.classify(KNOWN).model == SHIPPED


def test_the_store_is_where_the_variable_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(places.HOME, "here")
    assert places.home() == str(tmp_path / "here")


@pytest.mark.parametrize("value", ["", None])
def test_without_the_variable_the_store_is_the_users(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(places.HOME)
    if value is not None:
        monkeypatch.setenv(places.HOME, value)
    assert os.path.isabs(places.home())
    assert places.home().endswith("mvs-classifier")


@pytest.mark.parametrize("data", [None, "", " ", "/data"])
def test_without_the_variable_the_store_is_where_platformdirs_says(
    data: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(places.HOME)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    if data is not None:
        monkeypatch.setenv("XDG_DATA_HOME", data)
    assert places.home() == platformdirs.user_data_dir("mvs-classifier", appauthor=False)


# A damaged model.


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "cut": _cut,
    "flipped": _flip,
    "text": lambda path: path.write_text("model"),
    "gone": Path.unlink,
    "folder": _folder,
    "another": lambda path: write_model(path, tiny(number=77)),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_current_model_is_told_with_the_way_back(damage: Callable[[Path], object], two: Path) -> None:
    damage(two / "models" / f"{NAME}.joblib")
    for use in (mvs.load, lambda: mvs.classify(KNOWN), lambda: mvs.explain(KNOWN)):
        with pytest.raises(ModelFileError, match=r"the current model is damaged.*models rollback.*models use shipped"):
            use()
    assert versions.rollback() == OTHER
    assert mvs.classify(KNOWN).model == OTHER


def test_a_damaged_current_model_ends_a_command_with_1(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _cut(two / "models" / f"{NAME}.joblib")
    assert main(["classify", KNOWN]) == 1
    told = capsys.readouterr()
    assert (told.out, "models rollback" in told.err) == ("", True)
    assert main(["models", "list"]) == 0
    assert re.search(rf"\* {NAME} .*damaged", capsys.readouterr().out)
    assert main(["models", "use", "shipped"]) == 0
    assert main(["classify", KNOWN]) == 0


def test_a_model_that_could_not_be_loaded_does_not_push_out_the_one_in_use(two: Path) -> None:
    assert mvs.classify(KNOWN).model == NAME
    _cut(two / "models" / f"{NAME}.joblib")
    with pytest.raises(ModelFileError):
        mvs.load()
    assert mvs.classify(KNOWN).model == NAME


def test_a_model_that_another_process_removes_just_now_is_no_damage(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def removed(name: str) -> None:
        monkeypatch.undo()
        monkeypatch.setenv(places.HOME, str(two))
        versions.rollback()
        versions.remove(name)
        raise ModelFileError("the file does not exist")

    monkeypatch.setattr(current, "read_installed", removed)
    assert mvs.load().fingerprint == OTHER


# Damaged notes.


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


# A store that cannot be read.


def test_a_folder_where_the_notes_should_be(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _folder(two / "state.json")
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


# Names.


@given(st.text() | st.sampled_from(["../../x", "/etc/passwd", "..", ".", "a/b", "\0", "SHIPPED", "shipped "]))
def test_a_name_is_only_ever_one_of_those_that_are_there(name: str) -> None:
    state = State(NAME, None, {NAME: Version("", None, None), OTHER: Version("", None, None)})
    shipped = SHIPPED
    meant = [known for known in (NAME, OTHER, shipped) if name and known.startswith(name)]
    if len(meant) == 1:
        assert resolve(state, name) == ("shipped" if meant == [shipped] else meant[0])
    else:
        with pytest.raises(mvs.UsageError, match="the models are shipped, "):
            resolve(state, name)
