"""A model in memory, looked up by the names of its n-grams."""

from functools import cached_property

from mvs_classifier.model.parameters import Parameters
from mvs_classifier.model.tables import Record
from mvs_classifier.text.ngrams import SKIP, pieces


class Listed:
    """The records of a model that was just trained, or read from a file of an older format."""

    def __init__(self, parameters: Parameters) -> None:
        self._idf, self._coef = parameters.idf, parameters.coef
        self._places = {ngram: place for place, ngram in enumerate(parameters.vocabulary)}

    def record(self, ngram: str) -> Record | None:
        """Return the idf and the weights of an n-gram, None if it is not a feature."""
        place = self._places.get(ngram)
        if place is None:
            return None
        first, second, third, fourth = (row[place] for row in self._coef)
        return self._idf[place], first, second, third, fourth

    def record_of_two(self, one: str, two: str, *, gap: bool) -> Record | None:
        """Return the same of two units."""
        return self.record(f"{one}{SKIP}{two}" if gap else one + two)

    @cached_property
    def known(self) -> set[str]:
        """The units that may be part of an n-gram that is a feature."""
        return {unit for ngram in self._places for unit in pieces(ngram)}
