"""Models are installed, each with the examples that it was taught."""

from pathlib import Path

import pytest

import mvs_classifier as mvs
from mvs_classifier.errors import StoreError
from mvs_classifier.model.file import read_model
from mvs_classifier.store import changes as versions
from mvs_classifier.store.places import SHIPPED
from mvs_classifier.store.state import read_state
from tests.small_world import contents
from tests.store.changes.models import A, B, D, files, install, taught


def test_a_model_is_one_file_named_by_its_fingerprint(store: Path) -> None:
    install(0, 1)
    assert files(store) == {f"models/{A}.joblib", f"models/{B}.joblib", f"examples/{B}.csv"}
    assert read_model(store / "models" / f"{B}.joblib").info.fingerprint == B
    assert (read_state().current, taught(), list(read_state().versions)) == (B, b"examples 1", [A, B])
    assert read_state().versions[B].previous == A


def test_a_model_that_is_there_is_not_written_again(store: Path) -> None:
    install(1)
    before = (store / "models" / f"{B}.joblib").stat()
    install(2, 1)
    after = (store / "models" / f"{B}.joblib").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_damaged_model_is_written_again(store: Path) -> None:
    install(1)
    (store / "models" / f"{B}.joblib").write_bytes(b"")
    install(1)
    assert mvs.load().fingerprint == B


def test_installing_into_damaged_notes_changes_nothing(store: Path) -> None:
    install(1)
    (store / "state.json").write_bytes(b"{}")
    before = contents(store)
    with pytest.raises(StoreError, match="it lacks 'format'"):
        install(2)
    assert contents(store) == before


def test_files_of_others_stay(store: Path) -> None:
    for folder in (store, store / "models", store / "examples"):
        folder.mkdir(exist_ok=True)
        for name in ("default.joblib", "README.md", "mine.csv", ".hidden", f"{A}.txt", f".{A}.joblib.part"):
            (folder / name).write_bytes(b"mine")
    before = contents(store)
    install(0, 1)
    versions.use(SHIPPED)
    versions.remove(B)
    assert contents(store).items() >= before.items()


def test_what_a_killed_run_left_is_removed_by_the_next_change(store: Path) -> None:
    install(1)
    before = files(store)
    for name in (f"models/.{A}.joblib.0123abcd.part", f"examples/.{A}.csv.0123abcd.part", ".state.json.0123abcd.part"):
        (store / name).write_bytes(b"half")
    (store / "models" / f"{D}.joblib").write_bytes(b"whole, but not yet known of")
    (store / "examples" / f"{D}.csv").write_bytes(b"whole, but not yet known of")
    versions.use(B)
    assert files(store) == before
