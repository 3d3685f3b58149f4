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
from tests.store.changes.models import A, B, C, D, files, install, taught


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
    versions.use(B)
    assert files(store) == before


def test_what_a_change_makes_needless_is_removed_and_nothing_else(store: Path) -> None:
    install(1, 2)
    unlisted = {f"models/{D}.joblib", f"examples/{D}.csv"}
    for name in unlisted:
        (store / name).write_bytes(b"whole, but not in the list")
    versions.remove(B)
    assert files(store) == {f"models/{C}.joblib", f"examples/{C}.csv"} | unlisted


@pytest.mark.parametrize("name", [SHIPPED, C])
def test_a_lost_list_of_models_loses_no_model(name: str, store: Path) -> None:
    install(0, 1, 2)
    before = files(store)
    (store / "state.json").unlink()
    for reads in (mvs.load, read_state, lambda: install(3)):
        with pytest.raises(StoreError, match=r"the file is missing.*models list"):
            reads()
    assert list(versions.readable_state().versions) == [A, B, C]
    versions.use(name)
    assert files(store) == before
    assert list(read_state().versions) == [A, B, C]
    assert taught() == (None if name == SHIPPED else b"examples 2")


def test_an_older_list_of_models_loses_none_of_the_later_ones(store: Path) -> None:
    install(1)
    older = (store / "state.json").read_bytes()
    install(2)
    (store / "state.json").write_bytes(older)
    install(3)
    assert {f"models/{C}.joblib", f"examples/{C}.csv"} <= files(store)
    assert versions.use(C[:6]) == C
    assert (taught(), list(read_state().versions)) == (b"examples 2", [C, B, D])


def test_a_store_that_was_just_begun_is_not_a_damaged_one(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(versions, "_keep_examples", fail)
    with pytest.raises(KeyboardInterrupt):
        install(1)
    assert files(store) == {f"models/{B}.joblib"}
    assert read_state().current is None
