"""A signed-in IMAP connection: to checked addresses, by TLS, within one deadline."""

import imaplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Timer

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from leadqual.core.outgoing.connections import open_socket
from leadqual.core.outgoing.errors import (
    AddressNotAllowedError,
    OutgoingError,
    OutgoingTimeoutError,
)
from leadqual.core.outgoing.network_policy import outgoing_policy
from leadqual.mailboxes.errors import (
    MailboxError,
    MailboxHostError,
    MailboxSignInError,
    MailboxUnreachableError,
)
from leadqual.mailboxes.models import Mailbox

PORTS = frozenset({993, 143})
MAX_LITERAL = 64 * 2**20
"""Bytes of one answer. Larger emails are not asked for; a server that sends more is cut off."""

CONNECT_SECONDS = 15.0
READ_SECONDS = 60.0
# Answers of a server that cannot look at the password now (RFC 5530).
_TEMPORARY_CODES = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]")
_INTERRUPTED = "The connection to the server was interrupted."


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
def connect(account: ImapAccount, *, seconds: float) -> Iterator[IMAPClient]:
    """Give a signed-in connection; it is cut off after that many seconds, whatever it does.

    Raises:
        MailboxHostError: the address may not be reached.
        MailboxSignInError: the server refused the password or the token.
        MailboxUnreachableError: there is no connection, or it broke inside the block.
    """
    with _translate_errors(account):
        connection = _connect_socket(account)
        timer = Timer(seconds, _shut_down, [connection])
        timer.daemon = True
        timer.start()
        try:
            client = _ImapClient(account, connection)
            if account.security == Mailbox.Security.STARTTLS:
                client.starttls(ssl.create_default_context())
            _sign_in(client, account)
            yield client
            with suppress(OSError, IMAPClientError):
                client.logout()
        finally:
            timer.cancel()
            _shut_down(connection)
            connection.close()


def _connect_socket(account: ImapAccount) -> socket.socket:
    """Connect, with TLS for the name of the host where the connection begins with it."""
    plain_socket = open_socket(
        account.host, account.port, ports=PORTS, policy=outgoing_policy(), seconds=CONNECT_SECONDS
    )
    plain_socket.settimeout(CONNECT_SECONDS)
    if account.security == Mailbox.Security.STARTTLS:
        return plain_socket
    try:
        return ssl.create_default_context().wrap_socket(plain_socket, server_hostname=account.host)
    except BaseException:
        plain_socket.close()
        raise


def _sign_in(client: IMAPClient, account: ImapAccount) -> None:
    try:
        if account.token:
            has_oauthbearer = client.has_capability("AUTH=OAUTHBEARER")
            sign_in = client.oauthbearer_login if has_oauthbearer else client.oauth2_login
            sign_in(account.username, account.token)
        elif client.has_capability("AUTH=PLAIN"):
            client.plain_login(account.username, account.password)
        else:
            client.login(f'"{account.username}"', account.password)
    except LoginError as error:
        if isinstance(error.__context__, IMAPClientAbortError):
            raise MailboxUnreachableError(_INTERRUPTED) from error
        if any(code in str(error).upper() for code in _TEMPORARY_CODES):
            raise MailboxUnreachableError(
                "The server cannot check the sign-in at the moment."
            ) from error
        secret = "OAuth token" if account.token else "password"
        raise MailboxSignInError(f"The server rejected the user name or the {secret}.") from error


@contextmanager
def _translate_errors(account: ImapAccount) -> Iterator[None]:
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
        raise MailboxUnreachableError(_INTERRUPTED) from error


def _shut_down(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
