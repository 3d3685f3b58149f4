"""The pictures that the documentation shows are there, small, and made by a script."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PICTURES = sorted((ROOT / "docs" / "pictures").glob("*.png"))
DOCUMENTS = (ROOT / "README.md", ROOT / "README.zh-CN.md", ROOT / "docs" / "page.md")
MOST = 150_000


def test_documents_show_the_pictures() -> None:
    shown = set()
    for document in DOCUMENTS:
        links = re.findall(r"!\[[^\]]+\]\(([^)]+\.png)\)", document.read_text(encoding="utf-8"))
        assert links, document
        shown |= {(document.parent / link).resolve() for link in links}
    assert shown == set(PICTURES)


def test_pictures_are_small() -> None:
    assert len(PICTURES) == 6
    assert [path.name for path in PICTURES if not 0 < path.stat().st_size < MOST] == []


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
def test_the_script_takes_them(tmp_path: Path) -> None:
    pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    subprocess.run([sys.executable, ROOT / "scripts" / "pictures.py", tmp_path], check=True, timeout=600)
    taken = sorted(tmp_path.iterdir())
    assert [path.name for path in taken] == [path.name for path in PICTURES]
    assert [path.name for path in taken if not 10_000 < path.stat().st_size < MOST] == []
