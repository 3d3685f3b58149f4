"""Every text of the page is there in every language."""

import re
import string
from pathlib import Path

import pytest

import mvs_classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.page.words import WORDS

FOLDER = Path(mvs_classifier.__file__).parent / "page"
TEMPLATES = sorted((FOLDER / "templates").iterdir())
CHINESE = re.compile("[\u4e00-\u9fff]")


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_language_has_every_text_with_the_same_fields() -> None:
    english, chinese = WORDS["en"], WORDS["zh"]
    assert list(english) == list(chinese)
    assert {name: fields(text) for name, text in english.items()} == {n: fields(text) for n, text in chinese.items()}


def test_each_text_is_in_its_language() -> None:
    quoted = {"other_language_name", "title_hint", "language", "other_language"}
    assert [name for name, text in WORDS["en"].items() if CHINESE.search(text) and name not in quoted] == []
    assert [name for name, text in WORDS["zh"].items() if not CHINESE.search(text) and name not in quoted] == []


def test_every_text_is_used_and_every_used_text_exists() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (*TEMPLATES, *FOLDER.glob("[!w]*.py")))
    named = set(re.findall(r"\bwords\.(\w+)", source))
    assert named <= set(WORDS["en"])
    quoted = set(re.findall(r'"(\w+)"', source))
    built = {f"{start}_{label}" for start in ("is", "promise", "duties") for label in Label}
    problems = {f"problem_{code}" for code in quoted}
    assert [name for name in WORDS["en"] if name not in named | quoted | built | problems | set(Label)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_text_style_or_script_of_its_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not CHINESE.search(text)
    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:|<script(?! src=)|\|\s*safe|https?:", text)
    visible = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", "", text, flags=re.DOTALL)
    assert not re.search("[A-Za-z]", visible), visible
