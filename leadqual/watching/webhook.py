"""One message to one address: signed JSON, over https or to this machine, never redirected."""

import hashlib
import hmac
import http.client
import ipaddress
import json
import ssl
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from leadqual.watching.errors import WebhookError

TIMEOUT_SECONDS = 5.0
SIGNATURE, TIME = "X-LeadQual-Signature", "X-LeadQual-Time"
_FIRST_GOOD, _FIRST_REDIRECT = 200, 300


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
    parts = checked(address, secret)
    body = json.dumps(message, ensure_ascii=False, sort_keys=True).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "LeadQual",
        TIME: str(at),
        SIGNATURE: signature(body, secret=secret, at=at),
    }
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = _connection(parts)
    try:
        connection.request("POST", target, body, headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise WebhookError(f"The address did not answer ({type(error).__name__}).") from error
    except ValueError as error:  # Letters that a host or a path cannot have.
        raise WebhookError("ALERT_WEBHOOK_URL has letters that an address cannot have.") from error
    finally:
        connection.close()
    if not _FIRST_GOOD <= status < _FIRST_REDIRECT:
        what = "leads elsewhere" if 300 <= status < 400 else "refused it"  # noqa: PLR2004
        raise WebhookError(f"The address {what} (status {status}).")


def signature(body: bytes, *, secret: str, at: int) -> str:
    """Return the signature of a body."""
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def host_of(address: str) -> str:
    """Return the host of an address, "" where it names none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def checked(address: str, secret: str) -> SplitResult:
    """Return the parts of an address that may be used.

    Raises:
        WebhookError: it is neither https nor on this machine, names a user, or has no secret.
    """
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise WebhookError("ALERT_WEBHOOK_URL is no address.") from error
    host = parts.hostname or ""
    if not secret:
        raise WebhookError("ALERT_WEBHOOK_SECRET is not set, so nothing is sent.")
    if not host or parts.username or parts.password:
        raise WebhookError("ALERT_WEBHOOK_URL names no host, or a user.")
    if parts.scheme == "https" or (parts.scheme == "http" and _is_here(host)):
        return parts
    raise WebhookError("ALERT_WEBHOOK_URL has to begin with https://, or be on this machine.")


def _connection(parts: SplitResult) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        safe = ssl.create_default_context()
        return http.client.HTTPSConnection(host, parts.port, timeout=TIMEOUT_SECONDS, context=safe)
    return http.client.HTTPConnection(host, parts.port, timeout=TIMEOUT_SECONDS)


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
