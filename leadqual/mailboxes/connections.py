"""A signed-in IMAP connection: to checked addresses, by TLS, within one deadline."""

import imaplib
import json
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Timer
from urllib.parse import urlencode

from cryptography.fernet import InvalidToken
from django.conf import settings
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from leadqual.core import clock
from leadqual.core.encryption import cipher
from leadqual.core.outgoing.client import outgoing_client
from leadqual.core.outgoing.connections import open_socket, outgoing_policy
from leadqual.core.outgoing.errors import (
    AddressNotAllowedError,
    OutgoingError,
    OutgoingTimeoutError,
)
from leadqual.mailboxes.errors import (
    MailboxError,
    MailboxHostError,
    MailboxSignInError,
    MailboxUnreachableError,
)
from leadqual.mailboxes.models import Mailbox

# Secrets of mailboxes, as the table keeps them: encrypted, and never shown again.

_PURPOSE = "leadqual.mailboxes"

_EARLY = timedelta(seconds=60)
_USUAL_SECONDS = 600
_MAX_SECONDS = 86_400
_MAX_BYTES = 50_000
_REFUSED = range(400, 500)
_TRY_LATER = {408, 425, 429}
PORTS = frozenset({993, 143})
MAX_LITERAL = 64 * 2**20
"""Bytes of one answer. Larger emails are not asked for; a server that sends more is cut off."""

CONNECT_SECONDS = 15.0
READ_SECONDS = 60.0
# Answers of a server that cannot look at the password now (RFC 5530).
_LATER = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]")
_BROKEN = "The connection to the server was interrupted."
MAX_LISTED = 1_000
_SENT = b"\\sent"
_NEVER = frozenset(
    {b"\\noselect", b"\\nonexistent", b"\\junk", b"\\trash", b"\\drafts"}
    | {b"\\flagged", b"\\important"}
)
"""Folders that cannot be opened, hold no replies, or only show emails of other folders."""

_SENT_NAMES = frozenset(
    {"sent", "sent items", "sent mail", "sent messages", "gesendet", "gesendete elemente"}
    | {"gesendete objekte", "éléments envoyés", "envoyés", "enviados", "elementos enviados"}
    | {"posta inviata", "inviati", "verzonden items", "verzonden", "skickat", "sendt"}
)
_NEVER_NAMES = frozenset(
    {"junk", "spam", "trash", "drafts", "deleted items", "deleted messages", "junk email"}
    | {"junk e-mail", "bulk mail", "papierkorb", "entwürfe", "gelöschte elemente", "outbox"}
)


def encrypted(secret: str) -> str:
    """Return a secret as it is stored; empty stays empty."""
    return cipher(_PURPOSE).encrypt(secret.encode()).decode() if secret else ""


def decrypted(stored: str) -> str:
    """Return a stored secret.

    Raises:
        MailboxSignInError: `SECRET_KEY` was replaced without a fallback.
    """
    if not stored:
        return ""
    try:
        return cipher(_PURPOSE).decrypt(stored.encode()).decode()
    except InvalidToken as error:
        raise MailboxSignInError(
            "The saved password can no longer be decrypted. Enter it again."
        ) from error


# Access tokens of OAuth 2.0: got with the refresh token of a mailbox, kept until they end.


def is_set_up() -> bool:
    """Return whether mailboxes of this installation may sign in by OAuth 2.0."""
    return bool(settings.MAILBOX_OAUTH_TOKEN_URL and settings.MAILBOX_OAUTH_CLIENT_ID)


def access_token_of(mailbox: Mailbox) -> str:
    """Return a token that is valid now; a new one is stored, with a new refresh token if any.

    Raises:
        MailboxSignInError: the refresh token was refused, or OAuth 2.0 is not set up.
        MailboxUnreachableError: the address for tokens does not answer as it should.
    """
    until = mailbox.access_token_until
    if mailbox.access_token and until is not None and until > clock.now() + _EARLY:
        return decrypted(mailbox.access_token)
    answer = _asked(decrypted(mailbox.secret))
    token = answer.get("access_token")
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise MailboxUnreachableError("The OAuth server sent no access token.")
    mailbox.access_token = encrypted(token)
    mailbox.access_token_until = clock.now() + timedelta(seconds=_seconds_in(answer))
    refreshed = answer.get("refresh_token")
    if isinstance(refreshed, str) and refreshed:
        mailbox.secret = encrypted(refreshed)
    mailbox.save(update_fields=["access_token", "access_token_until", "secret"])
    return token


def forget_access_token(mailbox: Mailbox) -> None:
    """Ask for a new token next time: the mail server refused this one."""
    mailbox.access_token, mailbox.access_token_until = "", None
    mailbox.save(update_fields=["access_token", "access_token_until"])


def _asked(refresh_token: str) -> dict[str, object]:
    if not is_set_up():
        raise MailboxSignInError(
            "OAuth 2.0 is not set up. An administrator can set MAILBOX_OAUTH_TOKEN_URL and "
            "MAILBOX_OAUTH_CLIENT_ID."
        )
    body = {
        "grant_type": "refresh_token",
        "refresh_token": refresh_token,
        "client_id": settings.MAILBOX_OAUTH_CLIENT_ID,
    }
    if settings.MAILBOX_OAUTH_CLIENT_SECRET:
        body["client_secret"] = settings.MAILBOX_OAUTH_CLIENT_SECRET
    try:
        response = outgoing_client().request(
            "POST",
            settings.MAILBOX_OAUTH_TOKEN_URL,
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept": "application/json",
            },
            body=urlencode(body).encode(),
            max_bytes=_MAX_BYTES,
        )
    except OutgoingError as error:
        raise MailboxUnreachableError("The OAuth server did not respond.") from error
    if response.status in _REFUSED and response.status not in _TRY_LATER:
        raise MailboxSignInError(
            "The OAuth server rejected the refresh token. Connect the mailbox again."
        )
    try:
        answer = json.loads(response.body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise MailboxUnreachableError("The OAuth server sent no access token.")
    return answer


def _seconds_in(answer: dict[str, object]) -> int:
    named = answer.get("expires_in")
    return min(named, _MAX_SECONDS) if isinstance(named, int) and named > 0 else _USUAL_SECONDS


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """Where a mailbox is, and how to sign in.

    Args:
        token: access token, for the sign-in by OAuth 2.0.
    """

    host: str
    port: int
    security: str
    username: str
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


class _PinnedImap(imaplib.IMAP4):
    """Speaks IMAP on a connection that was made already."""

    def __init__(self, host: str, port: int, connection: socket.socket) -> None:
        self._connection = connection
        super().__init__(host, port)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        return self._connection

    def read(self, size: int) -> bytes:
        if size > MAX_LITERAL:
            raise self.abort("literal too large")
        return super().read(size)


class _ImapClient(IMAPClient):  # type: ignore[misc]  # it has no types
    def __init__(self, account: ImapAccount, connection: socket.socket) -> None:
        self._connection = connection
        is_tls = account.security == Mailbox.Security.TLS
        timeout = SocketTimeout(CONNECT_SECONDS, READ_SECONDS)
        super().__init__(account.host, account.port, ssl=is_tls, timeout=timeout)

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802  # of imapclient
        return _PinnedImap(self.host, self.port, self._connection)


@contextmanager
def signed_in(account: ImapAccount, *, seconds: float) -> Iterator[IMAPClient]:
    """Give a signed-in connection; it is cut off after so many seconds, whatever it does.

    Raises:
        MailboxHostError: the address may not be reached.
        MailboxSignInError: the server refused the password or the token.
        MailboxUnreachableError: there is no connection, or it broke inside the block.
    """
    with _said_plainly(account):
        connection = _open(account)
        watch = Timer(seconds, _cut, [connection])
        watch.daemon = True
        watch.start()
        try:
            client = _ImapClient(account, connection)
            if account.security == Mailbox.Security.STARTTLS:
                client.starttls(ssl.create_default_context())
            _sign_in(client, account)
            yield client
            with suppress(OSError, IMAPClientError):
                client.logout()
        finally:
            watch.cancel()
            _cut(connection)
            connection.close()


def _open(account: ImapAccount) -> socket.socket:
    """Connect, with TLS for the name of the host where the connection begins with it."""
    plain = open_socket(
        account.host, account.port, ports=PORTS, policy=outgoing_policy(), seconds=CONNECT_SECONDS
    )
    plain.settimeout(CONNECT_SECONDS)
    if account.security == Mailbox.Security.STARTTLS:
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=account.host)
    except BaseException:
        plain.close()
        raise


def _sign_in(client: IMAPClient, account: ImapAccount) -> None:
    try:
        if account.token:
            by_standard = client.has_capability("AUTH=OAUTHBEARER")
            sign_in = client.oauthbearer_login if by_standard else client.oauth2_login
            sign_in(account.username, account.token)
        elif client.has_capability("AUTH=PLAIN"):
            client.plain_login(account.username, account.password)
        else:
            client.login(f'"{account.username}"', account.password)
    except LoginError as error:
        if isinstance(error.__context__, IMAPClientAbortError):
            raise MailboxUnreachableError(_BROKEN) from error
        if any(code in str(error).upper() for code in _LATER):
            raise MailboxUnreachableError(
                "The server cannot check the sign-in at the moment."
            ) from error
        secret = "OAuth token" if account.token else "password"
        raise MailboxSignInError(f"The server rejected the user name or the {secret}.") from error


@contextmanager
def _said_plainly(account: ImapAccount) -> Iterator[None]:
    """Turn what goes wrong on a connection into words; what a server says may quote anything."""
    try:
        yield
    except MailboxError:
        raise
    except AddressNotAllowedError as error:
        raise MailboxHostError(
            f"The server {account.host}, port {account.port}, cannot be used: it is not a public "
            "address, or the port is not allowed. An administrator can allow private networks "
            "with OUTGOING_ALLOW and ports with OUTGOING_PORTS."
        ) from error
    except (OutgoingTimeoutError, TimeoutError) as error:
        raise MailboxUnreachableError("The server took too long to respond.") from error
    except OutgoingError as error:
        raise MailboxUnreachableError(
            f"The server {account.host} was not found or does not respond at port {account.port}."
        ) from error
    except ssl.SSLCertVerificationError as error:
        raise MailboxUnreachableError(
            f"The server’s certificate is not valid for {account.host}."
        ) from error
    except ssl.SSLError as error:
        raise MailboxUnreachableError(
            "No encrypted connection to the server. Check the port and the encryption."
        ) from error
    except (IMAPClientError, OSError, EOFError) as error:
        raise MailboxUnreachableError(_BROKEN) from error


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


# The folders of a mailbox: which hold sent emails, and which are never read.


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as the server lists it."""

    name: str
    is_sent: bool
    is_read: bool


def folders_of(client: IMAPClient) -> list[Folder]:
    """Return the folders that can be opened, by name."""
    found = []
    for flags, delimiter, name in client.list_folders()[:MAX_LISTED]:
        if not isinstance(name, str):  # Named by no letters that can be read.
            continue
        lower = {flag.lower() for flag in flags}
        if lower & {b"\\noselect", b"\\nonexistent"}:
            continue
        mark = delimiter.decode() if isinstance(delimiter, bytes) else str(delimiter or "")
        last = (name.rsplit(mark, 1)[-1] if mark else name).casefold()
        is_sent = _SENT in lower or last in _SENT_NAMES
        is_never = bool(lower & _NEVER) or last in _NEVER_NAMES
        found.append(Folder(name, is_sent=is_sent, is_read=not (is_sent or is_never)))
    return sorted(found, key=lambda folder: folder.name)


def chosen_folders(
    found: Sequence[Folder], *, wanted: Sequence[str], sent: str
) -> tuple[list[Folder], list[str]]:
    """Return the folders to read, those with sent emails first, and the names that are missing.

    Args:
        found: all of the mailbox.
        wanted: names of folders with replies; none for all that are read as a rule.
        sent: name of the folder with sent emails; "" for those that the server or its name says.
    """
    names = {folder.name for folder in found}
    sent_ones = [one for one in found if (one.name == sent if sent else one.is_sent)]
    others = [
        one
        for one in found
        if one not in sent_ones and (one.name in wanted if wanted else one.is_read)
    ]
    missing = [name for name in (*wanted, sent) if name and name not in names]
    as_sent = [Folder(one.name, is_sent=True, is_read=True) for one in sent_ones]
    as_read = [Folder(one.name, is_sent=False, is_read=True) for one in others]
    return [*as_sent, *as_read], missing
