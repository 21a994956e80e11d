"""Threads: replies that answer each other, or the same mail, belong together."""

from functools import partial

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Contact
from leadqual.replies.classification import classify_reply
from leadqual.replies.corrections import correct_reply
from leadqual.replies.models import Reply
from leadqual.replies.receiving.messages import Mail
from leadqual.replies.receiving.services import receive_reply
from leadqual.replies.receiving.threads import thread_of
from tests.leadqual.at_once import together, writers_of
from tests.leadqual.replies.conftest import ADDRESS, STOP, is_blocked

pytestmark = pytest.mark.django_db


def receive(
    workspace: Workspace, name: str, *answers_to: str, sender: str = ADDRESS, text: str = "Hm."
) -> Reply:
    """Receive a reply named by one letter, to mails named by one letter each."""
    ids = tuple(f"<{one}@x>" for one in answers_to)
    mail = Mail(sender, f"Re: {name}", text, message_id=f"<{name}@x>", answers_to=ids)
    return receive_reply(workspace=workspace, mail=mail)[0]


def subjects(reply: Reply) -> list[str]:
    reply.refresh_from_db()
    return [one.subject[-1] for one in thread_of(reply)]


def test_replies_to_each_other_and_to_the_same_mail_are_one_thread(contact: Contact) -> None:
    workspace = contact.workspace
    a = receive(workspace, "a", "our first")
    b = receive(workspace, "b", "our first", "a", "our second")
    c = receive(workspace, "c", "our second")
    d = receive(workspace, "d", "something else")

    assert subjects(a) == subjects(b) == subjects(c) == ["a", "b", "c"]
    assert subjects(d) == ["d"]


def test_a_late_reply_joins_two_threads(contact: Contact) -> None:
    first, last = receive(contact.workspace, "a", "x"), receive(contact.workspace, "c", "b")
    assert subjects(last) == ["c"]

    receive(contact.workspace, "b", "a")

    assert subjects(first) == subjects(last) == ["a", "c", "b"]


def test_a_thread_stays_in_its_workspace(contact: Contact, other_workspace: Workspace) -> None:
    receive(contact.workspace, "a", "x")

    theirs = receive(other_workspace, "b", "a", "x")

    assert subjects(theirs) == ["b"]
    assert theirs.contact is None


def test_an_unknown_address_finds_its_contact_by_the_thread(contact: Contact) -> None:
    receive(contact.workspace, "a", "x")

    private = receive(contact.workspace, "b", "a", sender="henrik@home.example", text=STOP)
    classify_reply(reply_id=private.pk)

    private.refresh_from_db()
    assert private.contact == contact
    assert is_blocked(contact)
    assert contact.workspace.do_not_contacts.filter(value="henrik@home.example").exists()


def test_a_request_to_stop_reaches_a_contact_whom_the_thread_tells_later(contact: Contact) -> None:
    private = receive(contact.workspace, "b", "x", sender="henrik@home.example", text=STOP)
    classify_reply(reply_id=private.pk)
    assert not is_blocked(contact)

    receive(contact.workspace, "a", "x")

    private.refresh_from_db()
    assert private.contact == contact
    assert is_blocked(contact)


def test_a_request_that_a_person_confirmed_reaches_a_contact_whom_the_thread_tells_later(
    contact: Contact, qualifier: User
) -> None:
    nameless = receive(contact.workspace, "b", "x", sender="", text=STOP)
    correct_reply(reply=nameless, intent="unsubscribe", author=qualifier)

    receive(contact.workspace, "a", "x")

    nameless.refresh_from_db()
    assert nameless.state == Reply.State.TAKEN
    assert is_blocked(contact)


def test_a_reply_that_joins_two_threads_tells_each_the_contact_of_the_other(
    contact: Contact,
) -> None:
    receive(contact.workspace, "a", "x")
    private = receive(contact.workspace, "b", "y", sender="henrik@home.example", text=STOP)
    classify_reply(reply_id=private.pk)
    assert not is_blocked(contact)

    receive(contact.workspace, "c", "x", "y", sender="h@phone.example")

    assert is_blocked(contact)


@pytest.mark.django_db(transaction=True)
def test_replies_of_one_thread_that_come_at_the_same_moment_find_each_other(
    contact: Contact,
) -> None:
    senders = {"a": ADDRESS, "b": "henrik@home.example", "c": "h@phone.example"}

    together(
        [
            partial(receive, contact.workspace, name, "x", sender=sender)
            for name, sender in senders.items()
        ],
        behind=writers_of(Reply),
    )

    assert Reply.objects.values("thread").distinct().count() == 1
    assert not Reply.objects.filter(contact=None).exists()


def test_threads_are_found_by_the_headers_of_a_mail_too(contact: Contact) -> None:
    first = receive(contact.workspace, "a", "x")
    mail = Mail(ADDRESS, "b", "Hm.", headers={"In-Reply-To": "<a@x>"})

    second, _ = receive_reply(workspace=contact.workspace, mail=mail)

    assert second.thread == first.thread
