"""A hook of mkdocs: pages of the site that are beside ``docs/`` in the repository, with links that hold on the site.

On the site, what is in ``docs/`` is at the root, and the other folders are below it.
"""

from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parent.parent
OUTSIDE = (
    "models/README.md",
    "models/calibration.svg",
    "training_data/README.md",
    "benchmarks/README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files that are not in ``docs/``."""
    for path in OUTSIDE:
        files.append(File.generated(config, path, abs_src_path=str(ROOT / path)))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Turn links between the folders of the repository into links between pages of the site."""
    if page.file.src_uri not in OUTSIDE:
        return markdown.replace("](../", "](")
    up = "../" * page.file.src_uri.count("/")
    return markdown.replace(f"]({up}docs/", f"]({up}")
