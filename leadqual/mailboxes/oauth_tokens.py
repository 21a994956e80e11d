"""Access tokens of OAuth 2.0: got with the refresh token of a mailbox, kept until they end."""

import json
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings

from leadqual.core import clock
from leadqual.core.outgoing.client import outgoing_client
from leadqual.core.outgoing.errors import (
    OutgoingError,
)
from leadqual.mailboxes.errors import (
    MailboxSignInError,
    MailboxUnreachableError,
)
from leadqual.mailboxes.models import Mailbox
from leadqual.mailboxes.secrets import decrypt, encrypt

_EXPIRY_MARGIN = timedelta(seconds=60)
_DEFAULT_SECONDS = 600
_MAX_SECONDS = 86_400
_MAX_BYTES = 50_000
_CLIENT_ERRORS = range(400, 500)
_RETRY_STATUSES = {408, 425, 429}


def is_configured() -> bool:
    """Return whether mailboxes of this installation may sign in by OAuth 2.0."""
    return bool(settings.MAILBOX_OAUTH_TOKEN_URL and settings.MAILBOX_OAUTH_CLIENT_ID)


def access_token_of(mailbox: Mailbox) -> str:
    """Return a token that is valid now; a new one is stored, with a new refresh token if any.

    Raises:
        MailboxSignInError: the refresh token was refused, or OAuth 2.0 is not set up.
        MailboxUnreachableError: the address for tokens does not answer as it should.
    """
    until = mailbox.access_token_until
    if mailbox.access_token and until is not None and until > clock.now() + _EXPIRY_MARGIN:
        return decrypt(mailbox.access_token)
    answer = _request_token(decrypt(mailbox.secret))
    token = answer.get("access_token")
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise MailboxUnreachableError("The OAuth server sent no access token.")
    mailbox.access_token = encrypt(token)
    mailbox.access_token_until = clock.now() + timedelta(seconds=_token_seconds(answer))
    new_refresh_token = answer.get("refresh_token")
    if isinstance(new_refresh_token, str) and new_refresh_token:
        mailbox.secret = encrypt(new_refresh_token)
    mailbox.save(update_fields=["access_token", "access_token_until", "secret"])
    return token


def forget_access_token(mailbox: Mailbox) -> None:
    """Ask for a new token next time: the mail server refused this one."""
    mailbox.access_token, mailbox.access_token_until = "", None
    mailbox.save(update_fields=["access_token", "access_token_until"])


def _request_token(refresh_token: str) -> dict[str, object]:
    if not is_configured():
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
    if response.status in _CLIENT_ERRORS and response.status not in _RETRY_STATUSES:
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


def _token_seconds(answer: dict[str, object]) -> int:
    seconds = answer.get("expires_in")
    return (
        min(seconds, _MAX_SECONDS) if isinstance(seconds, int) and seconds > 0 else _DEFAULT_SECONDS
    )
