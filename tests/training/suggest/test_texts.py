"""What texts may come in."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from mvs_classifier.errors import UsageError
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.training.suggest import suggest


class Shuffled(list[str]):
    """As a Series whose index is in another order: what stands at a number is not what comes at that place."""

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(len(self) - 1 - key)


TASKS = ["拜访客户", "策划品牌活动", "整理发票并归档", "开发渠道，维护经销商"]


@pytest.mark.parametrize("make", [tuple, iter, Shuffled, dict.fromkeys, lambda texts: (text for text in texts)])
def test_positions_are_positions_whatever_holds_the_texts(
    make: Callable[[list[str]], Any], classifier: Classifier
) -> None:
    texts = make(TASKS)
    if isinstance(texts, dict):
        texts = texts.keys()
    assert suggest(classifier, texts, 4) == suggest(classifier, TASKS, 4)


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ("拜访客户", "texts must be an iterable of texts, such as a list, but got one str"),
        (b"text", "but got one bytes"),
        ({"拜访客户": 1}, "but got one dict"),
        (pa.table({"text": TASKS}), "but got one Table"),
        (None, "but got one NoneType"),
        (["拜访", None], "texts must be str, but at position 1 is NoneType: None"),
        (["拜访", "策划", float("nan")], "texts must be str, but at position 2 is float: nan"),
        ([["拜访"]], "texts must be str, but at position 0 is list"),
    ],
)
def test_what_are_not_texts_is_refused_with_the_position(texts: Any, told: str, classifier: Classifier) -> None:
    with pytest.raises(TypeError, match=told):
        suggest(classifier, texts, 1)
    with pytest.raises(TypeError, match=told.replace("texts must", "known must")):
        suggest(classifier, TASKS, 1, known=texts)


@pytest.mark.parametrize("count", [1.5, "2", None, True])
def test_the_number_is_a_whole_number(count: Any, classifier: Classifier) -> None:
    with pytest.raises(UsageError, match="the number of suggestions must be a whole number, not "):
        suggest(classifier, TASKS, count)
