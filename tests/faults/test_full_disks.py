"""The disk is full in each folder that is written to: said so, nothing half written, work goes on.

Uploads are in `tests/leadqual/core/files/test_disk_full.py`, index files in
`tests/leadqual/search/index/test_damaged_files.py`.
"""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from classifiers.core import artifacts
from launcher.errors import LocalError
from launcher.servers.postgres import start_postgres
from launcher.servers.server_folder import ServerFolder
from leadqual.accounts.models import User, Workspace
from leadqual.core.errors import LeadqualError
from leadqual.leads.models import Contact, Export
from leadqual.registry.candidates import register_folder
from leadqual.registry.models import ModelVersion
from leadqual.search.exports.file_jobs import write_waiting
from tests.faults.poison_jobs import leave_note
from tests.faults.test_poison_jobs import lines_in
from tests.launcher.conftest import state_folder
from tests.leadqual.leads.people import make_contact
from tests.servers import KEPT
from tests.small_disk import small_disk
from tests.waiting import until
from tests.worker import running_worker

MEGABYTE = 2**20


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_export_fails_with_the_reason_and_leaves_no_part(
    workspace: Workspace, manager: User, api: Client, settings: Settings
) -> None:
    for number in range(200):
        make_contact(workspace, f"P{number}", email=f"p{number}@acme.example")
    with small_disk(n_bytes=4_096) as disk:
        settings.STATE_DIR = disk
        made = api.post("/api/v1/exports", {"format": "csv"}, content_type="application/json")
        assert made.status_code in {201, 202}, made.json()

        write_waiting()

        export = Export.objects.get()
        assert export.file_state == Export.FileState.FAILED
        assert "disk" in export.problem
        assert files_in(disk) == []


@pytest.mark.django_db
def test_model_is_refused_with_the_reason_and_leaves_no_part(
    models: None, settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "candidate"
    shutil.copytree(artifacts.pretrained("replies"), folder)
    before = ModelVersion.objects.count()
    with small_disk(n_bytes=65_536) as disk:
        settings.STATE_DIR = disk

        with pytest.raises(LeadqualError, match="space"):
            register_folder(folder, author=None)

        assert files_in(disk) == []
    assert ModelVersion.objects.count() == before


def upsert(api: Client, rows: list[dict[str, str]]) -> Any:
    return api.post(
        "/api/v1/contacts/bulk-upserts",
        {"contacts": rows},
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )


@contextmanager
def contacts_on(disk: Path) -> Iterator[None]:
    """Have Postgres keep the rows of contacts in a folder of its own."""
    ServerFolder.of(KEPT / "0").account.give(disk)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLESPACE small_disk LOCATION '{disk}'")
        cursor.execute("ALTER TABLE leads_contact SET TABLESPACE small_disk")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE leads_contact SET TABLESPACE pg_default")
            cursor.execute("DROP TABLESPACE small_disk")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_api_answers_that_the_disk_of_postgres_is_full_and_goes_on_when_there_is_room(
    models: None, api: Client
) -> None:
    api.raise_request_exception = False
    rows = [{"email": f"p{n}@acme.example", "external_id": f"crm-{n}"} for n in range(5_000)]
    with small_disk(n_bytes=MEGABYTE) as disk:
        if not disk.is_mount():
            pytest.skip("only root can give Postgres a small disk")
        with contacts_on(disk):
            filler = disk / "filler"
            filler.write_bytes(bytes(MEGABYTE // 2))

            refused = upsert(api, rows)
            read = api.get("/api/v1/contacts")
            n_left = Contact.objects.count()
            filler.unlink()
            taken = upsert(api, rows[:100])

            assert (refused.status_code, refused.json()["code"]) == (507, "disk_full")
            assert (read.status_code, n_left) == (200, 0)
            assert (taken.status_code, taken.json()["created"]) == (200, 100)


def inserted_until_refused(client: psycopg.Connection) -> int:
    """Insert thousands of rows, each with a commit, until Postgres refuses; returns how many."""
    for n in count():
        try:
            client.execute(
                "INSERT INTO kept SELECT %s, repeat(md5(g::text), 30) "
                "FROM generate_series(1, 1000) g",
                [n],
            )
        except psycopg.Error:
            return n
    raise AssertionError


@pytest.mark.slow
def test_postgres_keeps_what_was_committed_when_its_own_folder_is_full() -> None:
    with state_folder() as outside, small_disk(n_bytes=190 * MEGABYTE) as disk:
        if not disk.is_mount():
            pytest.skip("only root can give Postgres a small disk")
        disk.chmod(0o755)
        filler = disk / "filler"
        filler.write_bytes(bytes(30 * MEGABYTE))
        server = start_postgres(disk, log=outside / "postgres.log")
        with psycopg.connect(server.url, autocommit=True) as client:
            client.execute("CREATE TABLE kept (n int, text text)")
            n_committed = inserted_until_refused(client)
        server.stop()
        with pytest.raises(LocalError, match="No space left"):
            start_postgres(disk, log=outside / "postgres.log")
        filler.unlink()
        again = start_postgres(disk, log=outside / "postgres.log")
        with psycopg.connect(again.url) as client:
            found = client.execute("SELECT count(*), count(DISTINCT n) FROM kept").fetchone()
        again.stop()

        assert n_committed > 0
        assert found == (n_committed * 1000, n_committed)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_jobs_run_while_the_log_cannot_be_written(transactional_db: None, tmp_path: Path) -> None:
    note = tmp_path / "note"
    options = ("--concurrency=1", "--include=tests.faults.poison_jobs")
    with running_worker(Path("/dev/full"), *options):
        leave_note.apply_async(kwargs={"note": str(note)})

        until(lambda: lines_in(note) == 1)
