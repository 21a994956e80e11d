"""Exports of a search as CSV, Excel and Parquet: how soon they begin and end, and what they hold.

Starts a Postgres and a Redis of its own, fills a workspace as `leadqual demo-data` does, gives its
titles labels, and takes everybody out in each format, block by block as a web server does; the
blocks are counted and let go. `--people 1000000` is the size of the promise.
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
    """Measure all formats.

    Args:
        _folder: not read: all people are invented.
        progress: called with 0 and what is done next.
        n_people: in the workspace, and in each file.
    """
    with empty_installation("exports"):
        product = import_module("benchmarks.search.exports_product")  # reads the settings
        figures: dict[str, object] = product.measure(n_people, say=lambda what: progress(0, what))
        return figures


def table(figures: Mapping[str, Any]) -> Table:
    """Return the figures for people."""
    names = (
        "rows",
        "seconds",
        "of them here, s",
        "first block, s",
        "MB",
        "memory before, MB",
        "highest, MB",
    )
    shown = Table("format", *names, title=f"Exports of {figures['people']:,} people")
    for name, one in figures["formats"].items():
        shown.add_row(
            name,
            f"{one['rows']:,}",
            f"{one['seconds']:.1f}",
            f"{one['cpu_seconds']:.1f}",
            f"{one['first_block_seconds']:.2f}",
            f"{one['megabytes']:.0f}",
            f"{one['memory_before_mb']:.0f}",
            f"{one['memory_peak_mb']:.0f}",
        )
    return shown
