"""A model in memory, looked up by the names of its n-grams."""

from mvs_classifier.model.parameters import Parameters
from mvs_classifier.model.tables import Record


class Listed:
    """The records of a model that was just trained, or read from a file of an older format."""

    def __init__(self, parameters: Parameters) -> None:
        self._idf, self._coef = parameters.idf, parameters.coef
        self._characters = set("".join(parameters.vocabulary))
        self._places = {ngram: place for place, ngram in enumerate(parameters.vocabulary)}

    def record(self, ngram: str) -> Record | None:
        """Return the idf and the weights of an n-gram, None if it is not a feature."""
        place = self._places.get(ngram)
        if place is None:
            return None
        first, second, third, fourth = (row[place] for row in self._coef)
        return self._idf[place], first, second, third, fourth

    def may_know(self, unit: str) -> bool:
        """Return whether a unit may be part of an n-gram that is a feature."""
        return len(unit) > 1 or unit in self._characters
