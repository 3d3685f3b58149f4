import pytest
from hypothesis import given

from mvs_classifier.text.visible import printable
from tests.strategies import texts


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("拜访客户", "拜访客户"),
        ("\x1b[31m红\x1b]0;title\x07", r"\x1b[31m红\x1b]0;title\x07"),
        ("a\nb\tc\u2028d\r\ne", "a b c d  e"),
        ("\x9b2J\x7f", r"\x9b2J\x7f"),
        ("\u202e\u2066\ufeff\u200b", r"\u202e\u2066\ufeff\u200b"),
        ("\ud800\U000e0041", r"\ud800\U000e0041"),
        ("👩\u200d💻", "👩\u200d💻"),
    ],
)
def test_control_characters_are_shown_not_sent(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(texts)
def test_any_text_becomes_one_line_that_can_be_printed(text: str) -> None:
    shown = printable(text)
    shown.encode()
    assert shown.replace("\u200d", "").isprintable()
    if text.isprintable():
        assert shown == text
