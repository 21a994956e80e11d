"""Encrypted secrets of mailboxes."""

from cryptography.fernet import InvalidToken

from leadqual.core.encryption import cipher
from leadqual.mailboxes.errors import (
    MailboxSignInError,
)

_PURPOSE = "leadqual.mailboxes"


def encrypt(secret: str) -> str:
    """Return a secret as it is stored; empty stays empty."""
    return cipher(_PURPOSE).encrypt(secret.encode()).decode() if secret else ""


def decrypt(stored: str) -> str:
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
