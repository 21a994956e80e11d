"""Promises about what goes wrong: longer waits, clear words, no secret sent to the wrong place."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from leadqual.accounts.models import AuditRow, OutgoingEmail, User, Workspace
from leadqual.core import clock
from leadqual.mailboxes.checks.check_mailbox import (
    MAX_REFUSALS,
    MAX_RETRY_WAIT,
    check_mailbox,
    retry_wait,
)
from leadqual.mailboxes.errors import (
    MailboxHostError,
    MailboxSettingError,
    MailboxUnreachableError,
)
from leadqual.mailboxes.models import Mailbox
from leadqual.mailboxes.secrets import decrypt
from leadqual.mailboxes.services import (
    MailboxValues,
    change_mailbox,
    connect_mailbox,
    pause_mailbox,
    remove_mailbox,
    resume_mailbox,
    try_connection,
    values_of,
)
from leadqual.replies.models import Reply
from tests.dovecot import PASSWORD, Dovecot
from tests.imap_proxy import CuttingProxy
from tests.leadqual.mailboxes.conftest import allow, an_email, changed, checked
from tests.problems import refused

WRONG = PASSWORD[::-1]
pytestmark = pytest.mark.django_db


def test_the_secret_is_stored_encrypted(mailbox: Mailbox) -> None:
    assert PASSWORD not in mailbox.secret
    assert decrypt(mailbox.secret) == PASSWORD
    assert PASSWORD not in str(list(AuditRow.objects.values_list("before", "after", "details")))


def test_a_wrong_password_waits_longer_each_time_and_turns_the_mailbox_off(
    dovecot: Dovecot, workspace: Workspace, manager: User, values: MailboxValues
) -> None:
    mailbox = connect_mailbox(workspace=workspace, values=values, secret=WRONG, author=manager)
    waits = []

    for _ in range(MAX_REFUSALS):
        now = clock.now()
        checked(mailbox)
        waits.append(mailbox.next_check_at - now)

    assert mailbox.state == Mailbox.State.OFF
    assert "password" in mailbox.problem
    assert waits == sorted(waits)
    assert waits[-1] > 4 * waits[0]
    assert OutgoingEmail.objects.filter(kind="mailboxes/email/turned_off").count() == 1
    assert check_mailbox(mailbox_id=mailbox.pk) is None

    change_mailbox(mailbox=mailbox, values=values_of(mailbox), secret=PASSWORD, author=manager)
    checked(mailbox)
    assert (mailbox.state, mailbox.problem) == (Mailbox.State.ACTIVE, "")


def test_waits_have_an_end() -> None:
    waits = [retry_wait(n) for n in range(1, 40)]

    assert waits[:3] == [timedelta(minutes=n) for n in (1, 2, 4)]
    assert waits[-1] == MAX_RETRY_WAIT


@pytest.mark.costs("breaks a connection at each step")
def test_broken_connections_are_tried_again_and_nothing_is_lost_or_doubled(
    dovecot: Dovecot,
    workspace: Workspace,
    manager: User,
    values: MailboxValues,
    username: str,
    settings: Settings,
    request: pytest.FixtureRequest,
) -> None:
    dovecot.deliver(username, [an_email(n) for n in range(60)])
    proxy = CuttingProxy(dovecot.port)
    request.addfinalizer(proxy.close)
    allow(proxy.port, settings=settings)
    mailbox = connect_mailbox(
        workspace=workspace,
        values=changed(values, port=proxy.port),
        secret=PASSWORD,
        author=manager,
    )
    # In the handshake, in the sign-in, among the headers, in the emails.
    proxy.cut_after(500, 2_500, 6_000, 9_000, 12_000)
    problems = []

    for _ in range(12):
        checked(mailbox)
        problems.append(mailbox.problem)
        if not mailbox.problem:
            break

    assert proxy.n_cut == 5
    assert all(problems[:-1])
    assert problems[-1] == ""
    assert Reply.objects.count() == 60
    assert mailbox.n_failures == 0
    assert mailbox.state == Mailbox.State.ACTIVE


def test_a_server_that_is_away_is_named_in_plain_words(
    dovecot: Dovecot, workspace: Workspace, manager: User, values: MailboxValues, settings: Settings
) -> None:
    allow(1, settings=settings)
    mailbox = connect_mailbox(
        workspace=workspace, values=changed(values, port=1), secret=PASSWORD, author=manager
    )

    checked(mailbox)
    first = mailbox.next_check_at
    checked(mailbox)

    assert "does not respond at port 1" in mailbox.problem
    assert mailbox.n_failures == 2
    assert mailbox.next_check_at > first
    assert mailbox.state == Mailbox.State.ACTIVE


def test_a_certificate_that_nobody_trusts_is_refused_before_the_sign_in(
    dovecot: Dovecot, values: MailboxValues, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")

    with pytest.raises(MailboxUnreachableError, match="certificate"):
        try_connection(values=values, secret=PASSWORD)


def test_private_addresses_are_refused(
    values: MailboxValues, settings: Settings, dovecot: Dovecot
) -> None:
    settings.OUTGOING_ALLOW = []

    with pytest.raises(MailboxHostError):
        try_connection(values=values, secret=PASSWORD)


def test_values_that_cannot_be_are_refused(
    workspace: Workspace, manager: User, values: MailboxValues
) -> None:
    wrongs: list[dict[str, Any]] = [
        {"host": "0177.0.0.1"},
        {"host": "imap.example.com\r\nx"},
        {"port": 25},
        {"username": 'a" LOGOUT "'},
        {"username": "a\r\nb"},
        {"username": ""},
        {"folders": ("x" * 400,)},
        {"folders": ("a\nb",)},
        {"sign_in": "oauth"},
    ]
    for wrong in wrongs:
        with pytest.raises(MailboxSettingError):
            connect_mailbox(
                workspace=workspace,
                values=changed(values, **wrong),
                secret=PASSWORD,
                author=manager,
            )

        assert Mailbox.objects.count() == 0


def test_a_mailbox_is_connected_once(
    workspace: Workspace, manager: User, mailbox: Mailbox, values: MailboxValues
) -> None:
    with refused("mailbox_taken"):
        connect_mailbox(workspace=workspace, values=values, secret=PASSWORD, author=manager)


def test_another_server_never_gets_the_stored_password(mailbox: Mailbox, manager: User) -> None:
    values = changed(values_of(mailbox), host="imap.other.example")

    with pytest.raises(MailboxSettingError):
        change_mailbox(mailbox=mailbox, values=values, author=manager)

    change_mailbox(mailbox=mailbox, values=values, secret=WRONG, author=manager)
    mailbox.refresh_from_db()
    assert mailbox.host == "imap.other.example"


def test_a_paused_mailbox_is_left_alone_and_goes_on_afterwards(
    dovecot: Dovecot, mailbox: Mailbox, manager: User
) -> None:
    dovecot.deliver(mailbox.username, [an_email(1)])
    pause_mailbox(mailbox=mailbox, author=manager)
    assert check_mailbox(mailbox_id=mailbox.pk) is None

    resume_mailbox(mailbox=mailbox, author=manager)
    checked(mailbox)

    assert Reply.objects.count() == 1
    actions = AuditRow.objects.filter(subject=f"mailbox:{mailbox.pk}").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        *("mailbox.connected", "mailbox.paused", "mailbox.resumed")
    ]


def test_replies_stay_when_a_mailbox_is_removed(
    dovecot: Dovecot, mailbox: Mailbox, manager: User
) -> None:
    dovecot.deliver(mailbox.username, [an_email(1)])
    checked(mailbox)

    remove_mailbox(mailbox=mailbox, author=manager)

    assert Mailbox.objects.count() == 0
    assert Reply.objects.count() == 1
