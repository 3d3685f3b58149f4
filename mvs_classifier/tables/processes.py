"""One function for many arguments in worker processes, with the results in order."""

import os
import pickle
import shutil
import signal
import sys
import tempfile
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import starmap
from typing import Any, NamedTuple, Protocol

from mvs_classifier.errors import MvsError
from mvs_classifier.i18n import _, language, use

_LOOKS_EVERY = 1.0
_QUIET = "ignore:resource_tracker:UserWarning"
_REMOVALS = 20  # another worker may write a last result while its folder is removed
_OURS = 4  # results of this process that may wait for an earlier one of another


@contextmanager
def processes(
    workers: int, ready: Callable[[], object] | None = None, *, scratch: Sequence[str] = ()
) -> Iterator["Processes"]:
    """Start processes that end when this one does, even if it is killed.

    Args:
        workers: the number of processes.
        ready: called in each before its first work, while this process continues.
        scratch: temporary folders of this process, which the others remove if it is killed.
    """
    from joblib.externals.loky import ProcessPoolExecutor

    # loky starts a worker again that has grown, and warns of it; nothing is lost
    warnings.filterwarnings("ignore", message="A worker stopped while some jobs")

    with _open_streams(), tempfile.TemporaryDirectory() as folder:
        _start_trackers()
        started = _Start(os.getpid(), language(), ready, [folder, *scratch])
        executor = ProcessPoolExecutor(workers, initializer=started)
        try:
            with _deaf_to_interrupts():
                others = Processes(executor, folder, workers)
            yield others
        finally:
            executor.shutdown(kill_workers=True)  # and waits: no process outlives the folder that it reads


def spread(
    function: Callable[..., Any], arguments: Iterable[tuple[Any, ...]], workers: int, *, advice: str
) -> Iterator[Any]:
    """Yield the result of a function for each tuple of arguments, in order; 1 worker means this process.

    Raises:
        MvsError: a worker process was killed; the advice says what to do.
    """
    if workers == 1:
        yield from starmap(function, arguments)
        return
    with processes(workers) as pool:
        yield from pool.map(function, arguments, advice=advice)


class Processes:
    """Running worker processes."""

    def __init__(self, executor: "_Executor", folder: str, workers: int) -> None:
        self._executor, self._folder, self._ahead = executor, folder, 2 * workers
        self._started = executor.submit(os.getpid)  # starts the processes at once

    def map(
        self,
        function: Callable[..., Any],
        arguments: Iterable[tuple[Any, ...]],
        *,
        advice: str,
        here: Callable[..., Any] | None = None,
    ) -> Iterator[Any]:
        """Yield the result of a function for each tuple of arguments, in order; the arguments are read ahead.

        Args:
            function: the function.
            arguments: what it is called with.
            advice: what to do if a process is killed.
            here: the same for this process, which then works too: alone until another has started, and on what the
                others cannot begin at once; None if it only waits.

        Raises:
            MvsError: a worker process was killed; the advice says what to do.
        """
        from joblib.externals.loky.process_executor import BrokenProcessPool

        waiting: deque[_Result] = deque()
        ahead = self._ahead if here is None else 2 * self._ahead + _OURS
        try:
            for number, some in enumerate(arguments):
                if here is None or self._have_room(waiting):
                    path = os.path.join(self._folder, str(number))
                    waiting.append(_Theirs(self._executor.submit(_work, path, function, some)))
                else:
                    waiting.append(_Ours(here(*some)))
                while len(waiting) > ahead or (here and waiting and waiting[0].done()):
                    yield waiting.popleft().value()
            while waiting:
                yield waiting.popleft().value()
        except BrokenProcessPool as error:
            raise MvsError(
                _("a worker process was killed, perhaps because memory ran out; {advice}", advice=advice)
            ) from error

    def _have_room(self, waiting: "Iterable[_Result]") -> bool:
        """Return whether the others have started, and have less to do than keeps them busy."""
        return self._started.done() and sum(not one.done() for one in waiting) < self._ahead


class _Result(Protocol):
    def done(self) -> bool: ...
    def value(self) -> Any: ...


class _Ours(NamedTuple):
    """A result of this process."""

    result: Any

    def done(self) -> bool:
        return True

    def value(self) -> Any:
        return self.result


class _Theirs(NamedTuple):
    """A result of another process, in a file."""

    future: "_Future"

    def done(self) -> bool:
        return self.future.done()

    def value(self) -> Any:
        """Wait for it and return it; the file is removed."""
        path = self.future.result()
        with open(path, "rb") as file:
            result = pickle.load(file)  # noqa: S301
        os.unlink(path)
        return result


class _Future(Protocol):
    def done(self) -> bool: ...
    def result(self) -> Any: ...


class _Executor(Protocol):
    def submit(self, function: object, /, *arguments: object) -> _Future: ...


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Processes started in this block ignore Ctrl-C, and so print no tracebacks; this process handles it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_trackers() -> None:
    """Start what removes the semaphores of processes that were killed, and let it do so without a warning."""
    if not hasattr(signal, "pthread_sigmask"):
        return
    from multiprocessing import resource_tracker

    from joblib.externals.loky.backend import resource_tracker as loky_tracker

    before = os.environ.get("PYTHONWARNINGS")
    os.environ["PYTHONWARNINGS"] = ",".join(filter(None, (before, _QUIET)))
    try:
        for tracker in (resource_tracker, loky_tracker):
            tracker.ensure_running()  # some versions of both unblock SIGINT when they start
    finally:
        del os.environ["PYTHONWARNINGS"]
        if before is not None:
            os.environ["PYTHONWARNINGS"] = before


@contextmanager
def _open_streams() -> Iterator[None]:
    """Replace standard output and error where they are closed, because loky flushes both."""
    closed = [name for name in ("stdout", "stderr") if getattr(sys, name) is None]
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        for name in closed:
            setattr(sys, name, nowhere)
        try:
            yield
        finally:
            for name in closed:
                setattr(sys, name, None)


class _Start(NamedTuple):
    """Prepares a worker process; it leaves Ctrl-C to its parent, and ends when the parent is killed.

    Attributes:
        parent: the identifier of the parent.
        spoken: the language of messages.
        ready: what is called then.
        scratch: the folders that are removed when the parent is killed.
    """

    parent: int
    spoken: str
    ready: Callable[[], object] | None
    scratch: Sequence[str]

    def __call__(self) -> None:
        use(self.spoken)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        threading.Thread(target=self._watch, daemon=True).start()
        try:
            if self.ready:
                self.ready()
        except OSError:  # another worker may have removed what it reads
            self._end_if_alone()
            raise

    def _watch(self) -> None:
        while True:
            self._end_if_alone()
            time.sleep(_LOOKS_EVERY)

    def _end_if_alone(self) -> None:
        if os.getppid() != self.parent:
            for folder in self.scratch:
                _remove(folder)
            os._exit(1)


def _remove(folder: str) -> None:
    """Remove a folder that others may be removing too, or still writing to."""
    for _attempt in range(_REMOVALS):
        shutil.rmtree(folder, ignore_errors=True)
        if not os.path.lexists(folder):
            return
        time.sleep(_LOOKS_EVERY / _REMOVALS)


def _work(path: str, function: Callable[..., Any], arguments: tuple[Any, ...]) -> str:
    """Write the result of a function to a file.

    The message back is so short that a pipe takes it at once. A process that is killed while it writes a longer one
    would leave half of it, and the main process would wait for the rest for ever.
    """
    with open(path, "wb") as file:
        pickle.dump(function(*arguments), file, pickle.HIGHEST_PROTOCOL)
    return path
