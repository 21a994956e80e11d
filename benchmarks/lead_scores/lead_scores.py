"""Lead scores of a large workspace: the first time, from day to day, after a change, in a search.

Starts a Postgres and a Redis of its own, fills a workspace as `leadqual demo-data` does, gives its
titles labels, verdicts and replies at random, and lets the job score everybody.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from rich.table import Table

from benchmarks.installation import empty_installation

N_PEOPLE = 100_000


def run(
    _folder: Path,
    *,
    progress: Callable[[float, str], None] = lambda _done, _name: None,
    n_people: int = N_PEOPLE,
) -> dict[str, object]:
    """Measure the job and the search.

    Args:
        _folder: not read: all people are invented.
        progress: called with 0 and what is done next.
        n_people: in the workspace.
    """
    with empty_installation("lead_scores"):
        product = import_module("benchmarks.lead_scores.lead_scores_product")  # reads the settings
        figures: dict[str, object] = product.measure(n_people, say=lambda what: progress(0, what))
        return figures


def table(figures: Mapping[str, Any]) -> Table:
    """Return the figures for people."""
    shown = Table("step", "people stored", "seconds", "of them in Python, s")
    shown.title = f"Lead scores of {figures['people']:,} people"
    for name, one in figures["job"].items():
        shown.add_row(
            name, f"{one['stored']:,}", f"{one['seconds']:.1f}", f"{one['cpu_seconds']:.1f}"
        )
    for name, milliseconds in figures["search_ms"].items():
        shown.add_row(name, "", f"{milliseconds:.1f} ms", "")
    return shown
