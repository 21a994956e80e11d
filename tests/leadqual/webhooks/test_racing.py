"""Promises of webhooks while several workers and killed ones are at it."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from leadqual.accounts.models import Workspace
from leadqual.webhooks.deliveries import CLAIM_PERIOD, attempt_delivery, record_attempt, send_due
from leadqual.webhooks.fan_out import fan_out_all
from leadqual.webhooks.models import WebhookDelivery, WebhookEvent, WebhookSequence
from leadqual.webhooks.tasks import send_webhooks
from tests.leadqual.at_once import Racer, together, writers_of
from tests.leadqual.webhooks.conftest import Subscribe
from tests.leadqual.webhooks.receiver import Answer, Received, Receiver, receiving
from tests.waiting import PATIENCE
from tests.worker import database_url

pytestmark = pytest.mark.django_db(transaction=True)
N_EVENTS, N_WORKERS = 30, 4
SEND = (
    "import django; django.setup(); "
    "from leadqual.webhooks.tasks import send_webhooks; send_webhooks()"
)


def write_events(workspace: Workspace, number: int) -> None:
    """Fill the outbox as transactions leave it, while no job has looked."""
    WebhookEvent.objects.bulk_create(
        WebhookEvent(workspace=workspace, type="contact.created", data={"id": n})
        for n in range(number)
    )


def test_workers_beside_each_other_send_each_event_once_and_number_without_gaps(
    workspace: Workspace, receiver: Receiver, subscribe: Subscribe
) -> None:
    subscribe("contact.created")
    write_events(workspace, N_EVENTS)
    WebhookSequence.objects.create(workspace=workspace)  # To make it is to wait for each other.

    with transaction.atomic():
        writers_of(WebhookEvent)()
        numbering = Racer(fan_out_all)
        numbering.until_waiting()
        assert Racer(fan_out_all).result_beside(connection) == 0  # It leaves them to the first.
    assert numbering.result() == N_EVENTS
    together([send_due] * N_WORKERS, behind=writers_of(WebhookDelivery))

    numbers = WebhookEvent.objects.order_by("sequence").values_list("sequence", flat=True)
    assert list(numbers) == list(range(1, N_EVENTS + 1))
    ids = [one.headers["webhook-id"] for one in receiver.received]
    assert len(ids) == len(set(ids)) == N_EVENTS
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.costs("kills a worker")
def test_worker_killed_between_sending_and_noting_loses_nothing(
    workspace: Workspace, receiver: Receiver, subscribe: Subscribe
) -> None:
    subscribe("contact.created")
    write_events(workspace, 1)
    reached, may_answer = threading.Event(), threading.Event()

    def held(_: Received) -> Answer:
        reached.set()
        may_answer.wait(PATIENCE)
        return 200, {}, b""

    receiver.answer = held
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "leadqual.settings",
        "OUTGOING_ALLOW": "127.0.0.1",
        "OUTGOING_PORTS": str(receiver.port),
    }
    process = subprocess.Popen([sys.executable, "-c", SEND], env=environment)
    try:
        assert reached.wait(PATIENCE)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        may_answer.set()
    row = WebhookDelivery.objects.get()
    assert (row.state, row.n_attempts, len(receiver.received)) == ("waiting", 0, 1)
    assert row.claim is not None

    receiver.answer_with(200)
    send_webhooks()  # Another worker: the claim stands.
    assert len(receiver.received) == 1

    WebhookDelivery.objects.update(claimed_until=row.next_at)
    send_webhooks()

    first, second = receiver.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert WebhookDelivery.objects.get().state == "sent"


def test_a_claim_of_a_worker_that_looked_at_the_clock_a_moment_later_holds(
    workspace: Workspace, receiver: Receiver, subscribe: Subscribe
) -> None:
    subscribe("contact.created")
    write_events(workspace, 1)
    fan_out_all()
    later = timezone.now() + CLAIM_PERIOD + timedelta(seconds=5)
    WebhookDelivery.objects.update(claim=uuid4(), claimed_until=later)

    send_webhooks()

    assert receiver.received == []


def test_a_worker_whose_claim_ran_out_notes_nothing(
    workspace: Workspace, receiver: Receiver, subscribe: Subscribe
) -> None:
    subscribe("contact.created")
    write_events(workspace, 1)
    fan_out_all()
    late = WebhookDelivery.objects.get()
    late.claim = uuid4()
    WebhookDelivery.objects.update(claim=uuid4())  # Another worker has it by now.

    record_attempt(late, attempt_delivery(late))

    row = WebhookDelivery.objects.get()
    assert (row.state, row.n_attempts, len(receiver.received)) == ("waiting", 0, 1)


def test_slow_receiver_holds_up_nobody_but_itself(
    workspace: Workspace, receiver: Receiver, subscribe: Subscribe, settings: Settings
) -> None:
    subscribe("contact.created")
    with receiving() as other:
        settings.OUTGOING_PORTS = [str(receiver.port), str(other.port)]
        subscribe("contact.created", url=other.url)
        n_told = threading.Semaphore(0)

        def told(_: Received) -> Answer:
            n_told.release()
            return 200, {}, b""

        def slow(_: Received) -> Answer:
            is_first = len(receiver.received) == 1
            while is_first and n_told.acquire(timeout=PATIENCE):
                if len(other.received) == 2:
                    write_events(workspace, 1)  # Also what happens while it is asked.
                if len(other.received) == 3:
                    break
            connection.close()  # Of the thread of the receiver.
            return 200, {}, b""

        other.answer, receiver.answer = told, slow
        write_events(workspace, 2)
        send_webhooks()

    sent = WebhookDelivery.objects.values_list("state", "n_attempts")
    assert set(sent) == {("sent", 1)}
    assert len(receiver.received) == len(other.received) == 3
