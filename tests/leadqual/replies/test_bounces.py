"""A bounce marks the contact whose address failed, and nobody else."""

import pytest

from classifiers.replies.rules.bounces import bounced_addresses, failed_in_report
from leadqual.accounts.models import User
from leadqual.leads.models import Contact, DoNotContact
from leadqual.replies.intents import classify_reply, correct_reply
from leadqual.replies.models import Reply
from leadqual.replies.receiving.services import receive_raw
from tests.leadqual.replies.conftest import ADDRESS, is_blocked
from tests.rolled_back import rolled_back

pytestmark = pytest.mark.django_db
REPORT = """\
From: MAILER-DAEMON@mx.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"
Message-Id: <1@mx.example>

--b
Content-Type: text/plain

Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}

--b--
"""
QMAIL = """\
From: MAILER-DAEMON@mx.example
Subject: failure notice
Message-Id: <2@mx.example>

Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up.

<henrik@nordkran.example>:
192.0.2.1 said: 550 5.1.1 User unknown
"""


def received(contact: Contact, raw: str) -> Reply:
    reply, _ = receive_raw(workspace=contact.workspace, raw=raw.encode())
    classify_reply(reply_id=reply.pk)
    reply.refresh_from_db()
    return reply


def report(*, address: str = ADDRESS, action: str = "failed", status: str = "5.1.1") -> str:
    return REPORT.format(address=address, action=action, status=status)


def test_the_contact_is_marked_when_a_message_came_back(contact: Contact) -> None:
    for raw in [report(), report(address=ADDRESS.upper()), QMAIL]:
        with rolled_back():
            reply = received(contact, raw)

            entry = DoNotContact.objects.get(workspace=contact.workspace, derived_from=None)
            assert entry.lifted_at is None
            assert is_blocked(contact)
            assert (entry.reason, entry.origin) == ("bounced", f"bounce:{reply.pk}")
            assert reply.intent == "other_intents"


def test_nobody_is_marked_by_delays_strangers_and_people(contact: Contact) -> None:
    for raw in [
        report(action="delayed", status="4.4.1"),
        report(status="4.2.0"),
        report(status="5.2.2"),
        report(address="someone@else.example"),
        QMAIL.replace("MAILER-DAEMON@mx.example", "bo@buyer.example"),
    ]:
        with rolled_back():
            received(contact, raw)

            assert not is_blocked(contact)
            assert not DoNotContact.objects.exists()


def test_the_mark_stays_when_a_person_labels_the_bounce(contact: Contact, qualifier: User) -> None:
    reply = received(contact, report())

    correct_reply(reply=reply, intent="other_intents", author=qualifier)

    assert is_blocked(contact)


def test_reports_name_each_address_once() -> None:
    fields = "Original-Recipient: rfc822; Ann@x.example\nFinal-Recipient: rfc822; ann@x.example"

    assert failed_in_report(f"{fields}\nAction: failed\nStatus: 5.1.1") == ["ann@x.example"]
    assert bounced_addresses("", sender="", failed="ann@x.example, bo@x.example") == [
        "ann@x.example",
        "bo@x.example",
    ]
