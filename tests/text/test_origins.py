import pytest
from hypothesis import given

from mvs_classifier.text.normalize import normalize
from mvs_classifier.text.origins import origins
from tests.strategies import texts


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("ＳＥＯ推廣", [0, 1, 2, 3, 4, 5]),
        ("①签", [0, 1, 2]),
        ("㎡客", [0, 0, 1, 2]),
        ("拜\u200b访", [0, 2, 3]),
        ("e\u0301客", [0, 2, 3]),
        ("", [0]),
    ],
)
def test_each_character_comes_from_somewhere(text: str, places: list[int]) -> None:
    assert origins(text, normalize(text)) == places


def test_where_the_parts_do_not_add_up_nothing_is_claimed() -> None:
    assert origins("a", "ab") == []


@given(texts)
def test_places_ascend_and_end_with_the_text(text: str) -> None:
    places = origins(text, normalize(text))
    assert places == sorted(places)
    assert not places or (len(places), places[-1]) == (len(normalize(text)) + 1, len(text))
