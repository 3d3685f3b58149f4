"""A report loads nothing, runs nothing, and shows texts as they are."""

from pathlib import Path

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.notebook import visible
from mvs_classifier.training.measure.evaluate import evaluate
from tests.html_reader import Page
from tests.training.page.reports import report

HOSTILE = [
    ("<script>alert(1)</script>拜访客户", "marketing"),
    ("\"><img src=x onerror='alert(1)'>催收货款&amp;", "marketing"),
    ("{{ 7 * 7 }}{% raw %}策划活动", "sales"),
    ("拜访\u202e客户\u0007推广\u200b活动", "neither"),
    ("👩\u200d💻🎉策划活动", "sales"),
    ("x" * 5000 + "拜访客户", "neither"),
    ("签订合同；" * 2000, "both"),
]


def test_it_loads_nothing_and_runs_nothing(compared: str) -> None:
    page = Page(compared)
    assert not {"script", "link", "iframe", "object", "embed", "form", "base", "img"} & {e.tag for e in page.elements}
    for element in page.elements:
        for name, value in element.attributes.items():
            assert not name.startswith("on")
            assert name not in ("src", "srcset", "action", "data", "style-src")
            if name.endswith("href"):
                assert (value or "").startswith(("#", "data:image/png;base64,"))
            assert name.startswith("xmlns") or "://" not in (value or "")
            assert "url(" not in (value or "").replace("url(#", "")
    for style in page.all("style"):
        assert not {"@import", "url(", "@font-face"} & set(style.text.replace("(", "( ").split())


def test_a_policy_forbids_what_it_does_not_hold(compared: str) -> None:
    policy = next(meta for meta in Page(compared).all("meta") if "http-equiv" in meta.attributes)
    assert policy["http-equiv"] == "Content-Security-Policy"
    allowed = dict(rule.split(maxsplit=1) for rule in policy["content"].split("; "))
    assert allowed["default-src"] == allowed["base-uri"] == allowed["form-action"] == "'none'"
    assert (allowed["style-src"], allowed["img-src"]) == ("'unsafe-inline'", "data:")
    assert set(allowed) == {"default-src", "base-uri", "form-action", "style-src", "img-src"}


def test_no_id_stands_twice_and_every_reference_is_there(compared: str) -> None:
    elements = Page(compared).elements
    ids = [element["id"] for element in elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    used = {value for element in elements for name, value in element.attributes.items() if name.endswith("href")}
    assert {value[1:] for value in used if value and value.startswith("#")} <= set(ids)


def test_it_is_made_for_paper_too(compared: str) -> None:
    css = " ".join(Page(compared).all("style")[0].text.split())
    assert "@page { size: A4;" in css
    assert "@media print {" in css
    assert "; print-color-adjust: exact" in css


def test_texts_and_names_of_files_are_shown_not_obeyed(tmp_path: Path, classifier: Classifier) -> None:
    html = report(tmp_path, classifier, HOSTILE)
    page = Page(html)
    assert not {"script", "img", "in"} & {element.tag for element in page.elements}
    assert "<in>.csv" in page.text
    assert all(char.isprintable() or char in "\n\u200d" for char in html)
    shown = [cell.text for cell in page.all("td") if cell.attributes.get("class") == "text"]
    wrong = {one.example.text for one in evaluate(classifier, tmp_path / "<in>.csv").mistakes}
    assert len(shown) == len(wrong)
    for text in wrong:
        as_it_came = Page(visible(text)).text
        assert any(cell == as_it_came or " more characters" in cell for cell in shown)
    assert max(map(len, shown)) < 500
