"""How quickly the main pages show what matters, and whether anything on them jumps.

Run by `python -m benchmarks page_loads`. A real installation on this machine with the demo
workspace: Postgres, Redis, web, worker. Real Chromium opens each page, its processor slowed four
times: Largest Contentful Paint and Cumulative Layout Shift as the browser itself reports them
(web.dev/vitals).
"""

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from benchmarks.installation import empty_installation

N_LOADS = 10


def run(
    folder: Path,  # the demo workspace is made here
    *,
    progress: Callable[[int, str], None],
    n_loads: int = N_LOADS,
) -> dict[str, object]:
    """Return Largest Contentful Paint in milliseconds and layout shift of each page.

    Args:
        folder: of other suites.
        progress: hears what comes next.
        n_loads: how often each page is opened.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # The loop of Playwright is in this thread.
    with empty_installation("page-loads") as state:
        product = import_module("benchmarks.pages.page_loads_product")
        figures: dict[str, object] = product.measure(
            state, n_loads=n_loads, say=lambda words: progress(0, words)
        )
    return figures
