"""The map of 100,000 companies in a browser: frames a second, and a region of all of them judged.

Starts a Postgres, a Redis and the application of its own; nothing is left behind.
"""

import os
from importlib import import_module

from benchmarks.installation import empty_installation


def frames(n_points: int) -> dict[str, object]:
    """Return what `map_browser.measure` does, on servers that are gone afterwards.

    Args:
        n_points: companies that have a place.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # The loop of Playwright is in this thread.
    with empty_installation("map"):
        browser = import_module("benchmarks.campaigns.map_browser")  # reads the settings
        figures: dict[str, object] = browser.measure(n_points)
        return figures
