"""Whether what a start sets up is in place already: looking takes milliseconds, doing it seconds.

The stamp names the code and data that were set up last, and what the database held afterwards.
"""

import hashlib
import os
from importlib.metadata import distributions
from pathlib import Path

import psycopg

import classifiers
import leadqual
from launcher.system.state_files import write_private

_CODE = ("*/migrations/*.py", "*/sql/*.sql", "demo/**/*.py", "registry/*.py", "taxonomy/*.py")
_DATA = ("data/**/*", "pretrained/**/*", "artifacts.py", "taxonomy.py", "crosswalk.py")
# What set-up wrote: a database that was restored or made anew has something else.
_HELD = """
    SELECT (SELECT oid FROM pg_database WHERE datname = current_database()),
           (SELECT array_agg(app || '.' || name ORDER BY app, name) FROM django_migrations),
           EXISTS (SELECT FROM taxonomy_department), EXISTS (SELECT FROM taxonomy_othertool),
           (SELECT array_agg(DISTINCT kind || version ORDER BY kind || version)
            FROM registry_modelversion WHERE folder LIKE 'pretrained:%' OR origin = 'shipped'),
           (SELECT count(DISTINCT kind) FROM registry_modelversion WHERE is_active)
"""


class Stamp:
    """Remembers what was set up last.

    Args:
        state: state folder.
        database_url: of the database that was, or is to be, set up.
    """

    def __init__(self, state: Path, database_url: str) -> None:
        self._file = state / "setup.stamp"
        self._login = state / "demo.json"
        self._url = database_url
        self._code = _code()

    def is_current(self) -> bool:
        """Say whether nothing has to be set up; one query."""
        try:
            noted = self._file.read_text(encoding="utf-8").strip()
            return self._login.exists() and noted == self._sum()
        except (OSError, psycopg.Error):
            return False

    def remember(self) -> None:
        """Note that everything is in place now."""
        write_private(self._file, self._sum() + "\n")

    def _sum(self) -> str:
        with psycopg.connect(self._url, connect_timeout=10) as connection:
            held = connection.execute(_HELD).fetchone()
        return hashlib.sha256(f"{self._code}\n{held}".encode()).hexdigest()


def _code() -> str:
    """Sum up the files that set-up reads, the versions of packages, and settings."""
    ours, pure = Path(leadqual.__file__).parent, Path(classifiers.__file__).parent
    paths = [path for pattern in _CODE for path in ours.glob(pattern)]
    paths += [path for pattern in _DATA for path in pure.glob(pattern) if path.is_file()]
    lines = [f"{path}\t{path.stat().st_size}\t{path.stat().st_mtime_ns}" for path in paths]
    lines += [f"{package.name}=={package.version}" for package in distributions()]
    lines.append(os.environ.get("COMPANY_ENCODER", ""))
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
