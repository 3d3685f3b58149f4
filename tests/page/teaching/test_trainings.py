"""Corrections are taught in a process of their own; nothing of them is lost, and there is a way back."""

import httpx
import pytest

from mvs_classifier.model.labels import Label
from mvs_classifier.page import teaching
from mvs_classifier.page.taught import models
from mvs_classifier.store.corrections import Correction, keep, read_corrections
from mvs_classifier.store.current import current_classifier
from mvs_classifier.store.state import read_state
from tests.page import small_pupil
from tests.page.site.asking import HTMX, lines, name_of, text_of
from tests.page.teaching.learners import begin, correct_all
from tests.small_world import GOOD, wrong

POSTING = "岗位职责：\n1、给绿植浇水，修剪枝叶；\n2、更换花盆，记录长势；\n3、清点花材。"


def verdict(browser: httpx.Client) -> str:
    """What the page says of the posting that was corrected."""
    page = text_of(browser.post("/try", data={"title": "", "description": POSTING}).text)
    return page.partition("This is sales work ")[2].partition(" Wrong? Choose the right label")[0]


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
    assert "Train and compare" in page


def test_only_what_was_compared_is_installed_and_then_more_can_be_taught(browser: httpx.Client) -> None:
    correct_all(GOOD[:3])
    before = current_classifier().fingerprint
    assert "The new model is not worse" in begin(browser)
    correct_all(GOOD[3:])
    assert "Train and compare" in begin(browser, installs="yes")
    assert current_classifier().fingerprint == before
    assert "The new model is not worse" in begin(browser)
    assert "All corrections are taught." in begin(browser, installs="yes")
    keep(Correction(POSTING, Label.SALES, is_job=True, title="园艺"))
    page = text_of(browser.get("/teach").text)
    assert "Corrections that are not taught yet: 1" in page
    assert "Train and compare" in page


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
    assert "Train and compare" in browser.post("/teach/cancel", data={"x": ""}).text
    assert read_state().versions == {}


def test_a_training_that_ends_early_is_said(browser: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teaching, "PUPIL", small_pupil.fails)
    correct_all(GOOD)
    assert "did not succeed, and nothing was changed: the training ended early" in begin(browser)


def test_there_is_nothing_to_begin_without_corrections(browser: httpx.Client) -> None:
    assert "Train and compare" not in begin(browser)


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
