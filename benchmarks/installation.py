"""An empty installation with servers of its own, for benchmarks that need a database."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from leadqual.local.throwaway import throwaway_servers


@contextmanager
def empty_installation(name: str) -> Iterator[None]:
    """Start a Postgres and a Redis and make Django ready for them; nothing is left behind.

    What reads the settings is imported inside.

    Args:
        name: of the benchmark, in the name of the folder.
    """
    with tempfile.TemporaryDirectory(prefix=f"leadqual-{name}-") as state:
        parent = Path(state)
        parent.chmod(0o755)  # Postgres runs as another user where this runs as root.
        (parent / "static").mkdir()
        with throwaway_servers(parent) as servers:
            os.environ |= {
                "DATABASE_URL": servers.postgres.url,
                "REDIS_URL": servers.redis.url,
                "STATE_DIR": state,
                "SECRET_KEY": "only-for-this-benchmark",
                "HF_HUB_OFFLINE": "1",
                "DJANGO_SETTINGS_MODULE": "leadqual.settings",
            }
            import_module("django").setup()
            yield
