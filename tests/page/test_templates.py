"""The templates of the page hold no text, style or script of their own."""

import re
from pathlib import Path

import pytest

import mvs_classifier

TEMPLATES = sorted((Path(mvs_classifier.__file__).parent / "page" / "templates").iterdir())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_text_style_or_script_of_its_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:|<script(?! src=)|\|\s*safe|https?:", text)
    visible = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", "", text, flags=re.DOTALL)
    assert not re.search("[A-Za-z\u4e00-\u9fff]", visible), visible
