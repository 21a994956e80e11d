"""Promises about a person who is erased while they come in."""

import io
import threading
import time
from collections.abc import Callable

import psycopg
import pytest
from django.core.files import File
from django.db import connection, connections

from leadqual.accounts.models import User, Workspace
from leadqual.imports import services
from leadqual.imports.merging.import_job import run_import
from leadqual.imports.models import ImportBatch
from leadqual.imports.options import Options
from leadqual.leads.models import Contact, ErasedPerson
from leadqual.privacy.erasure.erase_person import start_erasure
from leadqual.privacy.erasure.person import Identifiers

EMAIL = "late@kranwerk.example"
PATIENCE = 120.0


@pytest.mark.django_db
def test_a_person_erased_while_an_import_runs_does_not_come_in_with_a_later_chunk(
    workspace: Workspace, manager: User, state: None
) -> None:
    batch = waiting_import(workspace, manager)

    def erase(now: ImportBatch) -> None:
        # The rows behind this chunk were read and checked before.
        given = Identifiers(email=EMAIL)
        start_erasure(workspace=workspace, identifiers=given, author=manager)

    run_import(batch.pk, chunk_rows=2, on_progress=erase)

    batch.refresh_from_db()
    assert not Contact.objects.filter(email=EMAIL).exists()
    assert (batch.n_created, batch.n_rejected) == (5, 1)


@pytest.mark.django_db(transaction=True)
def test_an_erasure_waits_for_a_chunk_that_was_checked_and_is_not_stored_yet(
    workspace: Workspace, manager: User, state: None
) -> None:
    batch = waiting_import(workspace, manager)
    given = Identifiers(email=EMAIL)
    importing = in_thread(lambda: run_import(batch.pk))
    erasing = in_thread(
        lambda: start_erasure(workspace=workspace, identifiers=given, author=manager)
    )

    with psycopg.connect(**connection.get_connection_params()) as blocker:
        # The import has checked who was erased, and cannot write the contacts yet.
        blocker.execute("LOCK TABLE leads_contact IN SHARE ROW EXCLUSIVE MODE")
        importing.start()
        wait_for(lambda: n_waiting() == 1)
        erasing.start()
        wait_for(lambda: n_waiting() == 2 or not erasing.is_alive())
        blocker.rollback()
    importing.join(PATIENCE)
    erasing.join(PATIENCE)

    assert ErasedPerson.objects.count() == 1
    assert Contact.objects.count() == 5
    assert not Contact.objects.filter(email=EMAIL).exists()


def waiting_import(workspace: Workspace, author: User) -> ImportBatch:
    """Make an import of five people and of the one who is erased."""
    lines = [f"p{number}@kranwerk.example,P{number}" for number in range(4)]
    content = "\n".join(["Email,Last name", *lines, f"{EMAIL},Late", "z@kranwerk.example,Z", ""])
    return services.start_and_confirm(
        workspace=workspace,
        author=author,
        kind="contacts",
        file=File(io.BytesIO(content.encode()), name="list.csv"),
        file_name="list.csv",
        changes={},
        options=Options(),
        is_queued=False,
    )


def in_thread(work: Callable[[], object]) -> threading.Thread:
    """Make a thread that gives its connections back."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    return threading.Thread(target=run, daemon=True)


def n_waiting() -> int:
    """Count the sessions of this database that wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


def wait_for(is_so: Callable[[], bool]) -> None:
    """Ask until it is so."""
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until
