"""A bar that shows how far long work is."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tqdm import tqdm


def move(bar: "tqdm[Any]", done: int, total: int | None) -> None:
    """Show that so much of so much is done; the total may be known only now."""
    bar.total = total
    bar.update(done - bar.n)
