"""Relevance of the search: 150 graded queries and 60 held out, over the demo and two import files.

Starts a Postgres and a Redis of its own, imports the demo and the files as a customer would, and
asks each query of the product, of Postgres' full-text search and of `LIKE`.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from rich.table import Table

from benchmarks.installation import empty_installation

COLUMNS = (
    *("nDCG@10", "first right", "none wrong above right", "precision@10", "finds nobody"),
    "ungraded records",
)


def run(
    folder: Path,
    *,
    progress: Callable[[float, str], None] = lambda _done, _name: None,
) -> dict[str, object]:
    """Measure every method on both parts of the set.

    Args:
        folder: with `companies_import.csv.gz` and `contacts_import.csv.gz`.
        progress: called with 0 and what is done next.

    Returns:
        Part → method → its measures over all queries, and by kind.
    """
    with empty_installation("relevance"):
        product = import_module("benchmarks.relevance.relevance_product")  # reads the settings
        figures: dict[str, object] = product.measure(folder, say=lambda what: progress(0, what))
        return figures


def table(figures: Mapping[str, Any]) -> Table:
    """Return one line for each method and part."""
    shown = Table("", "method", *COLUMNS)
    for part, methods in figures.items():
        for method, of_method in methods.items():
            shown.add_row(part, method, *(str(of_method[column]) for column in COLUMNS))
    return shown
