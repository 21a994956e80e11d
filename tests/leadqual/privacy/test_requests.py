"""Promises about replies that ask for their data or for erasure."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from leadqual.accounts.models import Workspace
from leadqual.leads.models import DoNotContact
from leadqual.privacy.models import PrivacyRequest
from leadqual.privacy.requests import one_month_after
from leadqual.replies.classification import classify_reply
from leadqual.replies.models import Reply
from leadqual.replies.receiving.messages import Mail
from leadqual.replies.receiving.services import receive_reply

pytestmark = pytest.mark.django_db
SENDER = "zdenka@kranwerk.example"


def receive(workspace: Workspace, text: str, received_at: datetime | None = None) -> Reply:
    """Receive and classify a reply."""
    when = received_at or timezone.now()
    mail = Mail(sender=SENDER, subject="Re: Offer", text=text, received_at=when)
    reply, _ = receive_reply(workspace=workspace, mail=mail)
    classify_reply(reply_id=reply.pk)
    return reply


def test_a_reply_that_asks_for_erasure_opens_a_request_due_in_a_month(
    workspace: Workspace, models: None
) -> None:
    reply = receive(
        workspace, "Please delete all my personal data.", datetime(2026, 1, 31, tzinfo=UTC)
    )

    row = PrivacyRequest.objects.get()
    assert (row.kind, row.state, row.reply, row.sender) == ("erasure", "open", reply, SENDER)
    assert row.due_on == date(2026, 2, 28)
    assert DoNotContact.objects.filter(workspace=workspace, value=SENDER, lifted_at=None).exists()


def test_an_ordinary_request_to_stop_opens_none(workspace: Workspace, models: None) -> None:
    receive(workspace, "Please remove me from your list.")

    assert PrivacyRequest.objects.count() == 0


def test_what_is_quoted_below_a_reply_opens_none(workspace: Workspace, models: None) -> None:
    receive(workspace, "Sounds good.\n\nOn Monday you wrote:\n> Delete all my data: click here\n")

    assert PrivacyRequest.objects.count() == 0


def test_an_overdue_request_is_marked_and_declined_only_with_a_reason(
    workspace: Workspace, models: None, manager_client: Client
) -> None:
    receive(workspace, "What data do you hold about me?", timezone.now() - timedelta(days=40))
    row = PrivacyRequest.objects.get()
    address = f"/settings/privacy/requests/{row.pk}/close/"

    page = manager_client.get("/settings/privacy/").content
    manager_client.post(address, {"state": "declined", "reason": " "})
    row.refresh_from_db()
    state_without_reason = row.state
    manager_client.post(address, {"state": "declined", "reason": "We hold nothing."})

    row.refresh_from_db()
    assert b"Overdue" in page
    assert (state_without_reason, row.state, row.reason) == (
        "open",
        "declined",
        "We hold nothing.",
    )


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 12, 15), date(2027, 1, 15)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 3, 31), date(2026, 4, 30)),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last_one(day: date, due: date) -> None:
    assert one_month_after(day) == due
