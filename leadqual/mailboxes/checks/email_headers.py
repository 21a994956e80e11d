"""The headers of an email: what decides whether the rest of it is read."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.parser import BytesHeaderParser
from email.utils import getaddresses

from leadqual.replies.receiving.email_values import Mail
from leadqual.replies.receiving.messages import read_message

MAX_BYTES = 64 * 2**10
"""Bytes of headers that are read; those that decide stand among the first."""
_MAX_HEADER = 20_000
_NAMES = ("Message-ID", "From", "Date", "Subject")


@dataclass(frozen=True, slots=True)
class EmailHeaders:
    """What the headers of an email say.

    Args:
        mail: as it would come in, without its text.
        receivers: addresses of To and Cc, in lower case.
        digest: names the email for ever, in whichever folder and under whichever number it is.
        has_message_id: without one, nobody can answer it by name.
        is_newsletter: sent to many, by a list to which receivers cannot write.
    """

    mail: Mail
    receivers: frozenset[str]
    digest: str
    has_message_id: bool
    is_newsletter: bool


def read_headers(raw: bytes, *, now: datetime) -> EmailHeaders:
    """Read the headers of an email, whatever their bytes.

    Raises:
        NoMailError: they are no headers of an email.
    """
    mail = read_message(raw, now=now)
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(raw)
    texts = {name: str(headers.get(name, ""))[:_MAX_HEADER] for name in _NAMES}
    has_id = bool(texts["Message-ID"].strip())
    receivers = [
        str(value)[:_MAX_HEADER] for name in ("To", "Cc") for value in headers.get_all(name, [])[:5]
    ]
    return EmailHeaders(
        mail=mail,
        receivers=frozenset(
            address.strip().lower() for _, address in getaddresses(receivers) if "@" in address
        ),
        digest=digest_of(*texts.values()) if has_id else digest_of(raw),
        has_message_id=has_id,
        is_newsletter="List-Unsubscribe" in headers and "List-Post" not in headers,
    )


def digest_of(*parts: str | bytes) -> str:
    """Return the name of an email made of its parts."""
    texts = (part if isinstance(part, bytes) else part.encode("utf-8", "replace") for part in parts)
    return hashlib.sha256(b"\0".join(text.strip() for text in texts)).hexdigest()
