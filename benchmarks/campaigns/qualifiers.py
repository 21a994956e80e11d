"""Twenty qualifiers at once while web processes are killed: is every confirmed verdict there once?

Run by `python -m benchmarks qualifiers`. A real installation on this machine: Postgres, Redis, web
with two processes, worker. Everybody presses six keys a second for a minute on the cards that are
there, as the page lets them; what was pressed goes to the server behind the hand, and what was not
confirmed is sent again. Counted is what the server confirmed within the minute, verdict by verdict.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from benchmarks.installation import empty_installation

N_COMPANIES = 12_000
PACE = 6.0


def run(
    folder: Path,  # companies are invented
    *,
    progress: Callable[[int, str], None],
    n_people: int = 20,
    seconds: float = 60.0,
) -> dict[str, object]:
    """Return what was confirmed, what is stored, and how long the next card took.

    Args:
        folder: of other suites.
        progress: hears what comes next.
        n_people: who press at once.
        seconds: how long.
    """
    with empty_installation("qualifiers"):
        product = import_module("benchmarks.campaigns.qualifiers_product")
        figures: dict[str, object] = product.measure(
            n_people=n_people,
            n_companies=N_COMPANIES,
            seconds=seconds,
            pace=PACE,
            say=lambda words: progress(0, words),
        )
    return figures
