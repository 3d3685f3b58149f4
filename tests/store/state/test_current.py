"""Which model is loaded, and where the store is."""

import json
import os
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mvs_classifier as mvs
from mvs_classifier.model.file import write_model
from mvs_classifier.shipped import shipped_model
from mvs_classifier.store import places
from mvs_classifier.store.current import resolve
from mvs_classifier.store.state import State, Version, read_state
from tests.store.state.models import MARKETING, NAME, OTHER, SALES, install
from tests.tiny_models import KNOWN

SHIPPED = mvs.load(shipped_model()).fingerprint


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
