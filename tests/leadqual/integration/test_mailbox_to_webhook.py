"""The promise of an integration as a whole: client in, email in, event out.

A contact comes by the Python client, its reply lies in a Dovecot mailbox, and a receiver that was
down for a while learns that this person must not be contacted.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from leadqual_client import LeadQual
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from leadqual.accounts.keys.services import create_api_key
from leadqual.accounts.models import Scope, User, Workspace
from leadqual.webhooks.models import WebhookDelivery
from tests.dovecot import PASSWORD, Dovecot
from tests.leadqual.mailboxes.conftest import (  # noqa: F401  # fixtures
    allow,
    an_email,
    dovecot,
    username,
)
from tests.leadqual.webhooks.conftest import send
from tests.leadqual.webhooks.receiver import Received, receiving
from tests.smtp import free_port

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("models")]
ADDRESS = "henrik@nordkran.example"
EVENTS = ["contact.do_not_contact", "reply.classified"]
STOP = "Please stop emailing me and remove my address from your list."


@pytest.fixture
def leadqual(
    transactional_db: None, live_server: LiveServer, workspace: Workspace, manager: User
) -> Iterator[LeadQual]:
    """The generated client with a key for everything that a workspace may do."""
    scopes = [one.value for one in Scope if one != Scope.INSTALLATION]
    _, secret = create_api_key(
        workspace=workspace, name="Integration", scopes=scopes, author=manager
    )
    with LeadQual(live_server.url, key=secret) as client:
        yield client


@pytest.fixture
def hook_port(dovecot: Dovecot, settings: Settings) -> int:  # noqa: F811  # the fixture
    """The port of a receiver that is not up yet, which the product may reach beside Dovecot."""
    port = free_port()
    allow(port, settings=settings)
    return port


def test_reply_in_a_mailbox_stops_the_person_and_the_receiver_learns_it_once_it_is_up(
    leadqual: LeadQual,
    dovecot: Dovecot,  # noqa: F811  # the fixture
    username: str,  # noqa: F811  # the fixture
    hook_port: int,
) -> None:
    made = leadqual.create_webhook(
        {"url": f"http://127.0.0.1:{hook_port}/hook", "event_types": EVENTS}  # type: ignore[typeddict-item]  # texts, not literals
    )
    secret = made["secret"]
    mailbox = leadqual.connect_mailbox(
        {"host": "localhost", "port": dovecot.port, "username": username, "secret": PASSWORD}
    )
    saved = leadqual.save_contact(
        {"email": ADDRESS, "first_name": "Henrik", "last_name": "Sand", "external_id": "crm-7"}
    )
    assert not leadqual.get_contact(saved["id"])["do_not_contact"]

    dovecot.deliver(username, [an_email("stop", sender=ADDRESS, text=STOP)])
    leadqual.check_mailbox(mailbox["id"])

    assert leadqual.get_contact(saved["id"])["do_not_contact"]
    waiting = WebhookDelivery.objects.order_by("pk")
    ids = {one.event.message_id for one in waiting}
    assert len(ids) == len(EVENTS)
    # Nobody listens at the port: the first attempt found a closed door.
    assert {one.state for one in waiting} == {WebhookDelivery.State.WAITING}
    assert all(one.status is None for one in waiting)

    with receiving(hook_port) as ill:
        ill.answer_with(503)
        send(later=timedelta(minutes=30))
        assert ill.received
    with receiving(hook_port) as well:
        send(later=timedelta(hours=8))
        send(later=timedelta(hours=16))

    told = {one.verified(secret)["type"]: one for one in well.received}
    assert sorted(told) == EVENTS
    assert len(well.received) == len(EVENTS)
    assert {_id(one) for one in well.received} == ids
    assert {_id(one) for one in ill.received} <= ids
    stopped = told["contact.do_not_contact"].message["data"]
    assert stopped["do_not_contact"] is True
    assert stopped["contact_ids"] == [saved["id"]]
    assert stopped["entry"]["value"] == ADDRESS
    classified = told["reply.classified"].message["data"]
    assert (classified["intent"], classified["contact_id"]) == ("unsubscribe", saved["id"])
    log = leadqual.list_webhook_deliveries(made["id"])["results"]
    assert {one["state"] for one in log} == {"sent"}
    assert all(one["n_attempts"] >= 2 for one in log)


def _id(one: Received) -> str:
    return one.headers["webhook-id"]
