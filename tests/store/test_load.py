"""Models by path and by name, and what the logger says of them."""

import logging
import os
import shutil
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

import mvs_classifier as mvs
from mvs_classifier.model.file import write_model
from mvs_classifier.shipped import shipped_model
from mvs_classifier.store import changes
from mvs_classifier.store.places import model_path, state_path
from mvs_classifier.store.state import read_state
from tests.tiny_models import tiny

SHIPPED = mvs.load("shipped").fingerprint
NAMES = [tiny(number=number).info.fingerprint for number in range(17)]  # so two of them begin alike


def install(number: int) -> str:
    model = tiny(number=number)
    with changes.exclusive():
        changes.install(model, None)
    return model.info.fingerprint


def test_the_shipped_model_has_two_names(store: Path) -> None:
    install(0)
    for name in ("shipped", SHIPPED, SHIPPED[:8]):
        assert mvs.load(name).fingerprint == SHIPPED
    assert changes.use(SHIPPED[:6]) == "shipped"


def test_the_shipped_model_is_loaded_whatever_the_store_says(store: Path) -> None:
    install(0)
    Path(state_path()).write_text("damaged")
    assert mvs.load("shipped").fingerprint == SHIPPED


def test_an_installed_model_is_loaded_by_its_name_or_the_beginning_of_it(store: Path) -> None:
    name = install(0)
    install(1)
    assert mvs.load(name).fingerprint == mvs.load(name[:8]).fingerprint == name


def test_a_loaded_name_does_not_become_the_default(store: Path) -> None:
    name = install(0)
    mvs.load("shipped")
    assert mvs.classify("拜访客户").model == name


@pytest.mark.parametrize("name", ["shiped", "0" * 12, "", "zzz", "SHIPPED"])
def test_an_unknown_name_lists_the_models(name: str, store: Path) -> None:
    known = install(0)
    with pytest.raises(
        mvs.ModelFileError, match=f"there is no model '{name}'; the models are shipped, {known}; .* file"
    ):
        mvs.load(name)


def test_an_ambiguous_beginning_names_what_it_may_be(store: Path) -> None:
    digit = next(digit for digit in "0123456789abcdef" if sum(name[0] == digit for name in NAMES) > 1)
    alike = [number for number, name in enumerate(NAMES) if name[0] == digit]
    for number in alike:
        install(number)
    with pytest.raises(mvs.ModelFileError, match=f"'{digit}' may be .*{NAMES[alike[0]]} or {NAMES[alike[1]]}"):
        mvs.load(digit)


def test_the_shipped_model_makes_a_beginning_ambiguous_too(store: Path) -> None:
    number = next(number for number in count() if tiny(number=number).info.fingerprint[0] == SHIPPED[0])
    install(number)
    with pytest.raises(mvs.ModelFileError, match=f"'{SHIPPED[0]}' may be {SHIPPED} or "):
        mvs.load(SHIPPED[0])


def test_a_file_takes_precedence_over_a_name(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_model("shipped", tiny(number=5))
    assert mvs.load("shipped").fingerprint == tiny(number=5).info.fingerprint
    (tmp_path / SHIPPED[:8]).mkdir()
    with pytest.raises(mvs.ModelFileError, match="directory"):
        mvs.load(SHIPPED[:8])


@pytest.mark.parametrize("path", ["nowhere.joblib", "./shipped", Path("shipped")])
def test_a_path_is_never_taken_for_a_name(path: str | Path, store: Path) -> None:
    with pytest.raises(mvs.ModelFileError, match=r"cannot use the model file .*the file does not exist"):
        mvs.load(path)


def test_the_logger_says_which_model_was_loaded_from_where(
    store: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="mvs_classifier")
    name = install(0)
    shutil.copy(model_path(name), tmp_path / "mine.joblib")
    for given, path in (("shipped", shipped_model()), (None, model_path(name)), (tmp_path / "mine.joblib",) * 2):
        caplog.clear()
        loaded = mvs.load(given)
        assert caplog.messages == [f"loaded the model {loaded.fingerprint} from {path}"]
        assert caplog.records[0].levelno == logging.DEBUG


def test_the_logger_is_quiet_unasked_and_costs_nothing_where_nobody_logs() -> None:
    code = "import sys, mvs_classifier as m; m.classify('拜访客户'); print('logging' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert (done.stdout, done.stderr) == ("False\n", "")
    code = "import logging, mvs_classifier as m; m.load(); print(logging.getLogger('mvs_classifier').handlers)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert (done.stdout, done.stderr) == ("[<NullHandler (NOTSET)>]\n", "")


def test_threads_that_come_first_at_once_share_one_model(store: Path) -> None:
    name = install(0)

    def work(_: int) -> tuple[object, ...]:
        return mvs.classify("拜访客户"), *mvs.tag_jobs(["拜访客户"]), mvs.explain("客户")

    with ThreadPoolExecutor(8) as pool:
        jobs = list(pool.map(work, range(16)))
    assert jobs == [jobs[0]] * 16
    assert mvs.classify("拜访客户").model == name


def test_the_store_does_not_write_through_links_planted_there(store: Path, tmp_path: Path) -> None:
    name, precious = install(0), tmp_path / "precious"
    precious.write_text("mine")
    os.unlink(state_path())
    os.symlink(precious, state_path())
    os.unlink(model_path(name))
    os.symlink(precious, model_path(name))
    with pytest.raises(mvs.StoreError):
        read_state()
    assert changes.use("shipped") == "shipped"
    assert read_state().current is None
    install(0)
    assert mvs.load(name).fingerprint == name
    assert precious.read_text() == "mine"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_in_place_of_the_notes_is_an_error_and_no_wait(store: Path) -> None:
    install(0)
    os.unlink(state_path())
    os.mkfifo(state_path())
    with pytest.raises(mvs.StoreError, match="not a regular file"):
        mvs.load()
    with pytest.raises(mvs.OutputError, match="pipe"):
        changes.use("shipped")
    assert stat.S_ISFIFO(os.stat(state_path()).st_mode)
