"""The model that ships, and models of other versions."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import mvs_classifier as mvs
from mvs_classifier.model.file import read_model, write_model
from mvs_classifier.shipped import shipped_model
from mvs_classifier.store import changes as versions
from mvs_classifier.store.state import read_state
from mvs_classifier.training.examples import Example, data_hash, read_postings, read_shipped
from mvs_classifier.training.taught import read_taught
from tests.conftest import Command
from tests.small_world import GOOD

SHIPPED = Path(shipped_model())


# Models of other versions.


def test_a_model_of_an_older_version_works_and_its_info_says_what_is_new(learned: Path, command: Command) -> None:
    model = read_model(learned / "models" / f"{read_state().current}.joblib")
    older = model.info._replace(
        versions={**model.info.versions, "mvs-classifier": "0.1.0"},
        settings={**model.info.settings, "shipped_data": "0" * 64},
        examples={"tasks.csv": 500, "taught": 6},
    )
    write_model(learned / "older.joblib", model._replace(info=older))
    with versions.exclusive():
        versions.install(
            read_model(learned / "older.joblib"), (learned / "examples" / f"{read_state().current}.csv").read_bytes()
        )
    assert str(mvs.load().classify(GOOD[0][0]).label) == "sales"
    assert "the shipped data is newer, 6 taught by you" in command("models")[1]
    told = command("models", "info")[1]
    assert (
        f"with mvs-classifier 0.1.0 on 500 shipped examples; now {len(read_shipped()) + len(read_postings()):,} ship: "
        in told
    )
    assert "`mvs-classifier train` learns them and keeps what you taught" in told
    assert command("train")[0] == 0
    assert "shipped data is newer" not in "".join(command("models")[1].splitlines()[-1:])
    assert "ship:" not in command("models", "info")[1]
    assert len(read_taught()) == len(GOOD)


# The model that ships.


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model trained on all shipped data, by a command of its own, with the kernels of an old processor."""
    folder = tmp_path_factory.mktemp("whole")
    arguments = [sys.executable, "-m", "mvs_classifier", "train", "--shipped", "-o", "whole.joblib", "--json"]
    own = {"OPENBLAS_CORETYPE": "Prescott", "OPENBLAS_NUM_THREADS": "2", "MVS_CLASSIFIER_HOME": str(folder / "store")}
    with (folder / "report.json").open("wb") as file:
        subprocess.run(arguments, stdout=file, env={**os.environ, **own}, cwd=folder, check=True)
    return folder


def test_the_model_that_ships_is_made_from_the_data_that_ships(examples: list[Example]) -> None:
    assert read_model(SHIPPED).info.data_hash == data_hash([*examples, *read_postings()])


def test_what_ships_is_made_by_a_command(small: Path, small_model: Path, tmp_path: Path, command: Command) -> None:
    code, out, _ = command("train", "--shipped", "-o", tmp_path / "model.joblib", "--json")
    assert (code, json.loads(out)["comparisons"]) == (0, [])
    assert read_model(tmp_path / "model.joblib").parameters == read_model(small_model).parameters


@pytest.mark.slow
def test_the_whole_data_gives_the_model_that_ships(whole: Path) -> None:
    """OpenBLAS adds in another order with the kernels of another processor; no weight rounds otherwise for that."""
    made, ships = read_model(whole / "whole.joblib"), read_model(SHIPPED)
    assert made.info.data_hash == ships.info.data_hash
    if made.info.versions == ships.info.versions:
        assert (made.parameters, made.jobs) == (ships.parameters, ships.jobs)


@pytest.mark.slow
def test_the_report_on_the_whole_data(whole: Path) -> None:
    report, info = json.loads((whole / "report.json").read_bytes()), read_model(whole / "whole.joblib").info
    assert report["fingerprint"] == info.fingerprint
    assert (report["installed"], report["taught"], report["comparisons"]) == (False, 0, [])
    assert 0.85 < report["metrics"]["left_out_macro_f1"] < 1
    assert not (whole / "store").exists()
