"""Replies are received: each message once, with the contact who wrote it."""

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from leadqual.accounts.models import Workspace
from leadqual.leads.models import Contact
from leadqual.replies.classification import classify_reply
from leadqual.replies.models import Reply
from leadqual.replies.receiving.messages import Mail
from leadqual.replies.receiving.services import receive_raw, receive_reply
from tests.leadqual.replies.conftest import ADDRESS, STOP
from tests.rolled_back import rolled_back

pytestmark = pytest.mark.django_db


def test_a_reply_finds_its_contact_and_is_classified_after_commit(
    contact: Contact, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    mail = Mail(sender=f"Henrik Sand <{ADDRESS.upper()}>", subject="Re: Offer", text=STOP)

    with django_capture_on_commit_callbacks(execute=True):
        reply, is_new = receive_reply(workspace=contact.workspace, mail=mail)
        assert reply.state == Reply.State.PENDING

    reply.refresh_from_db()
    assert is_new
    assert (reply.contact, reply.sender) == (contact, ADDRESS)
    assert (reply.intent, reply.category, reply.state) == ("unsubscribe", "unsubscribe", "taken")
    assert reply.written == "Hello,\n\nPlease take me off your list."
    assert reply.left_out == ["Best regards,\nHenrik Sand", "> Shall we talk?"]
    assert reply.model_version.startswith("replies-")


def test_the_same_message_id_comes_in_once_for_each_workspace(
    contact: Contact, other_workspace: Workspace
) -> None:
    mail = Mail(sender=ADDRESS, subject="Re: Offer", text=STOP, message_id="<1@x.example>")

    first, first_new = receive_reply(workspace=contact.workspace, mail=mail)
    second, second_new = receive_reply(workspace=contact.workspace, mail=mail)
    theirs, theirs_new = receive_reply(workspace=other_workspace, mail=mail)

    assert (first_new, second_new, theirs_new) == (True, False, True)
    assert first == second
    assert theirs.contact is None


def test_a_request_to_stop_is_kept_where_its_message_id_is_known(contact: Contact) -> None:
    for sender, subject, text in [
        ("second@x.example", "Re: Offer", STOP),
        ("", "Re: Offer", STOP),
        (ADDRESS, "Re: Offer", STOP),
        (ADDRESS, "Re: Offer", "Unsubscribe"),
    ]:
        with rolled_back():
            Contact.objects.create(workspace=contact.workspace, email="second@x.example")
            known = Mail(ADDRESS, "Re: Offer", "Yes, call me.", message_id="<1@x.example>")
            mail = Mail(sender, subject, text, message_id="<1@x.example>")
            first, _ = receive_reply(workspace=contact.workspace, mail=known)

            second, second_new = receive_reply(workspace=contact.workspace, mail=mail)
            again, again_new = receive_reply(workspace=contact.workspace, mail=mail)

            assert (second_new, again_new) == (True, False)
            assert first != second == again
            classify_reply(reply_id=second.pk)
            second.refresh_from_db()
            assert second.intent == "unsubscribe"
            if second.contact is not None:
                assert second.contact.email == (sender or ADDRESS)
                second.contact.refresh_from_db()
                assert second.contact.do_not_contact


def test_a_request_to_stop_is_kept_where_all_names_made_for_it_are_known(contact: Contact) -> None:
    mail = Mail("second@x.example", "", STOP, message_id="<1@x.example>")
    receive_reply(
        workspace=contact.workspace, mail=Mail(ADDRESS, "", "Yes.", message_id="<1@x.example>")
    )
    made, _ = receive_reply(workspace=contact.workspace, mail=mail)
    Reply.objects.filter(pk=made.pk).update(sender=ADDRESS)

    kept, is_new = receive_reply(workspace=contact.workspace, mail=mail)

    assert is_new
    assert kept.sender == "second@x.example"


def test_a_message_comes_in_once_as_plain_text_and_as_html(contact: Contact) -> None:
    plain = Mail(ADDRESS, "Re: Offer", "No,\r\nthanks.\r\n\r\n> Shall we talk?", "<1@x.example>")
    html = Mail(ADDRESS, "Re: Offer", "<div>No,<br>thanks.</div>", "<1@x.example>")

    first, _ = receive_reply(workspace=contact.workspace, mail=plain)
    second, is_new = receive_reply(workspace=contact.workspace, mail=html)

    assert (second, is_new) == (first, False)


def test_text_that_postgres_cannot_hold_is_received(contact: Contact) -> None:
    mail = Mail(
        sender="x\0@y.example", subject="a\0b", text="no\0 \ud800", headers={"Precedence": "bulk\0"}
    )

    reply, _ = receive_reply(workspace=contact.workspace, mail=mail)

    assert reply.subject == "ab"
    assert reply.headers == {"precedence": "bulk"}


def test_headers_that_do_not_decide_are_not_kept(contact: Contact) -> None:
    headers = {"Auto-Submitted": "auto-replied", "Received": "from x", "To": ADDRESS}
    mail = Mail(sender=ADDRESS, subject="Away", text="Back on Monday.", headers=headers)

    reply, _ = receive_reply(workspace=contact.workspace, mail=mail)
    classify_reply(reply_id=reply.pk)

    reply.refresh_from_db()
    assert reply.headers == {"auto-submitted": "auto-replied"}
    assert reply.intent == "out_of_office"


def test_a_raw_message_with_letters_that_postgres_cannot_hold_is_received_once(
    contact: Contact,
) -> None:
    raw = (
        b"From: a\0@x.example\nMessage-ID: <a\0b\xff@x>\nReferences: <c\0@x>\n"
        b'Subject: a\0b\nContent-Type: multipart/mixed; boundary="b"\n\n'
        b"--b\n\nNo\0.\n--b\n"
        b'Content-Disposition: attachment; filename="a\0b.pdf"\n\nx\n--b--\n'
    )

    first, is_new = receive_raw(workspace=contact.workspace, raw=raw)
    again, is_new_again = receive_raw(workspace=contact.workspace, raw=raw)

    assert (is_new, is_new_again, first) == (True, False, again)
    assert (first.subject, first.answers_to) == ("ab", ["<c@x>"])
    assert first.attachments == [{"name": "ab.pdf", "n_bytes": 1}]
