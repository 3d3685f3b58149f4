from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import mvs_classifier
from mvs_classifier import Classifier, Label, UsageError
from mvs_classifier.training.examples import Example

PUBLIC: Any = mvs_classifier
EXAMPLE = Example("拜访客户", Label.SALES, "mine.csv", 2, "mine.csv:2", "user", "")


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: PUBLIC.evaluate("mine.csv"), "evaluate takes a classifier, as load.* got str: 'mine.csv'"),
        (lambda: PUBLIC.suggest("mine.csv", ["拜访"]), "suggest takes a classifier"),
        (lambda: PUBLIC.read_labelled(3), "read_labelled takes paths of tables, but got int: 3"),
        (lambda: PUBLIC.read_labelled(["a.csv", None]), "read_labelled takes paths of tables, but got NoneType"),
        (lambda: PUBLIC.train([("拜访客户", "sales")]), "train takes paths of tables, but got list"),
        (
            lambda: PUBLIC.check("mine.csv"),
            r"check takes the examples that read_labelled\(path\).examples holds, but got str",
        ),
        (lambda: PUBLIC.check([("拜访客户", "sales")]), "check takes the examples .* but got tuple"),
        (lambda: PUBLIC.check([EXAMPLE], ["拜访客户"]), "check takes the examples .* but got str"),
        (lambda: PUBLIC.check(5), "check takes the examples .* but got int"),
    ],
)
def test_an_argument_of_another_kind_is_named(call: Callable[[], Any], told: str) -> None:
    with pytest.raises(TypeError, match=told):
        call()


def test_a_table_given_as_texts_and_labels_is_no_path(classifier: Classifier) -> None:
    with pytest.raises(TypeError, match="evaluate takes paths of tables, but got list"):
        PUBLIC.evaluate(classifier, [("拜访客户", "sales")])


def test_options_of_another_kind_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"must be ReadOptions, not .*sheet"):
        PUBLIC.read_labelled(tmp_path / "mine.csv", {"sheet": "x"})
