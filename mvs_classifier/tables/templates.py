"""The templates of HTML pages; importing this needs jinja2."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined


def templates(folder: Path, filters: Mapping[str, Callable[..., Any]]) -> Environment:
    """Return the templates of a folder; they escape every value, and a name that is missing is an error.

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
    return environment
