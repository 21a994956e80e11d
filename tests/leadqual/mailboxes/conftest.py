"""A Dovecot with mailboxes, and emails to put into them."""

from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from leadqual.accounts.models import User, Workspace
from leadqual.leads.models import Company, Contact
from leadqual.mailboxes.checks.check_mailbox import check_mailbox
from leadqual.mailboxes.models import Mailbox
from leadqual.mailboxes.services import MailboxValues, connect_mailbox
from tests.dovecot import PASSWORD, Dovecot

_numbers = count(1)


@pytest.fixture
def dovecot(kept_dovecot: Dovecot, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Dovecot:
    """A running server, which the product may reach and whose certificate it trusts."""
    allow(kept_dovecot.port, kept_dovecot.starttls_port, settings=settings)
    monkeypatch.setenv("SSL_CERT_FILE", str(kept_dovecot.certificate))
    return kept_dovecot


def allow(*ports: int, settings: Settings) -> None:
    """Let the product connect to ports of the loopback address."""
    settings.OUTGOING_ALLOW = ["127.0.0.0/8", "::1/128"]
    settings.OUTGOING_PORTS = [*settings.OUTGOING_PORTS, *map(str, ports)]


@pytest.fixture
def username(dovecot: Dovecot) -> str:
    """The user name, and address, of an empty mailbox."""
    return f"sales{next(_numbers)}@northwind.example"


@pytest.fixture
def values(dovecot: Dovecot, username: str) -> MailboxValues:
    """A mailbox as a person describes it: all emails of all folders."""
    return MailboxValues(
        name="Sales", host="localhost", port=dovecot.port, username=username, known_only=False
    )


@pytest.fixture
def mailbox(workspace: Workspace, manager: User, values: MailboxValues) -> Mailbox:
    """A connected mailbox that is empty."""
    return connect_mailbox(workspace=workspace, values=values, secret=PASSWORD, author=manager)


@pytest.fixture
def known_only(workspace: Workspace, manager: User, values: MailboxValues) -> Mailbox:
    """A mailbox of which only emails of known people are wanted."""
    wanted = changed(values, known_only=True)
    return connect_mailbox(workspace=workspace, values=wanted, secret=PASSWORD, author=manager)


@pytest.fixture
def contact(workspace: Workspace) -> Contact:
    """Somebody who was written to."""
    company = Company.objects.create(workspace=workspace, name="Nordkran", name_key="nordkran")
    return Contact.objects.create(
        workspace=workspace,
        company=company,
        first_name="Henrik",
        last_name="Sand",
        email="henrik@nordkran.example",
    )


def an_email(
    number: int | str,
    *,
    sender: str = "",
    to: str = "sales@northwind.example",
    answers: int | str | None = None,
    text: str = "Thank you, please call me on Tuesday.",
    subject: str = "Re: Offer",
) -> bytes:
    """Return an email with a Message-ID made of a number."""
    lines = [
        f"Message-ID: <{number}@mail.example>",
        f"From: {sender or f'person{number}@customer.example'}",
        f"To: {to}",
        f"Subject: {subject}",
        "Date: Tue, 24 Nov 2026 09:00:00 +0000",
    ]
    if answers is not None:
        lines.append(f"In-Reply-To: <{answers}@mail.example>")
    return ("\r\n".join([*lines, "", text, ""])).encode()


def changed(values: MailboxValues, **others: Any) -> MailboxValues:
    """Return a mailbox with other values."""
    return replace(values, **others)


def checked(mailbox: Mailbox, **limits: int) -> Mailbox:
    """Check a mailbox and return it as it is then."""
    check_mailbox(mailbox_id=mailbox.pk, **limits)
    mailbox.refresh_from_db()
    return mailbox
