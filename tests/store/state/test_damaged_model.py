"""What happens where a model of the store is damaged."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import mvs_classifier as mvs
from mvs_classifier.cli import main
from mvs_classifier.errors import ModelFileError
from mvs_classifier.model.file import write_model
from mvs_classifier.store import changes as versions
from mvs_classifier.store import current, places
from tests.store.state.models import NAME, OTHER, become_a_folder
from tests.tiny_models import KNOWN, tiny


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "cut": _cut,
    "flipped": _flip,
    "text": lambda path: path.write_text("model"),
    "gone": Path.unlink,
    "folder": become_a_folder,
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
