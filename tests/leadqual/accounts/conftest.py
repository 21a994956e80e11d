"""What tests of accounts share."""

import re
from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from tests.emails import sent_emails
from tests.leadqual.accounts.invitations.conftest import LinkTo
from tests.smtp import Inbox, free_port, smtp_server


@pytest.fixture
def smtp_port(settings: Settings) -> int:
    """Settings that send to a port of this machine, on which nobody listens yet."""
    settings.EMAIL_BACKEND = "leadqual.core.email_server.EmailServerBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = "127.0.0.1", False, 5
    settings.EMAIL_PORT = port = free_port()
    return port


@pytest.fixture
def inbox(smtp_port: int) -> Iterator[Inbox]:
    """A real SMTP server, and settings that send to it."""
    found = Inbox()
    with smtp_server(found, smtp_port):
        yield found


@pytest.fixture
def link_to() -> LinkTo:
    """Return the path of the latest invitation that an address got."""

    def find(email: str) -> str:
        body = next(one.body for one in reversed(sent_emails()) if one.to == [email])
        found = re.search(r"http://testserver(/account/invitations/\S+)", str(body))
        assert found
        return found[1]

    return find
