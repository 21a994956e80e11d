"""The search for companies over a million of them: counts, pages, words, changes.

Starts a Postgres and a Redis of its own and fills a workspace as `leadqual demo-data` does, with an
overview for each company. `search` measures the same beside its ten million contacts.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from benchmarks.installation import empty_installation

N_COMPANIES = 1_000_000


def run(
    _folder: Path,
    *,
    progress: Callable[[float, str], None] = lambda _done, _name: None,
    n_companies: int = N_COMPANIES,
) -> dict[str, object]:
    """Measure all of it.

    Args:
        _folder: not read: all companies are invented.
        progress: called with 0 and what is done next.
        n_companies: in the workspace; a tenth as many contacts.
    """
    with empty_installation("company-search"):
        product = import_module("benchmarks.search.company_search_product")  # reads the settings
        figures: dict[str, object] = product.measure(
            n_companies, say=lambda what: progress(0, what)
        )
        return figures
