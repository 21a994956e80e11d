"""Small workspaces beside a large one that is new: `python -m benchmarks neighbors`.

People search in a hundred workspaces of 10,000 contacts, once with nothing else to do and once
while everything of a large workspace is new: its titles wait to be classified, its companies to be
read, its contacts to be scored, its index files to be written.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.installation import empty_installation

N_SMALL, N_EACH, N_SEARCHERS = 100, 10_000, 25


def run(
    data: Path,
    *,
    progress: Callable[[int, str], None],
    n_contacts: int,
    minutes: float,
) -> dict[str, object]:
    """Fill a new installation, let people search twice, and delete it.

    Args:
        data: not read.
        progress: called with steps done and a name.
        n_contacts: in the large workspace.
        minutes: that people search each time.
    """
    with empty_installation("neighbors"):
        measure: Any = import_module("benchmarks.load.neighbors_product").measure
        figures: dict[str, object] = measure(
            n_large=n_contacts,
            n_small=N_SMALL,
            n_each=N_EACH,
            n_searchers=N_SEARCHERS,
            seconds=60 * minutes,
            say=lambda words: progress(0, words),
        )
    return figures
