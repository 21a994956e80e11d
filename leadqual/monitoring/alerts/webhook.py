"""One message to one address: signed JSON, over https or to this machine, never redirected."""

import hashlib
import hmac
import ipaddress
import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from leadqual.core.outgoing.client import outgoing_client
from leadqual.core.outgoing.errors import OutgoingError
from leadqual.monitoring.errors import WebhookError

MAX_SECONDS = 5.0
MAX_ANSWER = 10_000
"""Bytes; nothing of the answer but its status is read."""
SIGNATURE, TIME = "X-LeadQual-Signature", "X-LeadQual-Time"
_GOOD = range(200, 300)


def send(address: str, message: Mapping[str, object], *, secret: str, at: int) -> None:
    """Post a message; the signature is HMAC-SHA256 of the time, a full stop and the body, in hex.

    Args:
        address: of the receiver.
        message: what it gets, as JSON.
        secret: shared with the receiver.
        at: now, in seconds since 1970; the receiver refuses what is old.

    Raises:
        WebhookError: the address cannot be used, or did not take it; the reason names no secret.
    """
    check(address, secret)
    body = json.dumps(message, ensure_ascii=False, sort_keys=True).encode()
    headers = {
        "Content-Type": "application/json",
        TIME: str(at),
        SIGNATURE: signature(body, secret=secret, at=at),
    }
    try:
        answer = outgoing_client().request(
            "POST",
            address,
            headers=headers,
            body=body,
            max_bytes=MAX_ANSWER,
            seconds=MAX_SECONDS,
        )
    except OutgoingError as error:
        raise WebhookError(error.message) from error
    if answer.status not in _GOOD:
        raise WebhookError(f"The webhook answered with status {answer.status}.")


def signature(body: bytes, *, secret: str, at: int) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def host_of(address: str) -> str:
    """Return the host of an address, "" where it names none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def check(address: str, secret: str) -> None:
    """Check an address before anything is sent; the client checks where it leads.

    Raises:
        WebhookError: it is neither https nor on this machine, names a user, or has no secret.
    """
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise WebhookError("ALERT_WEBHOOK_URL is not a valid URL.") from error
    host = parts.hostname or ""
    if not secret:
        raise WebhookError("ALERT_WEBHOOK_SECRET is not set, so nothing is sent.")
    if not host or parts.username or parts.password:
        raise WebhookError("ALERT_WEBHOOK_URL needs a host and no user name.")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_here(host)):
        raise WebhookError("ALERT_WEBHOOK_URL must start with https://, or point to this machine.")


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
