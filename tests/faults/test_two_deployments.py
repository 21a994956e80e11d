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
from tests.launcher.test_supervisor import wait_for

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
    # An empty database gets all its tables in one transaction; this one goes through migrations.
    database.begin("migrate", "core", "--no-input", "--verbosity=0").communicate()
    n_begun = database.count("django_migrations")
    first = database.begin("migrate", "--no-input", "--verbosity=0")
    wait_for(lambda: database.count("django_migrations") > n_begun, seconds=PATIENCE)
    second = database.begin("migrate", "--no-input", "--verbosity=0")
    assert second.stdout is not None
    assert "Waiting" in second.stdout.readline()

    first.kill()
    first.communicate()

    output, _ = second.communicate(timeout=PATIENCE)
    assert second.returncode == 0, output
    check = database.begin("migrate", "--check", "--verbosity=0")
    assert check.communicate(timeout=PATIENCE)[0] == ""
    assert check.returncode == 0
    both = [database.begin("setup_leadqual", "--no-demo") for _ in range(2)]
    outputs = [one.communicate(timeout=PATIENCE)[0] for one in both]
    assert [one.returncode for one in both] == [0, 0], outputs
    assert sum("Taxonomy loaded" in output for output in outputs) == 1
    assert database.count("taxonomy_taxonomyversion") == 1
    assert database.count("registry_modelversion") == 4
