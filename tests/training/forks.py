"""Trainings that end badly: a process imports everything once, and each training runs in a fork of it.

What may befall a training is said by a ``Fate``; it is told to :func:`main`, a line of JSON each.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from errno import ENOSPC
from functools import partial
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, NamedTuple, Self

import pytest

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.chmod", "os.listdir"}


class Fate(NamedTuple):
    """What befalls a training.

    Attributes:
        arguments: of the command ``train``.
        after: it is killed so many seconds after it has begun.
        step: it is killed before its step of this number, counted from 1; a step changes or lists files of the store.
        taken: it is killed when that step has just been taken, instead.
        later: it is killed so many seconds after that step was about to be taken, instead.
        full: the disk is full at that step, instead.
        largest: no file can be larger than this.
        number: of the signal.
    """

    arguments: Sequence[str]
    after: float | None = None
    step: int | None = None
    taken: bool = False
    later: float = 0.0
    full: bool = False
    largest: int | None = None
    number: int = signal.SIGKILL


class Ended(NamedTuple):
    """How a training ended.

    Attributes:
        code: its exit code, or minus the signal.
        seconds: how long it took.
        said: what it printed.
        steps: how many steps it took, if nothing ended it.
    """

    code: int
    seconds: float
    said: str
    steps: int


class Forks:
    """The process that forks."""

    def __init__(self, root: Path, home: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.training.forks", root, home],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "MVS_CLASSIFIER_HOME": str(home)},
            cwd=Path(__file__).parents[2],
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.communicate()

    def run(self, *fates: Fate) -> list[Ended]:
        """Run trainings at the same time, and return how each ended."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(fates) + "\n")
        self._process.stdin.flush()
        return [Ended(*one) for one in json.loads(self._process.stdout.readline())]


def main(root: str, home: str) -> None:
    """Run the trainings that standard input names, until it ends."""
    from mvs_classifier.cli import main as command
    from mvs_classifier.training.train import train
    from tests import small_world

    small_world.enter(pytest.MonkeyPatch(), Path(root))
    train(dry_run=True)  # what is read or imported here no fork has to
    for line in sys.stdin:
        fates = [Fate(*fate) for fate in json.loads(line)]
        began = time.monotonic()
        children = [_fork(fate, home, command) for fate in fates]
        ended = [_end(fate, began, *child) for fate, child in zip(fates, children, strict=True)]
        sys.stdout.write(json.dumps(ended) + "\n")
        sys.stdout.flush()


def _fork(fate: Fate, home: str, command: Callable[[Sequence[str]], int]) -> tuple[int, int]:
    """The number of a new process, and where what it says can be read."""
    ours, its = os.pipe()
    child = os.fork()
    if child:
        os.close(its)
        return child, ours
    sys.stdout = sys.stderr = os.fdopen(its, "w", encoding="utf-8")
    steps = _prepare(fate, home)
    code = command(["train", *fate.arguments])
    sys.stdout.write(f"\n{len(steps)}")
    sys.stdout.flush()
    os._exit(code)


def _end(fate: Fate, began: float, child: int, said: int) -> Ended:
    if fate.after is not None:
        time.sleep(max(0, began + fate.after - time.monotonic()))
        os.kill(child, fate.number)
    _, status = os.waitpid(child, 0)
    seconds = time.monotonic() - began
    with os.fdopen(said, "rb") as pipe:
        text, _, steps = pipe.read().decode(errors="replace").rpartition("\n")
    code = os.waitstatus_to_exitcode(status)
    return Ended(code, seconds, text, int(steps) if code >= 0 else 0)


def _prepare(fate: Fate, home: str) -> list[str]:
    """Let it come as fate will have it; the steps are listed as they are taken."""
    if fate.largest is not None:
        sys.dont_write_bytecode = True  # it would be cut off and stay
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (fate.largest, fate.largest))
    steps: list[str] = []

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if _is_step(event, arguments, home):
            steps.append(event)
            if len(steps) == fate.step:
                _befall(fate)

    sys.addaudithook(hook)
    return steps


def _is_step(event: str, arguments: tuple[Any, ...], home: str) -> bool:
    changes = event in _CHANGES or (event == "open" and bool(arguments[2] & _WRITING))
    return changes and str(arguments[0]).startswith(home)


def _befall(fate: Fate) -> None:
    if fate.full:
        raise OSError(ENOSPC, os.strerror(ENOSPC))
    if fate.taken:
        sys.setprofile(partial(_kill_at_next_call, number=fate.number))
    elif fate.later:
        threading.Timer(fate.later, os.kill, (os.getpid(), fate.number)).start()
    else:
        os.kill(os.getpid(), fate.number)


def _kill_at_next_call(_: FrameType, event: str, __: object, *, number: int) -> None:
    """Nothing is called any more between a step that was about to be taken and its end."""
    if event in {"call", "c_call"}:
        os.kill(os.getpid(), number)


if __name__ == "__main__":
    main(*sys.argv[1:])
