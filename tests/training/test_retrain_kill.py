"""Whatever befalls a training, the current model works, and the next training does."""

import os
import random
import resource
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import mvs_classifier as mvs
from mvs_classifier.store.current import read_installed
from mvs_classifier.store.places import HOME, model_path
from mvs_classifier.store.state import read_state
from mvs_classifier.training.taught import read_taught
from tests.small_world import GOOD, MORE, contents, table
from tests.training.forks import Ended, Fate, Forks

OTHERS = [("陪客户验厂，跟进下单", "sales"), ("整理会议纪要", "neither")]
_kills: list[str] = []


def times(few: int, many: int) -> pytest.MarkDecorator:
    """How often something is tried: a few times, and in a full run many times too."""
    return pytest.mark.parametrize("times", [few, pytest.param(many, marks=pytest.mark.slow)])


def stride(wide: int, narrow: int) -> pytest.MarkDecorator:
    """How far apart the steps are at which something befalls a training: few of them, and in a full run many too."""
    return pytest.mark.parametrize("stride", [wide, pytest.param(narrow, marks=pytest.mark.slow)])


def one_and_slow(quick: float, *slow: float) -> list[object]:
    return [quick, *(pytest.param(value, marks=pytest.mark.slow) for value in slow)]


class World:
    """A store with one installed model, and a process that forks trainings on it, each of which would add a second."""

    def __init__(self, forks: Forks, home: Path, template: Path) -> None:
        self.home, self._forks, self._template = home, forks, template
        self.files = [table(home.parent / f"{name}.csv", rows) for name, rows in (("more", MORE), ("others", OTHERS))]
        self.reset()
        self.old = str(read_state().current)
        done = self.train()
        assert done.code == 0, done.said
        self.new, self.seconds, self.steps = str(read_state().current), done.seconds, done.steps
        self.finished, self.size = set(contents(home)), Path(model_path(self.new)).stat().st_size
        assert self.new != self.old

    def reset(self) -> None:
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self._template, self.home, dirs_exist_ok=True)

    def train(self, **fate: object) -> Ended:
        return self._forks.run(self.fate(0, **fate))[0]

    def train_both(self, **fate: object) -> list[Ended]:
        """Two trainings at once; what is said befalls the first."""
        return self._forks.run(self.fate(0, **fate), self.fate(1))

    def fate(self, which: int = 0, **fate: object) -> Fate:
        return Fate(["--add", str(self.files[which])], **fate)  # type: ignore[arg-type]

    def assert_current_model_works(self) -> None:
        state = read_state()
        assert state.current in {self.old, self.new}
        assert mvs.load().fingerprint == state.current
        for name in state.versions:
            read_installed(name)
        known = GOOD if state.current == self.old else GOOD + MORE
        assert [(one.text, one.label) for one in read_taught()] == known

    def assert_next_training_is_done(self) -> None:
        done = self.train()
        assert done.code == 0, done.said
        self.assert_current_model_works()
        assert read_state().current == self.new
        assert set(contents(self.home)) == self.finished
        self.reset()

    def kill(self, what: str, **fate: object) -> bool:
        """Run a training that is killed, and say whether it was still running."""
        done = self.train(**fate)
        self.assert_current_model_works()
        if done.code == -signal.SIGKILL:
            _kills.append(what)
        else:
            assert done.code == 0, done.said
        if read_state().current == self.new:
            self.reset()
        return done.code == -signal.SIGKILL


def half_written(store: Path) -> list[str]:
    return [name for name in contents(store) if name.endswith(".part")]


@pytest.fixture(scope="module")
def only_world(small_root: Path, good_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    home = tmp_path_factory.mktemp("kills") / "store"
    shutil.copytree(good_once, home)
    with pytest.MonkeyPatch.context() as patch, Forks(small_root, home) as forks:
        patch.setenv(HOME, str(home))
        yield World(forks, home, good_once)


@pytest.fixture
def world(only_world: World, store: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv(HOME, str(only_world.home))
    only_world.reset()
    return only_world


@times(2, 40)
def test_kill_9_at_any_moment(world: World, times: int) -> None:
    chance = random.Random(0)  # noqa: S311
    hits = 0
    for attempt in range(10 * times):
        share = (attempt * 0.618) % 1 * 0.9 + chance.random() * 0.1
        hits += world.kill("anywhere", after=share * world.seconds)
        if hits and hits % min(times, 8) == 0:
            world.assert_next_training_is_done()
        if hits == times:
            return
    pytest.fail(f"only {hits} of {attempt} kills hit a running training")


@pytest.mark.parametrize(
    "taken", [pytest.param(False, id="before"), pytest.param(True, id="after", marks=pytest.mark.slow)]
)
@stride(11, 1)
def test_kill_9_at_each_step_of_writing(world: World, stride: int, *, taken: bool) -> None:
    for number, step in enumerate(range(1, world.steps + 1, stride)):
        assert world.kill("step", step=step, taken=taken)
        if number % 4 == 2:
            world.assert_next_training_is_done()
    assert world.steps > 10


@pytest.mark.slow
@pytest.mark.parametrize("times", [10])
def test_kill_9_in_the_midst_of_writing(world: World, times: int) -> None:
    chance = random.Random(0)  # noqa: S311
    for _ in range(times):
        world.kill("writing", step=chance.randint(1, world.steps), later=chance.random() * 0.004)
    world.assert_next_training_is_done()


@pytest.mark.slow
def test_at_least_fifty_kills_hit_a_running_training() -> None:
    if not {"anywhere", "step", "writing"} <= set(_kills):
        pytest.skip("counts the kills of all tests above, and they were not all run")
    print(f"{len(_kills)} kills")  # noqa: T201
    assert len(_kills) >= 50


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
@stride(12, 3)
def test_an_interrupted_training_leaves_nothing_half_done(number: signal.Signals, world: World, stride: int) -> None:
    before, interrupted = contents(world.home), 0
    for step in range(2, world.steps + 1, stride):
        done = world.train(step=step, later=0.01 if step == 5 else 0, number=number)
        world.assert_current_model_works()
        assert "Traceback" not in done.said
        assert not half_written(world.home)
        if read_state().current == world.new:
            world.reset()
        else:
            interrupted += 1
            assert (done.code, "interrupted; no output was left incomplete" in done.said) == (130, True), done.said
            assert contents(world.home).items() >= before.items()
    assert interrupted > 6 // stride
    world.assert_next_training_is_done()


@pytest.mark.parametrize(("stride", "fewest"), [(9, 1), pytest.param(1, 7, marks=pytest.mark.slow)])
def test_a_disk_that_is_full_at_any_step(world: World, stride: int, fewest: int) -> None:
    before, refused = contents(world.home), 0
    for step in range(1, world.steps + 1, stride):
        done = world.train(step=step, full=True)
        world.assert_current_model_works()
        assert "Traceback" not in done.said
        if read_state().current == world.new:
            assert done.code == 0
            world.reset()
        else:
            refused += 1
            assert (done.code, "No space left on device" in done.said) == (73, True), done.said
            assert contents(world.home).items() >= before.items()
            assert not half_written(world.home)
    assert refused >= fewest
    world.assert_next_training_is_done()


@pytest.mark.parametrize("share", one_and_slow(0.5, 0, 0.01, 0.999))
def test_files_that_cannot_grow(share: float, world: World) -> None:
    before = contents(world.home)
    done = world.train(largest=int(share * world.size))
    assert (done.code, "File too large" in done.said, "Traceback" in done.said) == (73, True, False), done.said
    assert contents(world.home) == before
    world.assert_next_training_is_done()


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.5, 0, 1])
@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts")
def test_a_small_disk_that_is_full(share: float, world: World) -> None:
    shutil.rmtree(world.home)
    world.home.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "none", str(world.home)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        world.reset()
        page = resource.getpagesize()
        left = -(-int(share * world.size) // page) * page
        disk = os.statvfs(world.home)
        (world.home / "other").write_bytes(bytes(disk.f_bavail * disk.f_frsize - left))
        before = contents(world.home)
        done = world.train()
        assert (done.code, "No space left on device" in done.said) == (73, True), done.said
        assert contents(world.home).items() >= before.items()
        world.assert_current_model_works()
        (world.home / "other").unlink()
        world.assert_next_training_is_done()
    finally:
        subprocess.run(["umount", "--lazy", world.home], check=True)  # noqa: S607


def test_of_two_trainings_at_once_the_second_waits(world: World) -> None:
    for done in world.train_both():
        assert done.code == 0, done.said
    texts = {(one.text, one.label) for one in read_taught()}
    assert texts == {*GOOD, *MORE, *OTHERS}
    assert mvs.load().fingerprint == read_state().current
    assert len(read_state().versions) == 3
    assert not half_written(world.home)


def test_a_training_that_waited_goes_on_when_the_first_is_killed(world: World) -> None:
    first, second = world.train_both(after=world.seconds / 2)
    assert second.code == 0, second.said
    taught = {(one.text, one.label) for one in read_taught()}
    assert {*GOOD, *OTHERS} <= taught <= {*GOOD, *MORE, *OTHERS}
    assert first.code or taught >= {*MORE}
    assert mvs.load().info.examples["taught"] == len(taught)
