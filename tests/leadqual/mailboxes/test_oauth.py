"""Promises of mailboxes that sign in by OAuth 2.0, with a Dovecot that asks who a token is of."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs

import pytest
from pytest_django.fixtures import Settings

from leadqual.accounts.models import User, Workspace
from leadqual.mailboxes.secrets import decrypt
from leadqual.mailboxes.services import MailboxValues, connect_mailbox, try_mailbox
from leadqual.replies.models import Reply
from tests.dovecot import Dovecot, running_dovecot
from tests.leadqual.mailboxes.conftest import allow, an_email, checked

pytestmark = pytest.mark.django_db
USERNAME = "oauth@northwind.example"
FIRST, SECOND = "refresh-1", "refresh-2"


class TokenServer(ThreadingHTTPServer):
    """Gives access tokens for refresh tokens, and says whose they are."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.asked: list[dict[str, list[str]]] = []
        self.refresh_token = FIRST
        self.live: set[str] = set()


class _Answers(BaseHTTPRequestHandler):
    server: TokenServer

    def do_POST(self) -> None:  # of the library
        """Answer `/token` as a provider, `/introspect` as Dovecot asks."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        sent = parse_qs(body)
        if self.path == "/introspect":
            is_live = sent.get("token", [""])[0] in self.server.live
            self._say(200, {"active": is_live, "username": USERNAME if is_live else ""})
            return
        self.server.asked.append(sent)
        if sent["refresh_token"] != [self.server.refresh_token]:
            self._say(400, {"error": "invalid_grant"})
            return
        token = f"access-{len(self.server.asked)}"
        self.server.live.add(token)
        self.server.refresh_token = SECOND
        self._say(200, {"access_token": token, "expires_in": 3600, "refresh_token": SECOND})

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # of the library
        """Write nothing."""

    def _say(self, status: int, answer: dict[str, object]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def tokens(settings: Settings) -> Iterator[TokenServer]:
    """A provider of tokens, which the product is set up for."""
    server = TokenServer()
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    allow(server.server_port, settings=settings)
    settings.MAILBOX_OAUTH_TOKEN_URL = f"http://127.0.0.1:{server.server_port}/token"
    settings.MAILBOX_OAUTH_CLIENT_ID = "leadqual"
    settings.MAILBOX_OAUTH_CLIENT_SECRET = FIRST[::-1]
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def oauth_dovecot(
    tokens: TokenServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Dovecot]:
    """A Dovecot that takes tokens of the provider."""
    address = f"http://127.0.0.1:{tokens.server_port}/introspect"
    with running_dovecot(tokens=address) as server:
        allow(server.port, settings=settings)
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        yield server


def test_a_mailbox_signs_in_with_a_token_that_is_refreshed(
    oauth_dovecot: Dovecot, tokens: TokenServer, workspace: Workspace, manager: User
) -> None:
    oauth_dovecot.deliver(USERNAME, [an_email(1)])
    values = MailboxValues(
        name="Sales",
        host="localhost",
        port=oauth_dovecot.port,
        username=USERNAME,
        sign_in="oauth",
        known_only=False,
    )
    mailbox = connect_mailbox(workspace=workspace, values=values, secret=FIRST, author=manager)

    checked(mailbox)
    folders = try_mailbox(mailbox=mailbox)

    assert mailbox.problem == ""
    assert Reply.objects.count() == 1
    assert "INBOX" in {folder.name for folder in folders}
    assert len(tokens.asked) == 1  # The token is kept until it ends.
    assert tokens.asked[0]["client_id"] == ["leadqual"]
    assert decrypt(mailbox.secret) == SECOND
    assert "access-1" not in mailbox.access_token

    tokens.live.clear()  # Revoked: the next check is refused, the one after it has a new token.
    checked(mailbox)
    assert mailbox.n_refusals == 1
    checked(mailbox)
    assert mailbox.problem == ""
    assert len(tokens.asked) == 2

    tokens.live.clear()
    tokens.refresh_token = "another"
    checked(mailbox)
    checked(mailbox)
    assert "Connect the mailbox again" in mailbox.problem
