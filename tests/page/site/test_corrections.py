"""The page keeps corrections, and forgets none."""

from pathlib import Path

import pytest

from mvs_classifier import read_labelled
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.store.corrections import Correction, corrections_path, keep, read_corrections
from tests.page.site.asking import HTMX, POSTING, Page, lines, name_of, text_of


def test_a_line_and_a_job_are_corrected_and_taken_back(page: Page) -> None:
    address = page.paste().url.path
    text = text_of(page.correct(address, "2", "neither").text)
    assert "corrected by you; the model said sales" in text
    assert read_corrections().label("负责客户拜访，完成销售指标") is Label.NEITHER
    assert "This is both marketing and sales work" in text_of(page.correct(address, "", "both").text)
    assert read_corrections().label(POSTING, is_job=True) is Label.BOTH
    assert "confirmed by you" in text_of(page.correct(address, "3", "sales").text)
    assert text_of(page.browser.get(address).text).count("by you") == 3
    page.correct(address, "2", "")
    page.correct(address, "", "")
    assert [one.text for one in read_corrections().latest.values()] == ["签订合同，催收货款；"]


def test_what_was_corrected_is_kept_with_what_the_model_said(page: Page, classifier: Classifier) -> None:
    page.correct(page.paste().url.path, "2", "both")
    (found,) = read_corrections().latest.values()
    expected = Correction(
        "负责客户拜访，完成销售指标；", Label.BOTH, title="市场专员", said=Label.SALES, model=classifier.fingerprint
    )
    assert found._replace(when="") == expected


def test_two_tabs_do_not_overwrite_each_other(page: Page) -> None:
    first, second = page.paste().url.path, page.paste().url.path
    page.correct(first, "2", "neither")
    text = text_of(page.correct(second, "3", "neither").text)
    assert text.count("corrected by you") == 2


def test_a_corrected_line_takes_its_own_place_alone(page: Page) -> None:
    address = page.paste().url.path
    part = page.browser.post(f"{address}/correct", data={"line": "2", "label": "both"}, headers=HTMX).text
    assert (part.count("<li"), "corrected by you" in text_of(part), "Saved" in part) == (1, True, True)
    assert 'hx-target="closest li"' in part


def test_a_correction_that_cannot_be_kept_is_not_said_to_be(page: Page, store: Path) -> None:
    address = page.paste().url.path
    Path(corrections_path()).mkdir(parents=True)
    response = page.browser.post(f"{address}/correct", data={"line": "2", "label": "both"}, headers=HTMX)
    assert response.status_code == 500
    assert "could not be saved" in response.text
    assert "Saved" not in response.text


def test_the_list_of_corrections(page: Page, tmp_path: Path) -> None:
    assert "You have not corrected anything yet" in page.browser.get("/teach").text
    address = page.paste().url.path
    for line, label in (("2", "neither"), ("3", "both"), ("", "both")):
        page.correct(address, line, label)
    assert [text.split()[0] for text in lines(page.browser.get("/teach"))] == [
        "marketing",
        "marketing",
        "neither",
    ]
    (tmp_path / "corrections.csv").write_bytes(page.browser.get("/corrections.csv").content)
    read = read_labelled([str(tmp_path / "corrections.csv")]).examples
    assert [(one.text, one.label) for one in read] == [
        ("负责客户拜访，完成销售指标；", Label.NEITHER),
        ("签订合同，催收货款；", Label.BOTH),
    ]
    page.browser.post("/teach/correct", data={"line": name_of(POSTING, is_job=True), "label": ""})
    assert len(read_corrections().latest) == 2


def test_the_oldest_postings_are_forgotten_and_their_corrections_are_not(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mvs_classifier.page.posting._KEPT", 2)
    address = page.paste().url.path
    page.correct(address, "2", "both")
    for number in range(2):
        page.paste(f"拜访客户{number}")
    assert page.browser.get(address).status_code == 404
    assert "corrected by you" in page.paste().text


def test_a_damaged_record_is_counted(page: Page) -> None:
    keep(Correction("拜访客户", Label.SALES))
    with open(corrections_path(), "ab") as file:
        file.write(b"{\n")
    assert "1 record in the file of corrections cannot be read" in page.browser.get("/teach").text
