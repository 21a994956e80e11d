"""Promises of checks: each email once, threads, sent emails, and nothing written to the mailbox."""

from datetime import timedelta

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.leads.models import Contact, DoNotContact
from leadqual.mailboxes.checks.check_mailbox import check_mailbox
from leadqual.mailboxes.models import Mailbox, MailboxFolder, ReadEmail
from leadqual.mailboxes.services import MailboxValues, change_mailbox, connect_mailbox
from leadqual.replies.classification import classify_reply
from leadqual.replies.models import Reply, SentEmail
from tests.dovecot import PASSWORD, Dovecot
from tests.leadqual.mailboxes.conftest import an_email, changed, checked

pytestmark = pytest.mark.django_db


def test_emails_of_all_folders_become_replies_once(
    dovecot: Dovecot, mailbox: Mailbox, workspace: Workspace
) -> None:
    name = mailbox.username
    dovecot.deliver(name, [an_email(n) for n in range(1, 21)])
    dovecot.deliver(name, [an_email(n) for n in range(15, 31)], folder="Customers")
    dovecot.deliver(name, [an_email("spam")], folder="Junk")

    checked(mailbox)
    checked(mailbox)

    assert mailbox.problem == ""
    assert mailbox.checked_at is not None
    found = Reply.objects.filter(workspace=workspace).values_list("message_id", flat=True)
    assert sorted(found) == sorted(f"<{n}@mail.example>" for n in range(1, 31))
    assert ReadEmail.objects.filter(mailbox=mailbox).count() == 30


def test_nothing_is_written_to_the_mailbox(dovecot: Dovecot, mailbox: Mailbox) -> None:
    dovecot.deliver(mailbox.username, [an_email(1), an_email(2)])
    with dovecot.client(mailbox.username) as client:
        client.select_folder("INBOX", readonly=True)
        before = client.fetch([1, 2], ["FLAGS", "MODSEQ"])

    checked(mailbox)

    with dovecot.client(mailbox.username) as client:
        client.select_folder("INBOX", readonly=True)
        after = client.fetch([1, 2], ["FLAGS", "MODSEQ"])
    assert Reply.objects.count() == 2
    assert before == after


def test_a_reply_finds_the_sent_email_and_the_contact_it_answers(
    dovecot: Dovecot, mailbox: Mailbox, contact: Contact
) -> None:
    sent = an_email(
        "offer", sender=mailbox.username, to=f"Henrik Sand <{contact.email}>", subject="Offer"
    )
    dovecot.deliver(mailbox.username, [sent], folder="Sent")
    reply = an_email("answer", sender="hs@private.example", answers="offer")
    dovecot.deliver(mailbox.username, [reply])

    checked(mailbox)

    found = Reply.objects.get()
    assert found.contact == contact
    assert found.answers is not None
    assert not found.answers.is_claimed
    assert found.answers.subject == "Offer"
    assert found.answers.contact == contact


def test_a_sent_email_that_is_read_later_finds_the_reply(
    dovecot: Dovecot, mailbox: Mailbox, contact: Contact
) -> None:
    reply = an_email("answer", sender="hs@private.example", answers="offer")
    dovecot.deliver(mailbox.username, [reply])
    checked(mailbox)
    assert Reply.objects.get().contact is None

    sent = an_email("offer", sender=mailbox.username, to=str(contact.email))
    dovecot.deliver(mailbox.username, [sent], folder="Sent")
    checked(mailbox)

    found = Reply.objects.get()
    assert found.contact == contact
    assert found.answers is not None


def test_own_emails_are_no_replies_in_whichever_folder(
    dovecot: Dovecot, mailbox: Mailbox, manager: User
) -> None:
    own = [an_email(1, sender=mailbox.username), an_email(2, sender=f"Mira <{manager.email}>")]
    dovecot.deliver(mailbox.username, own, folder="Customers")

    checked(mailbox)

    assert Reply.objects.count() == 0
    assert SentEmail.objects.filter(is_claimed=True).count() == 2  # Anybody can write that From.


def test_replies_of_one_conversation_are_one_thread(dovecot: Dovecot, mailbox: Mailbox) -> None:
    emails = [
        an_email(1, answers="offer"),
        an_email(2, sender="person1@customer.example", answers=1),
        an_email(3),
    ]
    dovecot.deliver(mailbox.username, emails)

    checked(mailbox)

    threads = dict(Reply.objects.values_list("message_id", "thread"))
    assert threads["<1@mail.example>"] == threads["<2@mail.example>"]
    assert threads["<1@mail.example>"] != threads["<3@mail.example>"]


def test_only_known_people_and_answers_are_read_where_that_is_wanted(
    dovecot: Dovecot, known_only: Mailbox, contact: Contact
) -> None:
    mailbox, username = known_only, known_only.username
    dovecot.deliver(username, [an_email("offer", sender=username)], folder="Sent")
    emails = [
        an_email("known", sender=str(contact.email)),
        an_email("answer", answers="offer"),
        an_email("news"),
        _bounce("bounce", about="offer"),
        _bounce("other", about="nothing"),
    ]
    dovecot.deliver(username, emails)

    checked(mailbox)

    found = set(Reply.objects.values_list("message_id", flat=True))
    assert found == {f"<{n}@mail.example>" for n in ("known", "answer", "bounce")}
    outcomes = ReadEmail.objects.filter(mailbox=mailbox, outcome=ReadEmail.Outcome.UNRELATED)
    assert outcomes.count() == 2


def test_who_asks_to_stop_from_an_unknown_address_is_heard(
    dovecot: Dovecot, workspace: Workspace, known_only: Mailbox
) -> None:
    asked = [
        ("unsubscribe", ""),  # as mail programs answer List-Unsubscribe
        ("Hello", "Please remove me from your mailing list.\r\n\r\nHenrik"),
        ("Ihre E-Mails", "Bitte schreiben Sie mir nicht mehr.\r\n\r\nHenrik Sand"),
        ("Re: pumps", "please don't contact me again"),
    ]
    emails = [
        an_email(f"stop{n}", sender=f"hs{n}@private.example", subject=subject, text=text)
        for n, (subject, text) in enumerate(asked)
    ]
    dovecot.deliver(known_only.username, emails)

    checked(known_only)

    replies = Reply.objects.filter(workspace=workspace)
    assert replies.count() == len(asked)
    for reply in replies:
        classify_reply(reply_id=reply.pk)
        reply.refresh_from_db()
        is_blocked = DoNotContact.objects.filter(workspace=workspace, value=reply.sender).exists()
        assert reply.intent == "unsubscribe"
        assert is_blocked or reply.state == Reply.State.REVIEW


def test_other_emails_of_unknown_people_stay_unread(dovecot: Dovecot, known_only: Mailbox) -> None:
    news = "Our news. If you no longer wish to receive these emails, click here to unsubscribe."
    emails = [
        an_email("lunch", text="Shall we meet for lunch on Friday?"),
        an_email("invoice", text="Your invoice is attached. It will be debited on December 1."),
        b"List-Unsubscribe: <https://news.example/off>\r\n" + an_email("news", text=news),
    ]
    dovecot.deliver(known_only.username, emails)

    checked(known_only)

    assert Reply.objects.count() == 0
    outcomes = ReadEmail.objects.values_list("outcome", flat=True)
    assert list(outcomes) == [ReadEmail.Outcome.UNRELATED] * 3


def test_unrelated_emails_are_read_again_once_all_are_wanted(
    dovecot: Dovecot, known_only: Mailbox, manager: User, values: MailboxValues
) -> None:
    mailbox, username = known_only, known_only.username
    dovecot.deliver(username, [an_email(1), an_email(2)])
    checked(mailbox)
    assert Reply.objects.count() == 0

    change_mailbox(mailbox=mailbox, values=values, author=manager)
    checked(mailbox)

    assert Reply.objects.count() == 2


def test_a_check_reads_so_many_emails_and_the_next_one_goes_on(
    dovecot: Dovecot, mailbox: Mailbox
) -> None:
    dovecot.deliver(mailbox.username, [an_email(n) for n in range(30)])

    checked(mailbox, max_emails=12)
    n_first, n_left = Reply.objects.count(), mailbox.n_left
    due = mailbox.next_check_at
    checked(mailbox, max_emails=12)
    checked(mailbox, max_emails=12)

    assert (n_first, n_left) == (12, 18)
    assert due <= clock.now()
    assert Reply.objects.count() == 30
    assert mailbox.n_left == 0
    assert mailbox.next_check_at > clock.now() + timedelta(minutes=1)


def test_a_folder_that_is_numbered_anew_is_read_again_without_taking_anything_twice(
    dovecot: Dovecot, mailbox: Mailbox
) -> None:
    dovecot.deliver(mailbox.username, [an_email(n) for n in range(10)])
    checked(mailbox)
    before = MailboxFolder.objects.get(mailbox=mailbox, name="INBOX").uid_validity

    with dovecot.client(mailbox.username) as client:
        client.create_folder("Other")
    dovecot.rebuild(mailbox.username)
    dovecot.deliver(mailbox.username, [an_email("later")])
    checked(mailbox)

    folder = MailboxFolder.objects.get(mailbox=mailbox, name="INBOX")
    assert folder.uid_validity != before
    assert Reply.objects.count() == 11


def test_a_reply_that_was_deleted_does_not_come_back(dovecot: Dovecot, mailbox: Mailbox) -> None:
    dovecot.deliver(mailbox.username, [an_email(1)])
    checked(mailbox)
    Reply.objects.all().delete()

    dovecot.rebuild(mailbox.username)
    checked(mailbox)

    assert Reply.objects.count() == 0


def test_emails_before_the_first_day_are_left(
    dovecot: Dovecot, workspace: Workspace, manager: User, values: MailboxValues, username: str
) -> None:
    dovecot.deliver(username, [an_email(1)])
    tomorrow = clock.now().date() + timedelta(days=2)
    later = changed(values, since=tomorrow)
    mailbox = connect_mailbox(workspace=workspace, values=later, secret=PASSWORD, author=manager)

    checked(mailbox)

    assert Reply.objects.count() == 0


def test_only_chosen_folders_are_read(
    dovecot: Dovecot, workspace: Workspace, manager: User, values: MailboxValues, username: str
) -> None:
    dovecot.deliver(username, [an_email(1)])
    dovecot.deliver(username, [an_email(2)], folder="Antworten für uns")
    chosen = changed(values, folders=("Antworten für uns", "Gone"))
    mailbox = connect_mailbox(workspace=workspace, values=chosen, secret=PASSWORD, author=manager)

    checked(mailbox)

    assert Reply.objects.get().message_id == "<2@mail.example>"
    assert "Gone" in mailbox.problem


def test_an_email_that_is_too_large_is_skipped_with_a_mark(
    dovecot: Dovecot, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leadqual.mailboxes.checks.read_folder.MAX_SENT_BYTES", 20_000)
    dovecot.deliver(mailbox.username, [an_email(1, text="word " * 10_000), an_email(2)])

    checked(mailbox)

    assert Reply.objects.get().message_id == "<2@mail.example>"
    skipped = ReadEmail.objects.get(mailbox=mailbox, outcome=ReadEmail.Outcome.TOO_LARGE)
    assert skipped.n_bytes > 20_000
    assert skipped.reason


def test_two_checks_at_once_are_one(dovecot: Dovecot, mailbox: Mailbox) -> None:
    leased_until = clock.now() + timedelta(minutes=1)
    Mailbox.objects.update(lease="00000000-0000-0000-0000-000000000001", leased_until=leased_until)

    assert check_mailbox(mailbox_id=mailbox.pk) is None

    with clock.using(lambda: leased_until + timedelta(seconds=1)):  # Its worker has died.
        assert check_mailbox(mailbox_id=mailbox.pk) is not None


def test_a_change_ends_the_check_at_work(
    mailbox: Mailbox, manager: User, values: MailboxValues
) -> None:
    leased_until = clock.now() + timedelta(minutes=1)
    Mailbox.objects.update(lease="00000000-0000-0000-0000-000000000001", leased_until=leased_until)

    change_mailbox(mailbox=mailbox, values=changed(values, known_only=True), author=manager)

    assert check_mailbox(mailbox_id=mailbox.pk) is not None


def test_starttls_works_too(
    dovecot: Dovecot, workspace: Workspace, manager: User, values: MailboxValues, username: str
) -> None:
    dovecot.deliver(username, [an_email(1)])
    by_starttls = changed(values, port=dovecot.starttls_port, security="starttls")
    mailbox = connect_mailbox(
        workspace=workspace, values=by_starttls, secret=PASSWORD, author=manager
    )

    checked(mailbox)

    assert mailbox.problem == ""
    assert Reply.objects.count() == 1


def _bounce(number: str, *, about: str) -> bytes:
    """Return a delivery report that names the email it is about in the copy below it."""
    head = [
        f"Message-ID: <{number}@mail.example>",
        "From: Mail Delivery System <MAILER-DAEMON@relay.example>",
        "Subject: Undelivered Mail Returned to Sender",
        "Date: Tue, 24 Nov 2026 09:00:00 +0000",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        "",
        *("--b", "Content-Type: text/plain", "", "The address does not exist.", ""),
        *("--b", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; relay", ""),
        *("Final-Recipient: rfc822; gone@customer.example", "Action: failed", "Status: 5.1.1", ""),
        *("--b", "Content-Type: message/rfc822", "", f"Message-ID: <{about}@mail.example>"),
        *("Subject: Offer", "", "Hello", "", "--b--", ""),
    ]
    return "\r\n".join(head).encode()
