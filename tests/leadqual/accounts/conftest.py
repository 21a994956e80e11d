"""What tests of accounts share."""

import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth
from pytest_django.fixtures import Settings

from tests.emails import sent_emails
from tests.leadqual.accounts.invitations.conftest import LinkTo
from tests.smtp import Inbox, free_port, smtp_server


@pytest.fixture(autouse=True)
def _clock_of_codes_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """A code of two-step verification lives 30 seconds, and a slow machine may enter it later."""
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: 1_700_000_000))


@pytest.fixture
def smtp_port(settings: Settings) -> int:
    """Settings that send to a port of this machine, on which nobody listens yet."""
    settings.EMAIL_BACKEND = "leadqual.core.email.email_server.EmailServerBackend"
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
