"""What many tests share. No test ever sees the store of whoever runs it."""

import atexit
import gc
import os
import pickle
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

import mvs_classifier
from mvs_classifier.cli import main
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.file import read_model
from mvs_classifier.model.labels import Label
from mvs_classifier.model.taught import Taught, job_key, key
from mvs_classifier.shipped import shipped_model
from mvs_classifier.store import current, places
from mvs_classifier.training.examples import Example, read_shipped
from tests import small_world

Command = Callable[..., tuple[int, str, str]]

_HOME = tempfile.mkdtemp(prefix="mvs-classifier-tests-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ[places.HOME] = _HOME
os.environ["LC_ALL"] = "C.UTF-8"  # messages are in English unless a test asks for another language
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of processes would compile the package again
os.environ["MVS_CLASSIFIER_CACHE"] = os.path.join(_HOME, "cache")

settings.register_profile("quick", deadline=None, max_examples=20, derandomize=True)  # the same every time
settings.register_profile("full", deadline=None, max_examples=300, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=1000)  # other inputs each time, to look for failures
settings.load_profile("quick")


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what is imported by now, which saves a twentieth of the time."""
    gc.freeze()


def _handlers() -> dict[int, object]:
    return {number: signal.getsignal(number) for number in signal.valid_signals()}


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> Iterator[None]:
    """Let processes that tests start hear Ctrl-C, also where a shell started this one with SIGINT ignored.

    A started process goes on ignoring what is ignored here, but not what is handled here; this one still ignores it.
    """
    before = signal.getsignal(signal.SIGINT)
    if before == signal.SIG_IGN:
        signal.signal(signal.SIGINT, lambda *_: None)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(autouse=True)
def signal_handlers_stay(interruptible: None) -> Iterator[None]:
    """Fail a test that leaves a signal handler changed."""
    before = _handlers()
    yield
    assert _handlers() == before


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that the first worker of a run makes; the others wait for it."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            half = folder.with_suffix(".half")
            shutil.rmtree(half, ignore_errors=True)
            make(half)
            half.rename(folder)
    return folder


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    return mvs_classifier.load()


@pytest.fixture(scope="session")
def taught_classifier() -> Classifier:
    """The shipped model, which was taught one line and one posting that it judges otherwise."""
    sales = list(Label).index(Label.SALES)
    lines, jobs = {key(small_world.TAUGHT_LINE): sales}, {job_key([small_world.TAUGHT_POSTING]): sales}
    return Classifier(read_model(shipped_model())._replace(taught=Taught(lines, jobs)))


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> list[Example]:
    """All that ships as lines; the first worker of a run reads it, the others what it has read."""
    folder = once(tmp_path_factory, "examples", _keep_examples)
    kept: list[Example] = pickle.loads((folder / "pickle").read_bytes())
    return kept


def _keep_examples(folder: Path) -> None:
    folder.mkdir()
    (folder / "pickle").write_bytes(pickle.dumps(read_shipped()))


@pytest.fixture(
    scope="session", params=[pytest.param(60, id="some"), pytest.param(1, id="all", marks=pytest.mark.slow)]
)
def training_texts(request: pytest.FixtureRequest, examples: list[Example]) -> list[str]:
    """The texts of the training data: one in 60, and in a full run all of them too."""
    return [example.text for example in examples[:: request.param]]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty store, which a process that has just begun would see."""
    home = tmp_path / "store"
    monkeypatch.setenv(places.HOME, str(home))
    monkeypatch.setattr(current, "_DEFAULT", current._Default())
    return home


@pytest.fixture(scope="session")
def small_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds a fortieth of the shipped data, and the model of it; all workers of a run share it."""
    return once(tmp_path_factory, "shipped", small_world.make)


@pytest.fixture(scope="session")
def small_model(small_root: Path) -> Path:
    return small_root / "models" / "default.joblib"


@pytest.fixture
def small(store: Path, small_root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty store in a world where little data ships, so that a training takes a third of a second."""
    small_world.enter(monkeypatch, small_root)
    return store


@pytest.fixture(scope="session")
def taught_once(small_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    tables = {f"{start}.csv": small_world.GOOD[start : start + 2] for start in (0, 2, 4)}
    return once(tmp_path_factory, "taught", partial(small_world.teach, small_root, tables)) / "store"


@pytest.fixture
def taught(small: Path, taught_once: Path) -> Path:
    """A store in the small world where three models were installed, each taught two more of the good examples."""
    shutil.copytree(taught_once, small)
    return small


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command in this process; return its exit code and what it printed."""

    def run(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return run
