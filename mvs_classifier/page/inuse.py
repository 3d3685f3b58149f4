"""The model with which the page judges; it changes when another one is taught or chosen."""

import threading
from collections.abc import Callable

from mvs_classifier.errors import MvsError
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.store.current import current_classifier
from mvs_classifier.store.state import read_state


class InUse:
    """The model in use.

    Before a model is loaded, the name of the store's current one is noted: so a switch meanwhile is noticed later.

    Attributes:
        classifier: it.

    Args:
        load: loads the one to begin with, which need not be in the store.
    """

    def __init__(self, load: Callable[[], Classifier]) -> None:
        self._renewing = threading.Lock()
        self._current = _current()
        self.classifier = load()

    def follow(self) -> None:
        """Take up the store's current model if that is another one than it was.

        Raises:
            MvsError: it cannot be loaded.
        """
        if _current() != self._current:
            self.renew()

    def renew(self) -> None:
        """Take up the store's current model.

        Raises:
            MvsError: it cannot be loaded.
        """
        with self._renewing:
            current = _current()
            self.classifier = current_classifier()
            self._current = current


def _current() -> str | None:
    try:
        return read_state().current
    except MvsError:
        return None
