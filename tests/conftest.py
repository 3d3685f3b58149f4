"""What many tests share."""

import pytest
from hypothesis import settings

import mvs_classifier
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.training.examples import Example, read_shipped

settings.register_profile("default", deadline=None)
settings.load_profile("default")


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    return mvs_classifier.load()


@pytest.fixture(scope="session")
def examples() -> list[Example]:
    return read_shipped()
