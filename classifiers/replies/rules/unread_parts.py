"""Parts of a message that hold an answer and that nobody here can read: encrypted ones, files."""

import re
from collections.abc import Mapping

UNREAD = "x-unread-parts"
"""Header with the types of such parts, as the reader of messages leaves it."""
ENCRYPTED = "encrypted"

_ENCRYPTED = re.compile(r"encrypted|application/(?:x-)?pkcs7-mime")
_ENVELOPE = re.compile(
    r"(?i)\.(?:rpmsg|p7m|pgp|gpg)$|^encrypted\.asc$|^message(?:_v\d|_zdm)?\.html?$"
    r"|^secure(?:message\w*|doc\w*|d?mail\w*)\.html?$"
)
"""Names of files that hold a message which only its receiver can open, such as those of Purview."""
_ARMOR = re.compile(r"-----BEGIN PGP MESSAGE-----[\s\S]*?(?:-----END PGP MESSAGE-----|\Z)")
# They hold no answer: signatures, calendars and reports, which are read, and cards.
_NO_ANSWER = re.compile(
    r"application/(?:x-)?pkcs7-signature|application/pgp-(?:signature|keys)|text/calendar"
    r"|application/ics|message/|text/(?:x-)?vcard|text/rfc822-headers|text/x-amp-html"
)


def is_unread(kind: str, *, is_inline: bool) -> bool:
    return not _NO_ANSWER.match(kind) and not (is_inline and kind.startswith("image/"))


def is_envelope(name: str) -> bool:
    return bool(_ENVELOPE.search(name))


def unread_part(headers: Mapping[str, str]) -> str | None:
    """Return what of a message nobody could read: `encrypted`, or types; None for nothing."""
    lowered = {name.lower(): value.lower() for name, value in headers.items()}
    parts = lowered.get(UNREAD, "")
    if _ENCRYPTED.search(f"{lowered.get('content-type', '')}\n{parts}"):
        return ENCRYPTED
    return parts or None


def without_armor(text: str) -> tuple[str, bool]:
    """Return a text without encrypted blocks of PGP, and whether it had any."""
    rest = _ARMOR.sub("", text)
    return rest, rest != text
