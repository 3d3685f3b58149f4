"""The same work on many pieces, in this process or in others, the results in order."""

import os
import pickle
import signal
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import BinaryIO, NamedTuple, Protocol

from mvs_classifier.errors import MvsError
from mvs_classifier.formats.source import Piece
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.tables.judge import Tally
from mvs_classifier.tables.pieces import Labelled, Labeller

_PAYS_OFF = 16 << 20
"""So many bytes of input for each worker outweigh the half second that starting it takes."""


_LOOKS_EVERY = 1.0


class Pool(Protocol):
    """What labels pieces."""

    def label(self, labeller: Labeller, pieces: Iterable[Piece]) -> Iterator[tuple[Labelled, int]]:
        """Yield what the labeller makes of each piece, and the piece's position, in order; pieces are read ahead."""


def worthwhile(size: int) -> int:
    """Return how many processes pay off for an input of so many bytes."""
    return max(1, min(os.cpu_count() or 1, size // _PAYS_OFF))


@contextmanager
def pool(workers: int, classifier: Classifier) -> Iterator[Pool]:
    """Start so many processes; 1 works in this one.

    Args:
        workers: how many.
        classifier: what their labellers will hold; each process has it ready before the first piece comes.
    """
    if workers == 1:
        yield _Here()
        return
    from joblib.externals.loky import ProcessPoolExecutor

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "classifier")
        with open(path, "wb") as file:
            pickle.dump(classifier, file)
        executor = ProcessPoolExecutor(workers, initializer=_start, initargs=(os.getpid(), path))
        try:
            with _deaf_to_interrupts():
                executor.submit(os.getpid)  # starts the processes while this one looks at the input
            yield _Processes(executor, workers, path)
        finally:
            executor.shutdown(wait=False, kill_workers=True)


class _Here:
    def label(self, labeller: Labeller, pieces: Iterable[Piece]) -> Iterator[tuple[Labelled, int]]:
        for piece in pieces:
            yield labeller(piece.payload), piece.position


class _Processes:
    def __init__(self, executor: "_Executor", workers: int, classifier_path: str) -> None:
        self._executor, self._ahead, self._classifier_path = executor, 2 * workers, classifier_path

    def label(self, labeller: Labeller, pieces: Iterable[Piece]) -> Iterator[tuple[Labelled, int]]:
        from joblib.externals.loky.process_executor import BrokenProcessPool

        path = f"{self._classifier_path}-labeller"
        with open(path, "wb") as file:
            _Pickler(file).dump(labeller)
        waiting: deque[tuple[_Future, int]] = deque()
        try:
            for number, piece in enumerate(pieces):
                work = (self._classifier_path, path, piece.payload, f"{path}-{number}")
                waiting.append((self._executor.submit(_work, *work), piece.position))
                if len(waiting) > self._ahead:
                    future, position = waiting.popleft()
                    yield _fetched(future.result()), position
            for future, position in waiting:
                yield _fetched(future.result()), position
        except BrokenProcessPool as error:
            raise MvsError(
                "a worker process was killed, perhaps for want of memory; run the same command with --resume to go on, "
                "or with --workers 1"
            ) from error


class _Written(NamedTuple):
    """A labelled piece in a file."""

    path: str
    tally: Tally


class _Future(Protocol):
    def result(self) -> _Written: ...


class _Executor(Protocol):
    def submit(self, function: object, /, *arguments: object) -> _Future: ...


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Processes started in here leave it to this one to hear of Ctrl-C, and so print no tracebacks of their own."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from joblib.externals.loky.backend.resource_tracker import ensure_running

    ensure_running()  # some versions of it end with SIGINT unblocked
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Pickler(pickle.Pickler):
    """Leaves the classifier out, which each process has already."""

    def persistent_id(self, obj: object) -> str | None:
        return "classifier" if isinstance(obj, Classifier) else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: BinaryIO, classifier: Classifier) -> None:
        super().__init__(file)
        self._classifier = classifier

    def persistent_load(self, _: str) -> Classifier:
        return self._classifier


def _start(parent: int, classifier_path: str) -> None:
    """Make a worker process ready; it leaves Ctrl-C to its parent, and ends when that is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOKS_EVERY)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    _classifier(classifier_path).score_batch([""])


def _work(classifier_path: str, path: str, payload: object, target: str) -> _Written:
    """Label a piece and write what it gives to a file.

    What goes back is so short that a pipe takes it in one go: of a longer message a process that is killed while it
    writes would leave half, and the main process would wait for the rest for ever.
    """
    data, tally = _labeller(classifier_path, path)(payload)
    with open(target, "wb") as file:
        file.write(data)
    return _Written(target, tally)


def _fetched(written: _Written) -> Labelled:
    with open(written.path, "rb") as file:
        data = file.read()
    os.unlink(written.path)
    return Labelled(data, written.tally)


@cache
def _classifier(path: str) -> Classifier:
    """The classifier that the main process wrote into its own folder; read once in each process, as the labeller."""
    with open(path, "rb") as file:
        classifier: Classifier = pickle.load(file)  # noqa: S301
        return classifier


@cache
def _labeller(classifier_path: str, path: str) -> Labeller:
    with open(path, "rb") as file:
        labeller: Labeller = _Unpickler(file, _classifier(classifier_path)).load()
        return labeller
