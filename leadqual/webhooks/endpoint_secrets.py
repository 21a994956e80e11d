"""Secrets of endpoints: made, encrypted, and which of them sign now."""

import base64
import secrets

from cryptography.fernet import InvalidToken

from leadqual.core import clock
from leadqual.core.encryption import cipher
from leadqual.webhooks.models import WebhookEndpoint

PREFIX = "whsec_"
_SECRET_BYTES = 32
_PURPOSE = "leadqual.webhook_secret"


def new_secret() -> str:
    """Return a new secret as Standard Webhooks writes them."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def encrypt_secret(secret: str) -> str:
    """Return a secret as the table keeps it."""
    return cipher(_PURPOSE).encrypt(secret.encode()).decode()


def active_secrets(endpoint: WebhookEndpoint) -> list[str]:
    """Return the active signing secrets, newest first.

    Empty if `SECRET_KEY` was replaced without a fallback: then signing is impossible.
    """
    stored_secrets = [endpoint.secret]
    until = endpoint.previous_secret_until
    if endpoint.previous_secret and until is not None and until > clock.now():
        stored_secrets.append(endpoint.previous_secret)
    found = []
    for one in stored_secrets:
        try:
            found.append(cipher(_PURPOSE).decrypt(one.encode()).decode())
        except InvalidToken:
            continue
    return found
