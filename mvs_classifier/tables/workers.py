"""Labelling many pieces, in this process or in workers, with the results in order."""

import os
import pickle
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from typing import Any, BinaryIO, Protocol

from mvs_classifier.formats.source import Piece
from mvs_classifier.i18n import N_, _
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.tables.pieces import Labelled, Labeller
from mvs_classifier.tables.processes import Processes, processes

_PAYS_OFF = 16 << 20
"""The bytes of input for each worker that outweigh the half second of starting it."""
_POSTINGS_PAY_OFF = 3 << 20
"""The same for whole postings; a byte of them takes five times as long."""
_ADVICE = N_("run the same command with --resume to continue, or with --workers 1")


class Pool(Protocol):
    """What labels pieces."""

    def label(self, labeller: Labeller, pieces: Iterable[Piece]) -> Iterator[tuple[Labelled, int]]:
        """Yield the output of each piece, and the piece's position, in order; pieces are read ahead."""


def worthwhile(size: int, *, job: bool) -> int:
    """Return the number of processes that pays off.

    Args:
        size: of the input, in bytes.
        job: whether its texts are whole postings.
    """
    return max(1, min(os.cpu_count() or 1, size // (_POSTINGS_PAY_OFF if job else _PAYS_OFF)))


@contextmanager
def pool(workers: int, classifier: Classifier, scratch: Sequence[str] = ()) -> Iterator[Pool]:
    """Start worker processes.

    Args:
        workers: the number of processes that label; this is one of them.
        classifier: the model of their labellers; each process loads it before the first piece.
        scratch: temporary folders of this process, which the others remove if it is killed.
    """
    if workers == 1:
        yield _Here()
        return
    import joblib.externals.loky  # noqa: F401 - takes long, and until workers run nothing can remove the folder for this

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "classifier")
        with open(path, "wb") as file:
            pickle.dump(classifier, file)
        with processes(workers - 1, partial(_make_ready, path), scratch=[folder, *scratch]) as others:
            yield _Others(others, path)


class _Here:
    def label(self, labeller: Labeller, pieces: Iterable[Piece]) -> Iterator[tuple[Labelled, int]]:
        for piece in pieces:
            yield labeller(piece.payload), piece.position


class _Others:
    def __init__(self, others: Processes, classifier_path: str) -> None:
        self._others, self._classifier_path = others, classifier_path

    def label(self, labeller: Labeller, pieces: Iterable[Piece]) -> Iterator[tuple[Labelled, int]]:
        path = f"{self._classifier_path}-labeller"
        with open(path, "wb") as file:
            _Pickler(file).dump(labeller)
        positions: deque[int] = deque()

        def payloads() -> Iterator[tuple[Any]]:
            for piece in pieces:
                positions.append(piece.position)
                yield (piece.payload,)

        label = partial(_label, self._classifier_path, path)
        for labelled in self._others.map(label, payloads(), advice=_(_ADVICE), here=labeller):
            yield labelled, positions.popleft()


class _Pickler(pickle.Pickler):
    """Leaves out the classifier, which each process already has."""

    def persistent_id(self, obj: object) -> str | None:
        return "classifier" if isinstance(obj, Classifier) else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: BinaryIO, classifier: Classifier) -> None:
        super().__init__(file)
        self._classifier = classifier

    def persistent_load(self, _id: str) -> Classifier:
        return self._classifier


def _make_ready(classifier_path: str) -> None:
    _classifier(classifier_path).score_batch([""])


def _label(classifier_path: str, path: str, payload: object) -> Labelled:
    return _labeller(classifier_path, path)(payload)


@cache
def _classifier(path: str) -> Classifier:
    """The classifier that the main process wrote into its folder; read once in each process, like the labeller."""
    with open(path, "rb") as file:
        classifier: Classifier = pickle.load(file)  # noqa: S301
        return classifier


@cache
def _labeller(classifier_path: str, path: str) -> Labeller:
    with open(path, "rb") as file:
        labeller: Labeller = _Unpickler(file, _classifier(classifier_path)).load()
        return labeller
