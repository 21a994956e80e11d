"""Duplicates among many invented people: how many are found, how many are wrong, how fast.

Starts a Postgres and a Redis of its own, makes people with known duplicates of nine kinds and with
look-alikes of four kinds, and lets the job find the duplicates. Beside it what a CRM compares by
rule: the same name at the same company, or the same phone number.
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
    """Measure the job.

    Args:
        _folder: not read: all people are invented.
        progress: called with 0 and what is done next.
        n_people: originals; a tenth of them have a duplicate, a tenth a look-alike.
    """
    with empty_installation("duplicates"):
        product = import_module("benchmarks.duplicates.duplicates_product")  # reads the settings
        figures: dict[str, object] = product.measure(n_people, say=lambda what: progress(0, what))
        return figures


def table(figures: Mapping[str, Any]) -> Table:
    """Return the figures for people."""
    shown = Table("kind", "pairs", "from 0.5 on", "from 0.95 on", "same name or phone")
    shown.title = f"Duplicates among {figures['people']:,} people"
    for name, one in figures["found"].items():
        shown.add_row(
            name, f"{one['pairs']:,}", *(f"{one[way]:.3f}" for way in ("review", "bulk", "rule"))
        )
    shares = figures["precision"]
    shown.add_row("precision", "", *(f"{shares[way]:.3f}" for way in ("review", "bulk", "rule")))
    return shown
