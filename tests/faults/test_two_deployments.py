"""Two deployments begin at once on one database, one is killed half-way: the other completes."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from launcher.servers.postgres import start_postgres
from tests.database import ROOT
from tests.launcher.conftest import state_folder
from tests.waiting import until

pytestmark = pytest.mark.slow
PATIENCE = 900.0


class Database:
    """An empty database that several deployments are set up on.

    Args:
        state: folder of its server, and of what the commands write.
    """

    def __init__(self, state: Path) -> None:
        self._state = state
        self.server = start_postgres(state, durable=False)
        self.url = self.server.url

    def begin(self, *words: str) -> subprocess.Popen[str]:
        """Start a command of Django."""
        environment = os.environ | {"DATABASE_URL": self.url, "STATE_DIR": str(self._state)}
        return subprocess.Popen(
            [sys.executable, ROOT / "manage.py", *words],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def count(self, table: str) -> int:
        """Count the rows of a table; 0 while there is none."""
        with psycopg.connect(self.url) as connection:
            try:
                rows = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            except psycopg.errors.UndefinedTable:
                return 0
        return int(rows[0]) if rows else 0


@pytest.fixture
def database() -> Iterator[Database]:
    """A database with nothing in it."""
    with state_folder() as state:
        database = Database(state)
        yield database
        database.server.stop()


def test_second_deployment_completes_what_a_killed_one_began(database: Database) -> None:
    first = database.begin("setup_leadqual", "--no-demo")
    until(lambda: database.count("django_migrations") > 0)
    others = [database.begin("setup_leadqual", "--no-demo") for _ in range(2)]
    for other in others:
        assert other.stdout is not None
        assert "Waiting" in other.stdout.readline()

    first.kill()
    first.communicate()

    outputs = [other.communicate(timeout=PATIENCE)[0] for other in others]
    assert [other.returncode for other in others] == [0, 0], outputs
    check = database.begin("migrate", "--check", "--verbosity=0")
    assert check.communicate(timeout=PATIENCE)[0] == ""
    assert check.returncode == 0
    assert sum("Taxonomy loaded" in output for output in outputs) == 1
    assert database.count("taxonomy_taxonomyversion") == 1
    assert database.count("registry_modelversion") == 4
