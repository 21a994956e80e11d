"""The queue in a real browser: how soon is the next card on screen, and does every press count?

Run by `python -m benchmarks queue_browser`. A real installation on this machine (Postgres, Redis,
web with two processes, worker) and a headless Chromium whose processor is slowed four times and
whose line takes 200 ms to answer.
"""

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from benchmarks.installation import empty_installation

N_COMPANIES = 12_000
N_TIMED = 400
N_PRESSES = 10_000


def run(
    folder: Path,  # companies are invented
    *,
    progress: Callable[[int, str], None],
    n_timed: int = N_TIMED,
    n_presses: int = N_PRESSES,
) -> dict[str, object]:
    """Return how soon cards came, and what became of random presses.

    Args:
        folder: of other suites.
        progress: hears what comes next.
        n_timed: presses that are timed.
        n_presses: random presses after them.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # The loop of Playwright is in this thread.
    with empty_installation("queue") as _:
        product = import_module("benchmarks.queue.queue_browser_product")
        figures: dict[str, object] = product.measure(
            n_companies=N_COMPANIES,
            n_timed=n_timed,
            n_presses=n_presses,
            say=lambda words: progress(0, words),
        )
    return figures
