"""What a training asks is asked in plain words."""

from functools import partial
from multiprocessing import Pipe
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest

from mvs_classifier.errors import DataError
from mvs_classifier.model.labels import Label
from mvs_classifier.page import pupil, teaching
from mvs_classifier.page.asking import question_of
from mvs_classifier.training.examples import Example
from mvs_classifier.training.question import Question
from tests.page import small_pupil
from tests.page.teaching.learners import begin, correct_all
from tests.small_world import GOOD


def test_a_question_is_asked_in_plain_words(browser: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teaching, "PUPIL", small_pupil.asks)
    correct_all(GOOD)
    asked = begin(browser)
    assert "Are these corrections meant as they are?" in asked
    assert "you contradict it in 15 of these" in asked
    assert "<b>拜访客户</b> you say marketing, the model sales" in asked
    assert "other texts 7 50% 25%" in asked
    assert all(reading in asked for reading in ("Something has slipped", "It is a house rule"))
    page = browser.get("/teach").text
    assert "&lt;b&gt;" in page
    assert 'name="as_meant" value="yes">These are our house rules: install<' in page
    assert 'formaction="/teach/cancel">I will change the corrections<' in page
    assert "force" not in page
    assert "meant as they are?" not in begin(browser, installs="yes", as_meant="yes")


@pytest.mark.parametrize(
    ("suspected", "says"),
    [
        ({"slipped": "<b>催收货款"}, "From “<b>催收货款” on, the answers fit the text one row above much better."),
        ({"slipped": "a", "beside": "below"}, "From “a” on, the answers fit the text one row below much better."),
        ({"is_chance": True}, "no better than chance"),
        ({}, "You say marketing 15 times where the model says sales."),
    ],
)
def test_what_is_suspected_is_said(
    browser: httpx.Client, monkeypatch: pytest.MonkeyPatch, suspected: dict[str, Any], says: str
) -> None:
    monkeypatch.setattr(teaching, "PUPIL", partial(small_pupil.asks, suspected=suspected))
    correct_all(GOOD)
    assert says in begin(browser)
    assert "<b>" not in browser.get("/teach").text.partition("Are these")[2].partition("<form")[0]


def test_what_a_gate_asks_is_told() -> None:
    one: Any = SimpleNamespace(
        example=SimpleNamespace(text="拜访客户", label=Label.MARKETING), prediction=SimpleNamespace(label=Label.SALES)
    )
    gate: Any = SimpleNamespace(question=Question(30, 20, [one] * 15, 0, None, is_chance=False))
    asked = question_of(gate)
    assert asked is not None
    assert (asked["rows"], asked["sure"], asked["contradicted"]) == (30, 20, 15)
    assert asked["pairs"] == [{"label": "marketing", "said": "sales", "count": 15}]
    assert asked["examples"][0] == {"text": "拜访客户", "label": "marketing", "said": "sales"}
    assert question_of(None) is None


def test_after_a_slip_the_rows_are_told_in_their_order() -> None:
    def row(line: int) -> Any:
        example = Example(f"第 {line} 行", Label.MARKETING, "lines.csv", line, "", "", "")
        return SimpleNamespace(example=example, prediction=SimpleNamespace(label=Label.SALES))

    found = Question(30, 20, [row(9), row(3), row(7), row(8)], 1, row(7), is_chance=False)
    asked = question_of(cast("Any", SimpleNamespace(question=found)))
    assert asked is not None
    assert (asked["slipped"], asked["beside"]) == ("第 7 行", "above")
    assert [one["text"] for one in asked["examples"]] == ["第 7 行", "第 8 行", "第 9 行"]


@pytest.mark.parametrize("as_meant", [True, False])
def test_a_training_is_told_whether_the_corrections_are_meant(as_meant: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    told: list[object] = []

    def train(*_: object, as_house_rules: bool, **__: object) -> None:
        told.append(as_house_rules)
        raise DataError("enough")

    monkeypatch.setattr("mvs_classifier.training.train.train", train)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    ours, theirs = Pipe()
    pupil.run(pupil.Wish(None, None, pupil.Decision(as_meant=as_meant), "en"), theirs)
    assert (told, ours.recv()) == ([as_meant], {"error": "enough"})
