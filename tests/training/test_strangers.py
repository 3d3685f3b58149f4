"""A rehearsal on styles that were left out: wrong labels show, right ones do not."""

from pathlib import Path

from mvs_classifier.model.labels import Label
from mvs_classifier.training.examples import USER, Example, read_shipped
from mvs_classifier.training.fit import Settings
from mvs_classifier.training.strangers import FEWEST_TAUGHT, HARD, NAME, strangers
from tests.small_world import wrong

LABELS = list(Label)
WRONG = [
    Example(text, Label(label), "new.csv", line, f"new.csv:{line}", USER, "")
    for line, (text, label) in enumerate(wrong(80), 2)
]
RIGHT = [one._replace(label=LABELS[LABELS.index(one.label) - 1]) for one in WRONG]


def test_wrong_labels_are_a_reason_and_right_ones_are_not(small: Path) -> None:
    shipped = read_shipped()
    bad, good = (strangers(shipped, [], some, Settings(taught_weight=2.0)) for some in (WRONG, RIGHT))
    assert bad
    assert good
    assert bad.comparison.name == NAME
    assert bad.comparison.texts == sum(one.style in HARD for one in shipped)
    assert any(reason.startswith("log_loss on lines of styles left out rises") for reason in bad.reasons)
    assert good.reasons == []


def test_what_was_accepted_earlier_is_not_held_against_new_examples(small: Path) -> None:
    found = strangers(read_shipped(), WRONG, RIGHT[:1], Settings(taught_weight=2.0))
    assert found
    assert found.reasons == []


def test_few_examples_are_not_rehearsed(small: Path) -> None:
    assert strangers(read_shipped(), [], WRONG[: FEWEST_TAUGHT - 1], Settings()) is None
