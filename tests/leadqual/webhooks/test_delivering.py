"""Promises of events that are written, signed, sent and tried again."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from standardwebhooks import WebhookVerificationError

from leadqual.accounts.models import AuditRow, OutgoingEmail, User, Workspace
from leadqual.leads.deletion import delete_record
from leadqual.leads.models import Contact
from leadqual.leads.records.changes import change_record
from leadqual.leads.records.creation import create_contact
from leadqual.webhooks.endpoints import rotate_secret
from leadqual.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookEvent
from tests.leadqual.leads.do_not_contact.racing import set_entry
from tests.leadqual.webhooks.conftest import Subscribe, send
from tests.leadqual.webhooks.receiver import Receiver

pytestmark = pytest.mark.django_db
PEOPLE = ("contact.created", "contact.updated", "contact.deleted")
State = WebhookDelivery.State


def add(workspace: Workspace, manager: User, email: str = "anna@example.com") -> Contact:
    values = {"email": email, "last_name": "Berg", "country": "Germany"}
    return create_contact(workspace=workspace, values=values, author=manager)


def test_life_of_a_person_arrives_signed_and_numbered(
    workspace: Workspace, manager: User, receiver: Receiver, subscribe: Subscribe
) -> None:
    _, secret = subscribe(*PEOPLE)

    contact = add(workspace, manager)
    change_record(record=contact, values={"city": "Bonn"}, author=manager)
    delete_record(record=contact, workspace=workspace, kind="contact", author=manager)
    send()

    messages = [one.verified(secret) for one in receiver.received]
    assert [one["type"] for one in messages] == [*PEOPLE]
    assert [one["sequence"] for one in messages] == [1, 2, 3]
    assert [one["data"]["city"] for one in messages] == ["", "Bonn", "Bonn"]
    assert messages[0]["data"]["email"] == "anna@example.com"
    assert {one.headers["content-type"] for one in receiver.received} == {"application/json"}
    assert len({one.headers["webhook-id"] for one in receiver.received}) == 3


@pytest.mark.parametrize("is_deleted", [False, True])
def test_a_stopped_person_leaves_without_addresses_also_in_events_of_before(
    workspace: Workspace,
    manager: User,
    receiver: Receiver,
    subscribe: Subscribe,
    is_deleted: bool,
) -> None:
    _, secret = subscribe(*PEOPLE, "contact.do_not_contact")
    contact = add(workspace, manager)
    change_record(record=contact, values={"phone": "+49 30 1234567"}, author=manager)
    if is_deleted:
        delete_record(record=contact, workspace=workspace, kind="contact", author=manager)

    set_entry(workspace, "anna@example.com")
    if not is_deleted:
        change_record(record=contact, values={"city": "Bonn"}, author=manager)
    send()

    messages = [one.verified(secret) for one in receiver.received]
    of_person = [one["data"] for one in messages if one["type"] in PEOPLE]
    assert len(of_person) == 3
    for data in of_person:
        assert (data["email"], data["phone"], data["linkedin_url"]) == (None, None, None)
        assert (data["id"], data["do_not_contact"]) == (contact.pk, True)
    (entry,) = (one["data"]["entry"] for one in messages if one["type"] not in PEOPLE)
    assert entry["value"] == "anna@example.com"  # So that other systems stop the address, too.


def test_nothing_is_written_when_the_change_is_rolled_back(
    workspace: Workspace, manager: User, subscribe: Subscribe
) -> None:
    subscribe(*PEOPLE)

    with transaction.atomic():
        add(workspace, manager)
        assert WebhookEvent.objects.exists()
        transaction.set_rollback(True)

    assert not WebhookEvent.objects.exists()


def test_workspace_without_webhooks_pays_no_query(
    workspace: Workspace,
    manager: User,
    subscribe: Subscribe,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    from leadqual.webhooks.outbox import Occurrence, emit

    with django_assert_num_queries(0):
        emit(workspace, "verdict.given", lambda: Occurrence({}))
    subscribe("contact.created")
    with django_assert_num_queries(0):
        emit(workspace, "verdict.given", lambda: Occurrence({}))


def test_event_costs_one_query_beside_what_it_tells(
    workspace: Workspace, subscribe: Subscribe, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    from leadqual.webhooks.outbox import Occurrence, emit

    subscribe("verdict.given")

    with django_assert_num_queries(1):
        emit(workspace, "verdict.given", lambda: Occurrence({"id": 1}))


def test_receiver_that_was_down_gets_the_message_later_with_the_same_id(
    workspace: Workspace, manager: User, receiver: Receiver, subscribe: Subscribe
) -> None:
    endpoint, _ = subscribe("contact.created")
    receiver.answer_with(503)
    add(workspace, manager)
    send()
    send(later=timedelta(seconds=1))  # Not due yet.
    waiting = WebhookDelivery.objects.get()
    assert (waiting.state, waiting.n_attempts, waiting.status) == (State.WAITING, 1, 503)
    assert waiting.answer == "answer"

    receiver.answer_with(200)
    send(later=timedelta(minutes=1))

    first, second = receiver.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    sent = WebhookDelivery.objects.get()
    assert (sent.state, sent.n_attempts, sent.problem) == (State.SENT, 2, "")
    endpoint.refresh_from_db()
    assert (endpoint.failing_since, endpoint.n_failures) == (None, 0)


def test_waits_grow_to_three_days_and_pauses_of_the_endpoint_to_ten_minutes(
    workspace: Workspace, manager: User, receiver: Receiver, subscribe: Subscribe
) -> None:
    endpoint, _ = subscribe("contact.created")
    receiver.answer_with(500)
    add(workspace, manager)
    passed, waits, pauses = timedelta(), [], []
    for _ in range(40):
        send(later=passed)
        row = WebhookDelivery.objects.get()
        if row.state != State.WAITING:
            break
        assert row.attempted_at is not None
        waits.append(row.next_at - row.attempted_at)
        endpoint.refresh_from_db()
        assert endpoint.retry_at is not None
        pauses.append(endpoint.retry_at - row.attempted_at)
        passed += waits[-1] + pauses[-1]

    assert WebhookDelivery.objects.get().state == State.FAILED
    assert timedelta(days=3) <= passed < timedelta(days=4)
    assert len(waits) > 8
    assert waits[0] < waits[3] < waits[6]
    assert pauses[0] < timedelta(minutes=1)
    assert timedelta(minutes=7) < max(pauses) < timedelta(minutes=13)  # Give or take a fifth.


def test_receiver_that_asks_for_time_gets_it(
    workspace: Workspace, manager: User, receiver: Receiver, subscribe: Subscribe
) -> None:
    subscribe("contact.created")
    receiver.answer_with(429, Retry_After="3600")
    add(workspace, manager)
    send()
    send(later=timedelta(minutes=50))
    assert len(receiver.received) == 1

    send(later=timedelta(minutes=61))

    assert len(receiver.received) == 2


def test_endpoint_that_fails_for_three_days_is_turned_off_and_managers_are_told(
    workspace: Workspace, manager: User, receiver: Receiver, subscribe: Subscribe
) -> None:
    endpoint, _ = subscribe("contact.created")
    receiver.answer_with(500)
    for hours in (0, 30, 60, 75):
        add(workspace, manager, f"{hours}@example.com")
        send(later=timedelta(hours=hours))

    endpoint.refresh_from_db()
    workspace.refresh_from_db()
    assert not endpoint.is_active
    assert "3 days" in endpoint.disabled_reason
    assert workspace.webhook_events == []
    assert AuditRow.objects.filter(action="webhook.turned_off").count() == 1
    assert OutgoingEmail.objects.filter(kind="webhooks/turned_off").count() + len(mail.outbox) == 1


def test_endpoint_that_is_gone_is_turned_off_at_once(
    workspace: Workspace, manager: User, receiver: Receiver, subscribe: Subscribe
) -> None:
    endpoint, _ = subscribe("contact.created")
    receiver.answer_with(410)
    add(workspace, manager)

    send()

    endpoint.refresh_from_db()
    assert not endpoint.is_active
    assert WebhookDelivery.objects.get().state == State.FAILED


def test_one_failing_endpoint_holds_up_no_other(
    workspace: Workspace, manager: User, receiver: Receiver, subscribe: Subscribe
) -> None:
    bad, _ = subscribe("contact.created")
    WebhookEndpoint.objects.filter(pk=bad.pk).update(url=f"{receiver.url}/bad")
    subscribe("contact.created")
    receiver.answer = lambda _: (500 if len(receiver.received) == 1 else 200, {}, b"")
    for n in range(5):
        add(workspace, manager, f"{n}@example.com")

    send()

    states = list(WebhookDelivery.objects.values_list("state", flat=True))
    assert states.count(State.SENT) == 5
    assert len(receiver.received) == 6  # The failing one was asked once, then left alone.


def test_old_secret_signs_beside_the_new_one_for_a_day(
    workspace: Workspace, manager: User, receiver: Receiver, subscribe: Subscribe
) -> None:
    endpoint, old = subscribe("contact.created")

    _, new = rotate_secret(endpoint=endpoint, author=manager)
    add(workspace, manager)
    send()
    add(workspace, manager, "ben@example.com")
    send(later=timedelta(hours=25))

    both, alone = receiver.received
    assert both.verified(old) == both.verified(new)
    assert alone.verified(new)
    with pytest.raises(WebhookVerificationError):
        alone.verified(old)
    assert old != new
    endpoint.refresh_from_db()
    assert new not in endpoint.secret


def test_large_answer_is_cut_and_counts(
    workspace: Workspace, manager: User, receiver: Receiver, subscribe: Subscribe
) -> None:
    subscribe("contact.created")
    receiver.answer = lambda _: (200, {}, b"x" * 100_000)
    add(workspace, manager)

    send()

    row = WebhookDelivery.objects.get()
    assert row.state == State.SENT
    assert row.answer == "x" * 2_048


def test_redirect_is_not_followed(
    workspace: Workspace, manager: User, receiver: Receiver, subscribe: Subscribe
) -> None:
    subscribe("contact.created")
    receiver.answer_with(302, Location=receiver.url)
    add(workspace, manager)

    send()

    row = WebhookDelivery.objects.get()
    assert (row.state, len(receiver.received)) == (State.WAITING, 1)
    assert "redirects" in row.problem


def test_private_address_gets_nothing(
    workspace: Workspace,
    manager: User,
    receiver: Receiver,
    subscribe: Subscribe,
    settings: Settings,
) -> None:
    subscribe("contact.created")
    add(workspace, manager)

    settings.OUTGOING_ALLOW = []
    send()

    assert receiver.received == []
    assert WebhookDelivery.objects.get().n_attempts == 1


def test_filter_lets_only_what_fits_through(
    workspace: Workspace, manager: User, receiver: Receiver, subscribe: Subscribe
) -> None:
    subscribe("contact.created", filters={"country": ["france"]})
    add(workspace, manager)
    values = {"email": "marie@example.com", "country": "France"}
    create_contact(workspace=workspace, values=values, author=manager)

    send()

    assert [one.message["data"]["email"] for one in receiver.received] == ["marie@example.com"]


def test_message_of_a_worker_that_died_comes_again_when_its_claim_is_over(
    workspace: Workspace, manager: User, receiver: Receiver, subscribe: Subscribe
) -> None:
    subscribe("contact.created")
    add(workspace, manager)

    send()
    row = WebhookDelivery.objects.get()
    WebhookDelivery.objects.update(state=State.WAITING, claim=row.event.uid, n_attempts=0)
    WebhookDelivery.objects.update(claimed_until=row.next_at + timedelta(seconds=60))

    send()
    assert len(receiver.received) == 1
    send(later=timedelta(seconds=90))

    assert len(receiver.received) == 2
    assert {one.headers["webhook-id"] for one in receiver.received} == {row.event.message_id}
