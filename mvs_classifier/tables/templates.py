"""The templates of HTML pages; importing this needs jinja2."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mvs_classifier.i18n import _, language, ngettext


def templates(folder: Path, filters: Mapping[str, Callable[..., Any]]) -> Environment:
    """Return the templates of a folder; they escape every value, and a name that is missing is an error.

    They speak the current language: ``_`` and ``ngettext`` translate, before values are escaped.

    Args:
        folder: the folder.
        filters: what they call, besides what Jinja has.
    """
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(filters)
    environment.globals.update(_=_, ngettext=ngettext)
    return environment


def html_language() -> str:
    """Return the current language as HTML names it."""
    return {"zh": "zh-Hans"}.get(language(), language())
