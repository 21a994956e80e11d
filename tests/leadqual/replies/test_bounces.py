"""A delivery report marks the contact whom a known email went to, and nobody else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Contact, DoNotContact
from leadqual.monitoring.alerts.alert_texts import words_of
from leadqual.monitoring.alerts.blocked_emails import note_blocked_emails
from leadqual.monitoring.models import Alert
from leadqual.replies.classification import classify_reply
from leadqual.replies.corrections import correct_reply
from leadqual.replies.models import Reply
from leadqual.replies.receiving.messages import Mail
from leadqual.replies.receiving.sent_emails import SentMessage, record_sent_email
from leadqual.replies.receiving.services import receive_raw, receive_reply
from tests.leadqual.replies.conftest import ADDRESS, is_blocked
from tests.rolled_back import rolled_back

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
REPORT = """\
Return-Path: {path}
From: {sender}
Subject: Undelivered Mail Returned to Sender
Date: Mon, 30 Nov 2026 09:00:00 +0000
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"
Message-Id: <{number}@mx.example>

--b
Content-Type: text/plain

Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {says}

--b
Content-Type: {kind}

From: sales@ours.example
To: {to}
Subject: {subject}
Message-ID: <{about}@ours.example>

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

--- Below this line is a copy of the message.

Return-Path: <sales@ours.example>
To: henrik@nordkran.example
Subject: Offer
Message-ID: <offer@ours.example>

Hello
"""
FAILED_RECIPIENTS = """\
From: Bo <bo@stranger.example>
Subject: Hello
X-Failed-Recipients: {address}
Message-Id: <3@stranger.example>

Hello there.
"""


def report(**values: str) -> str:
    fields = {
        "path": "<>",
        "sender": "MAILER-DAEMON@mx.example (Mail Delivery System)",
        "number": "1",
        "address": ADDRESS,
        "action": "failed",
        "status": "5.1.1",
        "says": "550 5.1.1 User unknown",
        "kind": "message/rfc822",
        "to": ADDRESS,
        "subject": "Offer",
        "about": "offer",
    }
    return REPORT.format(**fields | values)


def received(workspace: Workspace, raw: str) -> Reply:
    reply, _ = receive_raw(workspace=workspace, raw=raw.encode())
    classify_reply(reply_id=reply.pk)
    reply.refresh_from_db()
    return reply


def sent(workspace: Workspace, *receivers: str, name: str = "offer", **values: bool) -> None:
    message = SentMessage(
        f"<{name}@ours.example>", receivers, "Offer", NOW - timedelta(hours=1), **values
    )
    record_sent_email(workspace=workspace, message=message)


@pytest.fixture
def ida(workspace: Workspace, contact: Contact) -> Contact:
    """Another contact, whom nobody has written to."""
    return Contact.objects.create(workspace=workspace, email="ida@customer.example")


def test_the_contact_is_marked_when_a_known_email_came_back(
    workspace: Workspace, contact: Contact
) -> None:
    sent(workspace, ADDRESS)
    for raw in [
        report(),
        report(address=ADDRESS.upper()),
        report(sender="noreply@mx.example"),
        report(path="<x@y.example>"),
        report(kind="text/rfc822-headers"),
        report(about="rewritten"),
        report(says=""),
        QMAIL,
    ]:
        with rolled_back():
            reply = received(workspace, raw)

            entry = DoNotContact.objects.get(workspace=workspace, derived_from=None)
            assert entry.lifted_at is None
            assert is_blocked(contact)
            assert (entry.reason, entry.origin) == ("bounced", f"bounce:{reply.pk}")
            assert (reply.intent, reply.state) == ("other_intents", "none")
            assert reply.contact == contact


def test_a_report_parsed_by_another_tool_is_believed_by_the_email_that_it_answers(
    workspace: Workspace, contact: Contact
) -> None:
    sent(workspace, ADDRESS)
    headers = {"In-Reply-To": "<offer@ours.example>"}
    mail = Mail("MAILER-DAEMON@mx.example", "failure", QMAIL.split("\n\n", 1)[1], headers=headers)

    reply, _ = receive_reply(workspace=workspace, mail=mail)
    classify_reply(reply_id=reply.pk)

    assert is_blocked(contact)


def test_nothing_follows_from_what_does_not_say_that_an_address_is_gone(
    workspace: Workspace, contact: Contact
) -> None:
    sent(workspace, ADDRESS)
    for raw in [
        report(action="delayed", status="4.4.1", says="451 4.4.1 Timeout"),
        report(action="relayed", status="2.0.0", says="250 2.0.0 Ok"),
        report(status="5.2.2", says="552 5.2.2 Over quota"),
        report(status="5.3.4", says="552 5.3.4 Too large"),
        report(address="someone@else.example", to="someone@else.example"),
    ]:
        with rolled_back():
            received(workspace, raw)

            assert not DoNotContact.objects.exists()
            assert not Alert.objects.exists()


def test_a_report_about_no_known_email_is_for_a_person(
    workspace: Workspace, contact: Contact, ida: Contact
) -> None:
    sent(workspace, ADDRESS)
    sent(workspace, "ida@customer.example", name="claimed", is_claimed=True)
    about_ida = {"address": "ida@customer.example", "to": "ida@customer.example"}
    for raw in [
        report(**about_ida, about="unknown"),
        report(**about_ida, about="claimed"),
        report(**about_ida, about="claimed", status="5.7.1", says="550 5.7.1 Blocked"),
        report(about="unknown", subject="Another"),
        report(sender="bo@stranger.example", path="<bo@stranger.example>"),
        FAILED_RECIPIENTS.format(address=f"{ADDRESS}, ida@customer.example"),
        QMAIL.replace("offer@", "unknown@").replace("Subject: Offer", "Subject: Another"),
    ]:
        with rolled_back():
            reply = received(workspace, raw)

            assert reply.state == "review"
            assert not DoNotContact.objects.exists()
            assert not Alert.objects.exists()


def test_who_got_an_email_can_forge_a_report_about_themselves_alone(
    workspace: Workspace, contact: Contact, ida: Contact
) -> None:
    sent(workspace, ADDRESS)
    sent(workspace, "ida@customer.example", ADDRESS, name="both")
    for name in ("offer", "both"):
        received(workspace, report(number=name, address="ida@customer.example", about=name))

    assert not is_blocked(ida)


def test_the_address_written_to_is_marked_when_it_was_forwarded(
    workspace: Workspace, contact: Contact
) -> None:
    raw = (Path(__file__).parent / "forwarded.eml").read_text()
    contact = Contact.objects.create(workspace=workspace, email="alt@weiterwerk.example")
    message = SentMessage("<out-alt@weiterwerk.example>", [str(contact.email)], "Pumps", NOW)
    record_sent_email(workspace=workspace, message=message)

    received(workspace, raw)

    assert is_blocked(contact)
    assert [row.value for row in DoNotContact.objects.filter(derived_from=None)] == [contact.email]


def test_a_hidden_receiver_that_fails_for_many_marks_none_of_them(
    workspace: Workspace, contact: Contact, ida: Contact
) -> None:
    sent(workspace, ADDRESS)
    sent(workspace, "ida@customer.example", name="second")
    received(workspace, report(address="crm@tool.example"))

    reply = received(
        workspace,
        report(number="2", address="crm@tool.example", to="ida@customer.example", about="second"),
    )

    assert not is_blocked(ida)
    assert reply.state == "review"


def test_a_report_that_comes_before_its_sent_email_is_believed_then(
    workspace: Workspace, contact: Contact
) -> None:
    reply = received(workspace, report())
    assert reply.state == "review"

    sent(workspace, ADDRESS)

    reply.refresh_from_db()
    assert reply.state == "none"
    assert is_blocked(contact)


def test_a_rejected_sender_opens_an_alert_with_the_words_and_how_many_were_hit(
    workspace: Workspace, contact: Contact, ida: Contact
) -> None:
    for n, (address, status, says) in enumerate(
        [
            (ADDRESS, "5.7.1", f"550 5.7.1 <{ADDRESS}>: blocked using zen.spamhaus.org"),
            ("ida@customer.example", "5.0.0", "550 This message is spam"),
        ]
    ):
        sent(workspace, address, name=f"sent{n}")
        values = {"number": str(n), "address": address, "to": address, "about": f"sent{n}"}
        received(workspace, report(**values, status=status, says=says))

    alert = Alert.objects.get(workspace=workspace)
    assert (alert.is_open, alert.figure) == (True, 2.0)
    assert "This message is spam" in words_of(alert).happened
    assert ADDRESS not in str(alert.facts)
    assert not DoNotContact.objects.exists()
    for n in (1, 2):
        note_blocked_emails(workspace, NOW.date() + timedelta(days=n))
    assert not Alert.objects.get().is_open


def test_the_mark_stays_when_a_person_labels_the_bounce(
    workspace: Workspace, contact: Contact, qualifier: User
) -> None:
    sent(workspace, ADDRESS)
    reply = received(workspace, report())

    correct_reply(reply=reply, intent="other_intents", author=qualifier)

    assert is_blocked(contact)
