"""What a draft of the taxonomy would change, worked out over a million distinct titles."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from benchmarks.installation import empty_installation


def run(
    data: Path,
    *,
    progress: Callable[[float, str], None],
    n_titles: int = 1_000_000,
) -> dict[str, object]:
    """Fill a throw-away database with made-up titles and work out what drafts would change.

    Args:
        data: not needed; the titles are made from those that come with the product.
        progress: called with the share that is done and what is done next.
        n_titles: distinct titles in the database.
    """
    with empty_installation("drafts"):
        product = import_module("benchmarks.labeling.drafts_product")
        figures: dict[str, object] = product.measure(
            n_titles, say=lambda words: progress(0.0, words)
        )
        return figures
