"""Models are installed, used, gone back to and removed; a model goes with the examples that it was taught."""

import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mvs_classifier as mvs
from mvs_classifier.errors import ModelFileError, OutputError, StoreError, UsageError
from mvs_classifier.model.file import read_model, write_model
from mvs_classifier.shipped import shipped_model
from mvs_classifier.store import changes as versions
from mvs_classifier.store.current import resolve
from mvs_classifier.store.places import HOME, SHIPPED, examples_path
from mvs_classifier.store.state import State, Version, read_state
from tests.small_world import contents
from tests.tiny_models import tiny

MODELS = [tiny(number=number) for number in range(4)]
A, B, C, D = (model.info.fingerprint for model in MODELS)


def install(*numbers: int) -> None:
    """Install models one after another, each with examples of its own but for the first."""
    for number in numbers:
        with versions.exclusive():
            versions.install(MODELS[number], f"examples {number}".encode() if number else None)


def taught() -> bytes | None:
    """The current examples."""
    name = read_state().examples
    return None if name is None else Path(examples_path(name)).read_bytes()


def files(store: Path) -> set[str]:
    return set(contents(store)) - {"state.json"}


# Installing.


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


# Using, and going back.


def test_going_back_brings_back_the_model_and_its_examples(store: Path) -> None:
    install(0, 1, 2)
    back = [(versions.rollback(), mvs.load().fingerprint, taught()) for _ in range(3)]
    shipped = back.pop()
    assert back == [(B, B, b"examples 1"), (A, A, None)]
    assert (shipped[0], shipped[2], read_state().current) == (SHIPPED, None, None)
    with pytest.raises(UsageError, match="nothing to go back to"):
        versions.rollback()
    assert set(read_state().versions) == {A, B, C}


def test_a_model_is_used_by_the_first_digits_of_its_name(store: Path) -> None:
    install(0, 1, 2)
    digits = next(number for number in range(1, 13) if not any(other.startswith(B[:number]) for other in (A, C)))
    assert (versions.use(B[:digits]), mvs.load().fingerprint, taught()) == (B, B, b"examples 1")
    assert (versions.use(SHIPPED), read_state().current, taught()) == (SHIPPED, None, None)


@pytest.mark.parametrize("name", ["", "x", "SHIPPED", "../models", "0" * 12, f"{A}0", f"{A}.joblib"])
def test_a_model_that_is_not_there_is_not_used(name: str, store: Path) -> None:
    install(0)
    before = contents(store)
    for change in (versions.use, versions.remove):
        with pytest.raises(UsageError, match=f"there is no model .*the models are shipped, {A}"):
            change(name)
    assert contents(store) == before


def test_digits_that_several_begin_with_name_them() -> None:
    state = State(None, None, dict.fromkeys(["abc000000001", "abc000000002"], Version("", None, None)))
    with pytest.raises(UsageError, match="'abc' may be abc000000001 or abc000000002"):
        resolve(state, "abc")


def test_a_damaged_model_is_not_used(store: Path) -> None:
    install(0, 1)
    (store / "models" / f"{A}.joblib").write_bytes(b"")
    before = contents(store)
    changes: list[Callable[[], object]] = [lambda: versions.use(A), versions.rollback]
    for change in changes:
        with pytest.raises(ModelFileError, match=f"{A}.joblib"):
            change()
    assert contents(store) == before


def test_examples_that_were_taken_back_are_back_with_their_model(store: Path) -> None:
    install(0, 1)
    with versions.exclusive():
        versions.replace_examples(b"fewer")
    assert (taught(), read_state().current) == (b"fewer", B)
    versions.use(B)
    assert taught() == b"examples 1"
    assert files(store) == {f"models/{A}.joblib", f"models/{B}.joblib", f"examples/{B}.csv"}


# Removing.


def test_a_removed_model_is_gone_with_its_examples(store: Path) -> None:
    install(0, 1, 2)
    assert versions.remove(B) == B
    assert files(store) == {f"models/{A}.joblib", f"models/{C}.joblib", f"examples/{C}.csv"}
    assert versions.rollback() == A


def test_the_current_and_the_shipped_model_are_not_removed(store: Path) -> None:
    install(0, 1)
    before = contents(store)
    with pytest.raises(UsageError, match=f"{B} is the current model; use another model first"):
        versions.remove(B)
    with pytest.raises(UsageError, match="cannot be removed"):
        versions.remove(SHIPPED)
    assert contents(store) == before


def test_installing_the_same_model_again_does_not_turn_the_way_back_into_a_circle(store: Path) -> None:
    install(0, 1, 0)
    assert [versions.rollback(), versions.rollback()] == [B, SHIPPED]


CHANGES = st.sampled_from(["install 0", "install 1", "install 2", "install 3", "use", "remove", "rollback"])


@pytest.fixture
def tiny_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What ships is a tiny model."""
    (tmp_path / "models").mkdir()
    write_model(tmp_path / "models" / "default.joblib", tiny(number=9))
    monkeypatch.setattr("mvs_classifier.shipped.ROOTS", (str(tmp_path),))


@pytest.mark.usefixtures("tiny_shipped")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CHANGES, st.sampled_from([A, B, C, D, SHIPPED])), max_size=12))
def test_after_any_changes_the_store_is_whole_and_the_way_back_ends(
    store: Path, changes: list[tuple[str, str]]
) -> None:
    shutil.rmtree(store, ignore_errors=True)
    for what, name in changes:
        try:
            if what.startswith("install"):
                install(int(what[-1]))
            elif what == "rollback":
                versions.rollback()
            else:
                getattr(versions, what)(name)
        except UsageError:
            continue
        finally:
            state = read_state()
            named = {f"models/{one}.joblib" for one in state.versions}
            assert files(store) == named | {
                f"examples/{one.examples}.csv" for one in state.versions.values() if one.examples
            }
            assert state.examples == (state.versions[state.current].examples if state.current else None)
    for _ in range(len(read_state().versions) + 1):
        if read_state().current:
            versions.rollback()
    assert read_state().current is None


# One at a time.


def test_another_waits_until_the_first_is_done(store: Path) -> None:
    asked, done = threading.Event(), []

    def second() -> None:
        with versions.exclusive(asked.set):
            done.append("second")

    other = threading.Thread(target=second)
    with versions.exclusive():
        other.start()
        assert asked.wait(60)
        done.append("first")
    other.join()
    assert done == ["first", "second"]


def test_who_is_alone_does_not_wait_and_an_error_frees_the_store(store: Path) -> None:
    waited: list[str] = []
    with pytest.raises(ZeroDivisionError), versions.exclusive(lambda: waited.append("first")):
        raise ZeroDivisionError
    with versions.exclusive(lambda: waited.append("second")):
        assert not waited


# A store that cannot be written.


@pytest.fixture
def read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A store with two models on a disk that may only be read."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root mounts")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", disk], capture_output=True, check=False)  # noqa: S607
    if mounted.returncode:
        pytest.skip("nothing can be mounted here")
    try:
        monkeypatch.setenv(HOME, str(disk / "store"))
        install(0, 1)
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)  # noqa: S607
        yield disk / "store"
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)  # noqa: S607


def test_a_store_that_may_only_be_read_is_read_and_not_changed(read_only: Path) -> None:
    before = contents(read_only)
    assert mvs.load().fingerprint == B
    for change in (lambda: install(2), lambda: versions.use(A), versions.rollback, lambda: versions.remove(A)):
        with pytest.raises(OutputError, match=f"cannot write .*Read-only file system; .*{HOME}"):
            change()
    assert contents(read_only) == before


@pytest.mark.parametrize("what", ["lock", "models", "examples"])
def test_something_else_where_the_store_has_its_own_is_an_error(what: str, store: Path) -> None:
    store.mkdir()
    if what == "lock":
        (store / what).mkdir()
    else:
        (store / what).write_text("mine")
    before = contents(store)
    with pytest.raises(OutputError, match="cannot write the store of models"):
        install(0)
    assert contents(store) == before


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="there is no /proc")
def test_no_store_can_be_made_where_nothing_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME, "/proc/self/store")
    with pytest.raises(OutputError, match="cannot write the store of models /proc/self/store"):
        install(0)
    assert mvs.load().fingerprint == read_model(shipped_model()).info.fingerprint
