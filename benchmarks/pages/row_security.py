"""What row-level security costs: the same requests with and without it, in turn.

Run by `python -m benchmarks row_security`. A real Postgres with a filled workspace beside another
one; pages and operations are asked in this process, so that the processor time of the product and
of its database backend can be told apart, and moves little on a busy machine.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from benchmarks.installation import empty_installation

N_ROUNDS = 40


def run(
    folder: Path,  # the workspaces are made here
    *,
    progress: Callable[[int, str], None],
    n_people: int = 65_000,
    n_rounds: int = N_ROUNDS,
) -> dict[str, object]:
    """Return the processor time of each request with and without row-level security.

    Args:
        folder: of other suites.
        progress: hears what comes next.
        n_people: in the workspace that is asked; the other one has a third of it.
        n_rounds: how often each request is made each way.
    """
    with empty_installation("row-security") as _:
        product = import_module("benchmarks.pages.row_security_product")
        figures: dict[str, object] = product.measure(
            n_people=n_people, n_rounds=n_rounds, say=lambda words: progress(0, words)
        )
    return figures
