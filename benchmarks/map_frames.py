"""The map of 100,000 companies in a browser: frames a second, and a region of all of them judged.

Starts a Postgres, a Redis and the application of its own; nothing is left behind.
"""

import os
import tempfile
from importlib import import_module
from pathlib import Path

from leadqual.local.throwaway import throwaway_servers


def frames(n_points: int) -> dict[str, object]:
    """Return what `map_browser.measure` does, on servers that are gone afterwards.

    Args:
        n_points: companies that have a place.
    """
    with tempfile.TemporaryDirectory(prefix="leadqual-map-") as name:
        parent = Path(name)
        parent.chmod(0o755)  # Postgres runs as another user where this runs as root.
        (parent / "static").mkdir()
        with throwaway_servers(parent) as servers:
            os.environ |= {
                "DATABASE_URL": servers.postgres.url,
                "REDIS_URL": servers.redis.url,
                "STATE_DIR": name,
                "SECRET_KEY": "only-for-this-benchmark",
                "HF_HUB_OFFLINE": "1",
                "DJANGO_SETTINGS_MODULE": "leadqual.settings",
                "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # The loop of Playwright is in this thread.
            }
            import_module("django").setup()
            browser = import_module("benchmarks.map_browser")  # reads the settings
            figures: dict[str, object] = browser.measure(n_points)
            return figures
