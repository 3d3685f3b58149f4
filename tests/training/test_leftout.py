"""Models for one part of the examples after another find what models trained anew would find."""

import numpy as np
import pytest

from mvs_classifier.model.labels import Label
from mvs_classifier.training.examples import TASKS, USER, Example
from mvs_classifier.training.fit import Settings, fit
from mvs_classifier.training.leftout import chances_left_out
from mvs_classifier.training.measure.folds import all_logits
from mvs_classifier.training.measure.metrics import probabilities
from mvs_classifier.training.refit import shipped_start

pytestmark = pytest.mark.usefixtures("small")  # where little ships, little is counted before the work


@pytest.fixture(scope="module")
def base(examples: list[Example]) -> list[Example]:
    return examples[::60]


@pytest.fixture(scope="module")
def some(examples: list[Example]) -> list[Example]:
    """Lines that are not in the base."""
    return [one._replace(style=USER) for one in examples[7::600] if one.file == TASKS]


def test_the_result_is_close_to_that_of_a_training_without_the_part(base: list[Example], some: list[Example]) -> None:
    parts = [list(range(len(some)))[start::3] for start in range(3)]
    last = parts[-1]
    found = chances_left_out(some, base, parts, Settings(), shipped_start())[last]
    rest = [*base, *(one for number, one in enumerate(some) if number not in last)]
    trained = probabilities(all_logits(fit(rest, Settings()), [some[number].text for number in last]))
    assert np.abs(found - trained).mean() < 0.03
    is_sure = trained.max(axis=1) > 0.7
    assert (found.argmax(axis=1) == trained.argmax(axis=1))[is_sure].all()


def test_a_text_of_the_base_is_judged_without_itself(base: list[Example], some: list[Example]) -> None:
    mine = Example("给流浪猫做绝育登记，发放领养告知书", Label.SALES, "mine.csv", 2, "", USER, "")
    theirs = [mine._replace(file=f"{number}.csv", style="") for number in range(30)]
    alone, beside = (chances_left_out([mine], all_base, [[0]], Settings()) for all_base in (base, [*base, *theirs]))
    assert np.abs(alone - beside).max() < 0.1


def test_nothing_to_judge_is_no_work(base: list[Example]) -> None:
    assert chances_left_out([], base, [], Settings()).shape == (0, len(Label))
