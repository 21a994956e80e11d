"""Imports: a million contacts of ten columns, beside COPY of the same file into an indexed table.

Starts a Postgres and a Redis of its own and leaves nothing behind. The file is written first, then
Postgres alone takes it by COPY into a table with three indexes, then the product checks it (a dry
run), stores it, classifies its titles, makes the index of the search, and undoes it. Memory is that
of the process that imports. `--rows 200000` takes a fifth of the time.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from benchmarks.installation import empty_installation

N_CONTACTS = 1_000_000


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
        n_contacts: rows of the file.
    """
    with empty_installation("imports"):
        product = import_module("benchmarks.imports.imports_product")  # reads the settings
        figures: dict[str, object] = product.measure(n_contacts, say=lambda what: progress(0, what))
        return figures
