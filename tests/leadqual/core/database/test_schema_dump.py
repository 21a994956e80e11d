"""`schema_dump.sql` creates what all migrations create; `make schema` writes it."""

import os
import re
import subprocess
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from psycopg.conninfo import make_conninfo

from leadqual.backups.database.postgres_programs import environment_for, program
from leadqual.core.database.schema_dump import SCHEMA_DUMP, dumped_version, load_schema_dump
from leadqual.core.hosts.direct_connection import session_parameters
from tests.database import empty_database

pytestmark = pytest.mark.django_db(transaction=True)

_OPTIONS = ("--no-owner", "--no-privileges", "--no-policies", "--no-comments", "--inserts")
_ADDRESS = ("host", "port", "user", "password", "dbname")
_LEFT_TO_DJANGO = ("django_migrations", "django_content_type", "auth_permission")
"""Tables whose rows `migrate` itself writes, before or after."""
_SESSION = re.compile(
    r"SET |SELECT pg_catalog\.set_config\(|\\(un)?restrict |--|CREATE SCHEMA "
    rf"|SELECT pg_catalog\.setval\('public\.({'|'.join(_LEFT_TO_DJANGO)})_id_seq'"
)
_BLANK = re.compile(r"\n{2,}")


@pytest.fixture
def nothing() -> Iterator[None]:
    with empty_database():
        yield


def _migrate_each() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def _server_version() -> int:
    version: int = connection.pg_version  # type: ignore[attr-defined]  # of Postgres
    return version


def _dump() -> str:
    """Return the tables and rows of the database, without what one session alone needs."""
    parameters = {name: session_parameters()[name] for name in _ADDRESS}
    without_rows = [f"--exclude-table-data=public.{name}" for name in _LEFT_TO_DJANGO]
    done = subprocess.run(
        [program("pg_dump", server_version=_server_version()), *_OPTIONS, *without_rows],
        env=environment_for(make_conninfo(**parameters)),
        check=True,
        capture_output=True,
        text=True,
    )
    lines = (line for line in done.stdout.splitlines() if not _SESSION.match(line))
    return _BLANK.sub("\n\n", "\n".join(lines)).strip()


def _applied() -> list[tuple[str, str]]:
    return sorted(MigrationRecorder(connection).applied_migrations())


def _written() -> str:
    version = _server_version() // 10_000
    rows = ",\n".join(f"    ('{app}', '{name}', now())" for app, name in _applied())
    return (
        f"-- Written by `make schema`, by Postgres {version}\n\n{_dump()}\n\n"
        f"INSERT INTO public.django_migrations (app, name, applied) VALUES\n{rows};\n"
    )


def test_the_file_is_what_the_migrations_create() -> None:
    with empty_database():
        _migrate_each()
        first = _written()
    with empty_database(), connection.cursor() as cursor:
        # Postgres writes some conditions differently once it has read its own form of them.
        cursor.execute(first)
        cursor.execute("RESET ALL")
        written = _written()
    if os.environ.get("WRITE_SCHEMA"):
        SCHEMA_DUMP.write_text(written, encoding="utf-8")
    assert SCHEMA_DUMP.read_text(encoding="utf-8") == written, "run `make schema`"


def test_an_empty_database_gets_all_tables_at_once(nothing: None) -> None:
    assert load_schema_dump()
    assert SCHEMA_DUMP.read_text(encoding="utf-8") == _written()
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_migrate_takes_the_file_and_goes_on(nothing: None) -> None:
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        assert "public" in cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM auth_permission")
        assert cursor.fetchone()[0] > 100


def test_a_database_with_tables_is_left_alone(nothing: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE of_somebody (name text)")
    assert not load_schema_dump()
    assert connection.introspection.table_names() == ["of_somebody"]


def test_another_version_of_postgres_goes_through_the_migrations(
    nothing: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "leadqual.core.database.schema_dump.dumped_version", lambda text: dumped_version(text) + 1
    )
    assert not load_schema_dump()
    assert connection.introspection.table_names() == []
