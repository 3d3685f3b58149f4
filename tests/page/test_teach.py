"""Corrections are taught in a process of their own; nothing of them is lost, and there is a way back."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from multiprocessing import Pipe
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest

from mvs_classifier.errors import DataError
from mvs_classifier.model.labels import Label
from mvs_classifier.page import pupil, teaching
from mvs_classifier.page.asking import question_of
from mvs_classifier.page.files import Files
from mvs_classifier.page.inuse import InUse
from mvs_classifier.page.keys import Keys
from mvs_classifier.page.site import site
from mvs_classifier.page.taught import models, taught_labels, waiting
from mvs_classifier.store import changes
from mvs_classifier.store.corrections import Correction, keep, read_corrections
from mvs_classifier.store.current import current_classifier
from mvs_classifier.store.state import read_state
from mvs_classifier.training.examples import Example
from mvs_classifier.training.question import Question
from tests.page import small_pupil
from tests.page.running import PATIENCE, client_of, running
from tests.page.test_site import HTMX, lines, name_of, text_of
from tests.small_world import GOOD, wrong

POSTING = "岗位职责：\n1、给绿植浇水，修剪枝叶；\n2、更换花盆，记录长势；\n3、清点花材。"


@pytest.fixture
def browser(small: Path, small_root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    """A browser on a page in the small world."""
    monkeypatch.setattr(teaching, "PUPIL", partial(small_pupil.run, small_root))
    keys = Keys()
    with (
        closing(Files()) as files,
        running(site(current_classifier(), keys, files)) as url,
        client_of(url, headers={"Origin": url}, follow_redirects=True) as browser,
    ):
        browser.get("/enter", params={"key": keys.printed})
        yield browser


def correct_all(rows: Any) -> None:
    for text, label in rows:
        keep(Correction(text, Label(label), said=Label.NEITHER))


def begin(browser: httpx.Client, **form: str) -> str:
    """Begin a training, wait until it has ended, and return what the page says then."""
    browser.post("/teach/begin", data={"x": "", **form})
    deadline = time.monotonic() + PATIENCE
    while "HX-Redirect" not in browser.get("/teach/progress", headers=HTMX).headers:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return text_of(browser.get("/teach").text)


def verdict(browser: httpx.Client) -> str:
    """What the page says of the posting that was corrected."""
    page = text_of(browser.post("/try", data={"title": "", "description": POSTING}).text)
    return page.partition("This is sales work ")[2].partition(" What this work really is")[0]


def test_lines_and_postings_are_tried_taught_and_rolled_back(browser: httpx.Client) -> None:
    correct_all(GOOD)
    keep(Correction(POSTING, Label.SALES, is_job=True, title="园艺"))
    before = current_classifier().fingerprint
    assert verdict(browser) == "corrected by you; the model said neither"
    tried = begin(browser)
    assert "The new model is not worse" in tried
    assert "Corrections that are not taught yet: 7" in tried
    assert current_classifier().fingerprint == before
    done = begin(browser, installs="yes")
    assert "Done. Model" in done
    assert "7 of 7 taught examples" in done
    assert "All corrections are taught." in done
    assert len(read_corrections().latest) == 7
    assert current_classifier().fingerprint != before
    assert f"Model {current_classifier().fingerprint}" in done
    assert verdict(browser) == "confirmed by you"
    back = text_of(browser.post("/teach/use", data={"name": ""}).text)
    assert "Corrections that are not taught yet: 7" in back
    assert read_state().current is None
    assert verdict(browser) == "corrected by you; the model said neither"
    (name,) = (row.name for row in models() if row.installed)
    browser.post("/teach/use", data={"name": name})
    assert verdict(browser) == "confirmed by you"


@pytest.mark.slow  # the next test begins with this one
def test_a_worse_model_is_refused_and_nothing_changes(browser: httpx.Client) -> None:
    correct_all(wrong())
    before = current_classifier().fingerprint
    refused = begin(browser, installs="yes")
    assert "worse than the one in use" in refused
    assert "macro_f1" in refused
    page = browser.get("/teach").text
    assert "as_meant" not in page
    assert 'id="install"' not in page
    assert current_classifier().fingerprint == before
    assert "Corrections that are not taught yet" in refused


def test_a_worse_model_is_installed_if_the_user_insists_after_a_warning(browser: httpx.Client) -> None:
    correct_all(wrong())
    before = current_classifier().fingerprint
    refused = begin(browser, installs="yes")
    assert "worse than the one in use" in refused
    assert current_classifier().fingerprint == before
    assert "It may get texts wrong that come out right today" in refused
    assert 'name="force" value="yes">Install it although it is worse<' in browser.get("/teach").text
    done = begin(browser, installs="yes", force="yes")
    assert "Done. Model" in done
    assert "Reasons against it: " in done
    assert "macro_f1" in done
    assert read_state().current == current_classifier().fingerprint
    browser.post("/teach/use", data={"name": ""})
    assert read_state().current is None


def test_a_change_makes_a_result_void(browser: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teaching, "PUPIL", small_pupil.asks)
    correct_all(GOOD)
    assert "The new model is not worse" in begin(browser, as_meant="yes")
    name = name_of(GOOD[0][0], is_job=False)
    page = browser.post("/teach/correct", data={"line": name, "label": "both"}).text
    assert read_corrections().label(GOOD[0][0]) is Label.BOTH
    assert "not worse" not in page
    assert "Try it" in page


def test_a_correction_is_changed_and_taken_back(browser: httpx.Client) -> None:
    correct_all(GOOD[:2])
    name = name_of(GOOD[0][0], is_job=False)
    part = browser.post("/teach/correct", data={"line": name, "label": "marketing"}, headers=HTMX).text
    assert "Saved: marketing" in text_of(part)
    assert read_corrections().label(GOOD[0][0]) is Label.MARKETING
    kept = next(one for one in read_corrections().latest.values() if one.text == GOOD[0][0])
    assert kept.said is Label.NEITHER
    part = browser.post("/teach/correct", data={"line": name, "label": ""}, headers=HTMX).text
    assert "not taught yet: 1" in text_of(part)
    assert "<li" not in part
    assert len(lines(browser.get("/teach"))) == 1
    response = browser.post("/teach/correct", data={"line": name, "label": "sales"}, headers=HTMX)
    assert (response.status_code, len(read_corrections().latest)) == (409, 1)


def test_a_training_is_cancelled(browser: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teaching, "PUPIL", small_pupil.never_ready)
    correct_all(GOOD)
    page = browser.post("/teach/begin", data={"installs": "yes"}).text
    assert "Teaching …" in page
    assert browser.post("/teach/begin", data={"x": ""}).status_code == 409
    assert browser.post("/teach/use", data={"name": "shipped"}).status_code == 409
    assert browser.get("/").status_code == 200
    assert "Try it" in browser.post("/teach/cancel", data={"x": ""}).text
    assert read_state().versions == {}


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


def test_a_training_that_ends_early_is_said(browser: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teaching, "PUPIL", small_pupil.fails)
    correct_all(GOOD)
    assert "did not succeed, and nothing was changed: the training ended early" in begin(browser)


def test_there_is_nothing_to_begin_without_corrections(browser: httpx.Client) -> None:
    assert "Try it" not in begin(browser)


@pytest.mark.parametrize("name", ["none", "../state", "x" * 5000])
def test_a_model_that_is_not_there_is_refused(browser: httpx.Client, name: str) -> None:
    response = browser.post("/teach/use", data={"name": name})
    assert response.status_code == 500
    assert "there is no model" in response.text


def test_a_model_that_another_process_installed_is_taken_up(browser: httpx.Client, taught: Path) -> None:
    page = browser.get("/teach").text
    assert f"Model {read_state().current}" in text_of(page)
    assert len(models()) == 4


def test_a_training_speaks_the_language_of_who_began_it(browser: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    correct_all(GOOD)
    browser.get("/teach?lang=zh")
    monkeypatch.setattr(teaching, "PUPIL", small_pupil.says_its_language)
    assert "没有教成，没有任何改动：zh" in begin(browser)
    monkeypatch.setattr(teaching, "PUPIL", small_pupil.fails)
    assert "没有任何改动：训练中途结束了" in begin(browser)


def test_what_is_measured_is_named_in_plain_words(browser: httpx.Client) -> None:
    correct_all(GOOD)
    assert "lines kept aside" in begin(browser)
    browser.get("/teach?lang=zh")
    assert "留作检验的单行" in begin(browser)


def test_it_is_in_chinese_too(browser: httpx.Client) -> None:
    correct_all(GOOD)
    page = text_of(browser.get("/teach?lang=zh").text)
    assert "还没有教给模型的更正：6 条" in page


def test_what_is_taught_is_what_the_store_has(taught: Path) -> None:
    found = [Correction(text, Label(label)) for text, label in GOOD]
    assert waiting(found, taught_labels()) == []
    other = found[0]._replace(label=Label.NEITHER)
    unheard = Correction("给绿植浇水", Label.NEITHER)
    assert waiting([other, unheard, Correction("！？", Label.SALES)], taught_labels()) == [other, unheard]
    changes.rollback()
    assert waiting(found, taught_labels()) == found[4:]


def test_a_damaged_store_is_said(browser: httpx.Client, small: Path) -> None:
    small.mkdir(exist_ok=True)
    (small / "state.json").write_text("{")
    response = browser.get("/teach")
    assert response.status_code == 500
    assert "is damaged" in response.text


def test_the_model_in_use_stays_if_the_store_does(small: Path) -> None:
    model = InUse(current_classifier())
    before = model.classifier
    model.follow()
    assert model.classifier is before


def test_the_page_never_imports_scikit_learn() -> None:
    code = (
        "import sys, mvs_classifier.page.site, mvs_classifier.page.taught as taught; taught.taught_labels();"
        "sys.exit('sklearn' in sys.modules or 'scipy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


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
