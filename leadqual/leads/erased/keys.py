"""Keyed hashes of what identifies a person.

The key (`ERASURE_KEY`) is not in the database: a dump alone does not tell who was erased. The
workspace is hashed too, so that two tenants cannot compare their erased people.
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings

from leadqual.leads.do_not_contact.keys import email_keys, linkedin_key, phone_key
from leadqual.leads.models import ErasedKey

_Kind = ErasedKey.Kind


@dataclass(frozen=True, slots=True)
class Identity:
    """What identifies one person, as written; empty where it is not known.

    Args:
        emails: addresses.
        linkedin_urls: of their profiles.
        external_ids: their keys in other tools.
        phones: phone numbers; a number that is shared needs the last name beside it.
        last_names: for the phone numbers.
    """

    emails: Iterable[str] = field(default=())
    linkedin_urls: Iterable[str] = field(default=())
    external_ids: Iterable[str] = field(default=())
    phones: Iterable[str] = field(default=())
    last_names: Iterable[str] = field(default=())


def digests_of(workspace_id: int, identity: Identity) -> dict[str, str]:
    """Hash all forms of what identifies a person.

    A phone number counts together with a last name: a switchboard is shared by many people. Alone
    it counts only where no name is known.

    Returns:
        Digest → kind; a person was erased where one of their digests is known.
    """
    prefix = str(workspace_id)
    values = [
        *((_Kind.EMAIL, form) for email in identity.emails for form in email_keys(email)),
        *((_Kind.LINKEDIN, linkedin_key(url)) for url in identity.linkedin_urls if url),
        *((_Kind.EXTERNAL_ID, one) for one in identity.external_ids),
        *((_Kind.PHONE, value) for value in _phones(identity)),
    ]
    return {_digest(prefix, kind, value): kind.value for kind, value in values if value}


def _phones(identity: Identity) -> list[str]:
    keys = [key for phone in identity.phones if phone and (key := phone_key(phone))]
    names = [name.casefold().strip() for name in identity.last_names if name.strip()] or [""]
    return [f"{key} {name}" for key in keys for name in names]


def _digest(prefix: str, kind: str, value: str) -> str:
    return hmac.digest(_key(), f"{prefix}\n{kind}\n{value}".encode(), "sha256").hex()


def _key() -> bytes:
    return _derived(settings.ERASURE_KEY or settings.SECRET_KEY)


@lru_cache(maxsize=4)
def _derived(secret: str) -> bytes:
    return hashlib.sha256(b"leadqual erased people\n" + secret.encode()).digest()
