"""Models are used, gone back to and removed; a model goes with its examples."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mvs_classifier as mvs
from mvs_classifier.errors import ModelFileError, StoreError, UsageError
from mvs_classifier.model.file import write_model
from mvs_classifier.store import changes as versions
from mvs_classifier.store.current import resolve
from mvs_classifier.store.places import SHIPPED
from mvs_classifier.store.state import State, Version, read_state
from tests.small_world import contents
from tests.store.changes.models import A, B, C, D, files, install, taught
from tests.tiny_models import tiny


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
    with pytest.raises(ModelFileError, match=f"{A}.joblib"):
        versions.use(A)
    with pytest.raises(ModelFileError, match=f"{A}.joblib"):
        versions.rollback()
    assert contents(store) == before


def test_examples_that_were_taken_back_are_back_with_their_model(store: Path) -> None:
    install(0, 1)
    with versions.exclusive():
        versions.replace_examples(b"fewer")
    assert (taught(), read_state().current) == (b"fewer", B)
    versions.use(B)
    assert taught() == b"examples 1"
    assert files(store) == {f"models/{A}.joblib", f"models/{B}.joblib", f"examples/{B}.csv"}


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


def test_a_list_of_models_that_may_not_be_read_is_not_replaced(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(0, 1)
    before = contents(store)

    def refuse(_path: str) -> bytes:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr("mvs_classifier.store.state.read_file", refuse)
        with pytest.raises(StoreError, match="make it readable"):
            versions.use(SHIPPED)
    assert contents(store) == before
