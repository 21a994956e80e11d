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
from leadqual.mailboxes.secrets import decrypted, encrypted

_EARLY = timedelta(seconds=60)
_USUAL_SECONDS = 600
_MAX_SECONDS = 86_400
_MAX_BYTES = 50_000
_REFUSED = range(400, 500)
_TRY_LATER = {408, 425, 429}


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
