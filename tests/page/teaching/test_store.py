"""What the page says of models and of what they were taught."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.page import inuse
from mvs_classifier.page.inuse import InUse
from mvs_classifier.page.taught import models, taught_labels, waiting
from mvs_classifier.store import changes
from mvs_classifier.store.corrections import Correction
from mvs_classifier.store.current import current_classifier
from mvs_classifier.store.state import read_state
from tests.page.site.asking import text_of
from tests.page.teaching.learners import correct_all
from tests.small_world import GOOD


@pytest.mark.parametrize("name", ["none", "../state", "x" * 5000])
def test_a_model_that_is_not_there_is_refused(browser: httpx.Client, name: str) -> None:
    response = browser.post("/teach/use", data={"name": name})
    assert response.status_code == 500
    assert "there is no model" in response.text


def test_a_model_that_another_process_installed_is_taken_up(browser: httpx.Client, taught: Path) -> None:
    page = browser.get("/teach").text
    assert f"Model {read_state().current}" in text_of(page)
    assert len(models()) == 4


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
    model = InUse(current_classifier)
    before = model.classifier
    model.follow()
    assert model.classifier is before


def _switched_meanwhile() -> Classifier:
    """Load the current model, while another process goes back to the one before."""
    found = current_classifier()
    changes.rollback()
    return found


def test_a_switch_while_the_first_model_is_loaded_is_followed(taught: Path) -> None:
    model = InUse(_switched_meanwhile)
    model.follow()
    assert model.classifier.fingerprint == read_state().current


def test_a_switch_while_another_model_is_loaded_is_followed(taught: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = InUse(current_classifier)
    with monkeypatch.context() as patched:
        patched.setattr(inuse, "current_classifier", _switched_meanwhile)
        model.renew()
    model.follow()
    assert model.classifier.fingerprint == read_state().current


def test_the_page_never_imports_scikit_learn() -> None:
    code = (
        "import sys, mvs_classifier.page.site, mvs_classifier.page.taught as taught; taught.taught_labels();"
        "sys.exit('sklearn' in sys.modules or 'scipy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
