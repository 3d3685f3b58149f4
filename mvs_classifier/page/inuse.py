"""The model with which the page judges; it changes when another one is taught or chosen."""

from mvs_classifier.errors import MvsError
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.store.current import current_classifier
from mvs_classifier.store.state import read_state


class InUse:
    """The model in use.

    Attributes:
        classifier: it.

    Args:
        classifier: the one to begin with, which need not be in the store.
    """

    def __init__(self, classifier: Classifier) -> None:
        self.classifier = classifier
        self._current = _current()

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
        self.classifier, self._current = current_classifier(), _current()


def _current() -> str | None:
    try:
        return read_state().current
    except MvsError:
        return None
