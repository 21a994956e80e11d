"""Promises of requests and jobs that another session overtakes: they are done or refused."""

from uuid import uuid4

import pytest
from celery import shared_task
from django.db import DataError, OperationalError, connection, transaction
from django.test import Client
from psycopg.errors import DeadlockDetected

from leadqual.accounts.models import AuditRow, User, Workspace
from leadqual.core.retries import MAX_TRIES, run_with_retries
from leadqual.leads.models import Contact, Note
from leadqual.webhooks.endpoint_settings import EndpointSettings
from leadqual.webhooks.endpoints import create_endpoint
from leadqual.webhooks.models import WebhookEndpoint
from tests.leadqual.at_once import Racer, other_session
from tests.leadqual.leads.people import make_contact

pytestmark = pytest.mark.django_db(transaction=True)
_tries: list[int] = []


def deadlock() -> OperationalError:
    """Return what Django raises where Postgres ended a transaction for another one."""
    error = OperationalError("deadlock detected")
    error.__cause__ = DeadlockDetected()
    return error


@shared_task(name="tests.meet_a_deadlock")  # type: ignore[untyped-decorator]
def meet_a_deadlock() -> int:
    """Commit a row, and be ended the first two times."""
    Workspace.objects.create(name="Try", slug=str(uuid4()))
    _tries.append(1)
    if len(_tries) < 3:
        raise deadlock()
    return len(_tries)


def test_job_that_the_database_ended_is_done_again() -> None:
    _tries.clear()

    assert meet_a_deadlock() == 3


def test_what_is_undone_begins_again_and_what_committed_a_part_does_not(
    workspace: Workspace,
) -> None:
    tries: list[int] = []

    def undone() -> int:
        tries.append(1)
        with transaction.atomic():
            Note.objects.filter(pk=0).update(text="")
            Workspace.objects.filter(pk=workspace.pk).update(name=f"Try {len(tries)}")
            if len(tries) < MAX_TRIES:
                raise deadlock()
        return len(tries)

    def half_done() -> None:
        Workspace.objects.filter(pk=workspace.pk).update(name="Half")
        tries.append(1)
        raise deadlock()

    assert run_with_retries(undone) == MAX_TRIES
    workspace.refresh_from_db()
    assert workspace.name == f"Try {MAX_TRIES}"
    tries.clear()
    with pytest.raises(OperationalError):
        run_with_retries(half_done)
    assert len(tries) == 1


def test_what_no_other_session_caused_fails_at_once() -> None:
    tries: list[int] = []

    def fails() -> None:
        tries.append(1)
        AuditRow.objects.create(workspace=None, action="x" * 1_000)

    with pytest.raises(DataError):
        run_with_retries(fails)
    assert len(tries) == 1


def test_contacts_are_deleted_beside_a_merge_that_takes_one_of_them(
    api: Client, workspace: Workspace
) -> None:
    kept, gone = (make_contact(workspace, name) for name in ("Ada", "Bo"))
    body = {"ids": [kept.pk, gone.pk], "request_id": str(uuid4())}
    with other_session() as other:
        with other.cursor() as cursor:
            cursor.execute("DELETE FROM leads_contact WHERE id = %s", [gone.pk])
        racer = Racer(
            lambda: api.post("/api/v1/contacts/delete", body, content_type="application/json")
        )
        racer.until_waiting()
        other.commit()
    answer = racer.result()

    assert (answer.status_code, answer.json()["deleted"]) == (200, 1)
    assert not Contact.objects.exists()


def test_request_that_a_deadlock_ended_is_answered_by_another_try(
    api: Client, workspace: Workspace
) -> None:
    first, second = (make_contact(workspace, name) for name in ("Ada", "Bo"))
    body = {"ids": [first.pk, second.pk], "request_id": str(uuid4())}
    lock = "SELECT id FROM leads_contact WHERE id = %s FOR UPDATE"
    with other_session() as other, other.cursor() as cursor:
        cursor.execute("SET LOCAL deadlock_timeout = '1h'")  # The request finds it, and is ended.
        cursor.execute(lock, [second.pk])
        racer = Racer(
            lambda: api.post("/api/v1/contacts/delete", body, content_type="application/json")
        )
        racer.until_waiting()
        cursor.execute(lock, [first.pk])
        other.commit()
    answer = racer.result()

    assert (answer.status_code, answer.json()["deleted"]) == (200, 2)


def test_note_of_a_person_who_is_deleted_meanwhile_is_not_found(
    api: Client, manager_client: Client, workspace: Workspace, manager: User
) -> None:
    contact = make_contact(workspace)
    note = Note.objects.create(workspace=workspace, contact=contact, author=manager, text="Hello")
    address, text = f"/api/v1/notes/{note.pk}", {"text": "Bye"}
    with other_session() as other:
        with other.cursor() as cursor:
            cursor.execute("DELETE FROM leads_note WHERE id = %s", [note.pk])
        by_program = Racer(lambda: api.patch(address, text, content_type="application/json"))
        by_page = Racer(lambda: manager_client.post(f"/records/notes/{note.pk}/edit/", text))
        by_program.until_waiting()
        by_page.until_waiting()
        other.commit()

    assert by_program.result().status_code == by_page.result().status_code == 404


def test_webhook_is_deleted_beside_deliveries_that_are_written(
    api: Client, workspace: Workspace, manager: User
) -> None:
    wanted = EndpointSettings(url="https://kelvia.example/", event_types=["contact.created"])
    endpoint, _ = create_endpoint(workspace=workspace, wanted=wanted, author=manager)
    hold = "SELECT id FROM webhooks_webhookendpoint WHERE id = %s FOR KEY SHARE"
    belongs = "SELECT id FROM accounts_workspace WHERE id = %s FOR KEY SHARE NOWAIT"
    with other_session() as other, other.cursor() as cursor:
        cursor.execute(hold, [endpoint.pk])  # As a delivery does that is written.
        racer = Racer(lambda: api.delete(f"/api/v1/webhooks/{endpoint.pk}"))
        racer.until_waiting()
        cursor.execute(belongs, [workspace.pk])  # It does not wait for who waits for it.
        other.commit()

    assert racer.result().status_code == 204
    assert not WebhookEndpoint.objects.exists()
    connection.close()
