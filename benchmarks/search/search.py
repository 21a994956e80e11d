"""The search over ten million contacts: counts, pages, words, changes; beside it three peers.

Starts a Postgres and a Redis of its own, fills a workspace as `leadqual demo-data` does, lets the
jobs classify its titles and write the index, and measures what a person meets: numbers and rows by
the functions that the page calls, and the page itself by Django's test client. The same numbers are
then asked of Postgres, DuckDB and ClickHouse by SQL. Nothing is left behind. `--contacts 1000000`
takes a tenth of the time.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from benchmarks.installation import empty_installation

N_CONTACTS = 10_000_000


def run(
    _folder: Path,
    *,
    progress: Callable[[float, str], None] = lambda _done, _name: None,
    n_contacts: int = N_CONTACTS,
) -> dict[str, object]:
    """Measure all of it.

    Args:
        _folder: not read: all people are invented.
        progress: called with 0 and what is done next.
        n_contacts: in the workspace; a tenth as many titles and companies.
    """
    with empty_installation("search"):
        product = import_module("benchmarks.search.search_product")  # reads the settings
        figures: dict[str, object] = product.measure(n_contacts, say=lambda what: progress(0, what))
        return figures
