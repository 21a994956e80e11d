"""People at work on one installation, as the browser sends it: `python -m benchmarks load`.

Fifty people search (one action every 5 s each) and twenty qualify (a verdict every 2 s each) in one
workspace. The suite `readers` has twenty read the People page in a closed loop, without pauses.
Locust runs them in a process of its own.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.installation import empty_installation

N_SEARCHERS, N_QUALIFIERS = 50, 20


def run(
    data: Path,
    *,
    progress: Callable[[int, str], None],
    n_contacts: int,
    minutes: float,
    n_readers: int = 0,
) -> dict[str, object]:
    """Fill a new installation, let people work on it, and delete it.

    Args:
        data: not read.
        progress: called with steps done and a name.
        n_contacts: in the workspace; a tenth as many companies.
        minutes: that people work.
        n_readers: who read without pauses, in place of those who search and qualify; 0 for none.
    """
    with empty_installation("load"):
        measure: Any = import_module("benchmarks.load.load_product").measure
        people = (
            {"Reader": n_readers} if n_readers else {"Searcher": N_SEARCHERS, "Judge": N_QUALIFIERS}
        )
        figures: dict[str, object] = measure(
            n_contacts=n_contacts,
            seconds=60 * minutes,
            people=people,
            say=lambda words: progress(0, words),
        )
    return figures
