"""Promises of large mailboxes: 3,000 emails, broken connections, and a server that starts over."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.mailboxes.checks.check_mailbox import MAX_EMAILS
from leadqual.mailboxes.models import MailboxFolder, ReadEmail
from leadqual.mailboxes.selectors import counts_of
from leadqual.mailboxes.services import MailboxValues, connect_mailbox
from leadqual.replies.models import Reply
from tests.dovecot import PASSWORD, Dovecot
from tests.imap_proxy import CuttingProxy
from tests.leadqual.mailboxes.conftest import allow, an_email, changed, checked

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
N_EMAILS = 3_000
N_RUNS = 60  # At most: as many as without progress would never end.


def conversations() -> Iterator[bytes]:
    """Emails of which every second one answers the one before it."""
    for n in range(N_EMAILS):
        answers = n - 1 if n % 2 else None
        yield an_email(n, answers=answers, text=f"Please call me on day {n}.")


def test_3000_emails_come_in_once_over_several_checks_despite_broken_connections(
    dovecot: Dovecot,
    workspace: Workspace,
    manager: User,
    values: MailboxValues,
    username: str,
    settings: Settings,
    request: pytest.FixtureRequest,
) -> None:
    assert dovecot.fill(username, conversations()) == N_EMAILS
    proxy = CuttingProxy(dovecot.port)
    request.addfinalizer(proxy.close)
    allow(proxy.port, settings=settings)
    mailbox = connect_mailbox(
        workspace=workspace,
        values=changed(values, port=proxy.port, since=clock.now().date() - timedelta(days=3_000)),
        secret=PASSWORD,
        author=manager,
    )
    proxy.cut_after(3_000, 150_000, 200_000, 250_000)
    shown: list[tuple[int, int | None]] = []

    for _ in range(N_RUNS):
        checked(mailbox)
        n_replies = counts_of(workspace)[mailbox.pk].n_replies if shown else 0
        shown.append((n_replies, mailbox.n_left))
        if not mailbox.problem and not mailbox.n_left:
            break

    assert proxy.n_cut == 4
    assert len(shown) > N_EMAILS // MAX_EMAILS  # In several runs, each of which ends.
    assert [n for n, _ in shown] == sorted(n for n, _ in shown)
    assert Reply.objects.filter(workspace=workspace).count() == N_EMAILS
    assert Reply.objects.values("thread").distinct().count() == N_EMAILS // 2
    former = MailboxFolder.objects.get(mailbox=mailbox, name="INBOX").uid_validity

    dovecot.rebuild(username)
    dovecot.deliver(username, [an_email("after the rebuild")])
    for _ in range(N_RUNS):
        checked(mailbox)
        if not mailbox.problem and not mailbox.n_left:
            break

    assert MailboxFolder.objects.get(mailbox=mailbox, name="INBOX").uid_validity != former
    assert Reply.objects.filter(workspace=workspace).count() == N_EMAILS + 1
    assert ReadEmail.objects.filter(mailbox=mailbox).count() == N_EMAILS + 1
