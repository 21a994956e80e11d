"""A workspace of a million companies: how soon, how right, how large; beside it three peers.

Starts a Postgres and a Redis of its own, fills a workspace (`scale_data`), lets the job write the
index files, and measures what a person meets: pages of the real application by Django's test
client, the memory of the whole installation as `make run` starts it, and how soon a new company is
ranked. The same vectors are then asked of pgvector alone, FAISS and Qdrant's local mode. Nothing is
left behind. `--companies 100000` takes a tenth of the time.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from benchmarks.installation import empty_installation

N_COMPANIES = 1_000_000


def run(
    folder: Path,
    *,
    progress: Callable[[float, str], None] = lambda _done, _name: None,
    n_companies: int = N_COMPANIES,
) -> dict[str, object]:
    """Measure all of it.

    Args:
        folder: with the companies whose texts are the base of all others.
        progress: called with 0 and what is done next.
        n_companies: in the workspace.
    """
    with empty_installation("scale"):
        product = import_module("benchmarks.campaigns.scale_product")  # reads the settings
        figures: dict[str, object] = product.measure(
            folder, n_companies=n_companies, say=lambda what: progress(0, what)
        )
        return figures


def table(figures: dict[str, object]) -> str:
    """Return the figures as lines."""
    return "\n".join(f"{name}: {value}" for name, value in figures.items())
