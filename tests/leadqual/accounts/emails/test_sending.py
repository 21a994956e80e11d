"""Queued emails leave at most once, and none is lost while the email server is away."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from leadqual.accounts.email_queue import Message, encrypt_message, message_of
from leadqual.accounts.emails import send_due_emails
from leadqual.accounts.models import Invitation, OutgoingEmail, User
from tests.leadqual.accounts.invitations.conftest import invite
from tests.leadqual.at_once import together, writers_of
from tests.product import PASSWORD, client_of
from tests.smtp import Inbox, smtp_server

pytestmark = pytest.mark.django_db
ANNA = "anna@people.example"
MEMBERS = "/settings/members/"
State = OutgoingEmail.State


def due_now() -> None:
    OutgoingEmail.objects.update(next_at=timezone.now())


def test_an_invitation_waits_for_a_server_that_is_away_and_leaves_once(
    manager_client: Client, smtp_port: int
) -> None:
    invite(manager_client, ANNA)
    assert send_due_emails() == 0
    page = manager_client.get(MEMBERS)
    assert page.context["pending"][0].email_state == "delayed"
    assert "Not sent yet" in page.content.decode()

    inbox = Inbox()
    with smtp_server(inbox, smtp_port):
        due_now()
        assert [send_due_emails(), send_due_emails()] == [1, 0]

    assert [to for to, _ in inbox.emails] == [[ANNA]]
    assert OutgoingEmail.objects.count() == 0
    assert Invitation.objects.get().last_sent_at is not None


def test_a_delayed_invitation_is_resent_at_once_and_only_the_new_link_leaves(
    manager_client: Client, smtp_port: int
) -> None:
    invite(manager_client, ANNA)
    send_due_emails()
    former = Invitation.objects.get()

    manager_client.post(f"{MEMBERS}invitations/{former.pk}/resend/")
    inbox = Inbox()
    with smtp_server(inbox, smtp_port):
        send_due_emails()

    assert Invitation.objects.get().token_hash != former.token_hash
    assert len(inbox.emails) == 1


def test_a_withdrawn_invitation_does_not_leave(manager_client: Client, inbox: Inbox) -> None:
    invite(manager_client, ANNA)
    manager_client.post(f"{MEMBERS}invitations/{Invitation.objects.get().pk}/withdraw/")

    send_due_emails()

    assert inbox.emails == []


def test_a_password_change_does_not_wait_for_the_server(manager: User, smtp_port: int) -> None:
    new = "correct horse battery staple"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}

    answer = client_of(manager).post("/account/password/", form)
    reset = Client().post("/account/password/reset/", {"email": manager.email}, follow=True)
    send_due_emails()
    later = Client().get("/account/password/reset/sent/")

    manager.refresh_from_db()
    assert (answer.status_code, manager.check_password(new)) == (302, True)
    assert (reset.status_code, reset.context["emails_delayed_since"]) == (200, None)
    assert later.context["emails_delayed_since"] is not None
    assert OutgoingEmail.objects.count() == 2


def test_another_reset_link_is_a_press_away(manager: User) -> None:
    client = Client()

    client.post("/account/password/reset/", {"email": manager.email})

    page = client.get("/account/password/reset/sent/")
    assert page.context["address"] == manager.email
    assert "Resend email" in page.content.decode()


def test_an_address_that_the_server_refuses_for_good_is_not_tried_again(
    manager_client: Client, smtp_port: int
) -> None:
    invite(manager_client, ANNA)

    with smtp_server(Inbox("550 no such mailbox"), smtp_port):
        send_due_emails()

    assert OutgoingEmail.objects.get().state == State.FAILED
    assert manager_client.get(MEMBERS).context["pending"][0].email_state == "failed"


def test_an_email_that_may_have_arrived_is_not_sent_again(
    manager_client: Client, inbox: Inbox
) -> None:
    invite(manager_client, ANNA)
    begun = timezone.now() - timedelta(minutes=10)  # A worker was killed while it sent.
    OutgoingEmail.objects.update(state=State.SENDING, claimed_at=begun)

    send_due_emails()

    row = OutgoingEmail.objects.get()
    assert (inbox.emails, row.state, row.message) == ([], State.FAILED, "")


def test_links_are_encrypted_in_the_table(manager: User) -> None:
    Client().post("/account/password/reset/", {"email": manager.email})

    row = OutgoingEmail.objects.get()
    message = message_of(row)
    assert message is not None
    assert (message.to, "/account/password/reset/" in message.text) == (manager.email, True)
    assert manager.email not in row.message


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_moment_send_one_copy(inbox: Inbox) -> None:
    keys = OutgoingEmail.objects.bulk_create(
        OutgoingEmail(
            kind="test",
            message=encrypt_message(Message(f"a{number}@people.example", "Hello", "Text")),
            next_at=timezone.now(),
            tried_until=timezone.now() + timedelta(days=1),
        )
        for number in range(10)
    )

    together([send_due_emails] * 4, behind=writers_of(OutgoingEmail))

    assert len({tuple(to) for to, _ in inbox.emails}) == len(inbox.emails) == len(keys)
    assert OutgoingEmail.objects.count() == 0
