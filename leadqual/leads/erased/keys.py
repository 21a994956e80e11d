"""Keyed hashes of what identifies a person.

The key (`ERASURE_KEY`) is not in the database: a dump alone does not tell who was erased. The
workspace is hashed too, so that two tenants cannot compare their erased people.
"""

import hashlib
import hmac
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings

from leadqual.leads.do_not_contact.keys import email_keys, linkedin_key, phone_key
from leadqual.leads.models import ErasedKey

_Kind = ErasedKey.Kind
_EMAIL, _LINKEDIN = _Kind.EMAIL.value, _Kind.LINKEDIN.value
_EXTERNAL_ID, _PHONE = _Kind.EXTERNAL_ID.value, _Kind.PHONE.value


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


class Hasher:
    """Hashes what identifies people of one workspace; millions of rows of imports go through it.

    Args:
        workspace_id: hashed with each value.
        kinds: of identifiers to hash; others cost nothing.
    """

    def __init__(self, workspace_id: int, kinds: Collection[str] = _Kind.values) -> None:
        key = _derived(settings.ERASURE_KEY or settings.SECRET_KEY)
        # What is the same for all values is hashed once: a copy goes on from there.
        self._begun = {
            kind: hmac.new(key, f"{workspace_id}\n{kind}\n".encode(), "sha256") for kind in kinds
        }

    def digests(self, identity: Identity) -> dict[str, str]:
        """Hash all forms of what identifies a person.

        A phone number counts together with a last name: a switchboard is shared by many people.
        Alone it counts only where no name is known.

        Returns:
            Digest → kind; a person was erased where one of their digests is known.
        """
        begun, found = self._begun, {}
        for kind, values in self._values(identity):
            for value in values:
                if value:
                    digest = begun[kind].copy()
                    digest.update(value.encode())
                    found[digest.hexdigest()] = kind
        return found

    def _values(self, identity: Identity) -> Iterator[tuple[str, Iterable[str]]]:
        kinds = self._begun
        if _EMAIL in kinds:
            yield _EMAIL, (form for email in identity.emails for form in email_keys(email))
        if _LINKEDIN in kinds:
            yield _LINKEDIN, (linkedin_key(url) for url in identity.linkedin_urls if url)
        if _EXTERNAL_ID in kinds:
            yield _EXTERNAL_ID, identity.external_ids
        if _PHONE in kinds:
            yield _PHONE, _phones(identity)


def digests_of(workspace_id: int, identity: Identity) -> dict[str, str]:
    """Hash all forms of what identifies a person; digest → kind."""
    return Hasher(workspace_id).digests(identity)


def _phones(identity: Identity) -> list[str]:
    keys = [key for phone in identity.phones if phone and (key := phone_key(phone))]
    if not keys:
        return []
    names = [name.casefold().strip() for name in identity.last_names if name.strip()] or [""]
    return [f"{key} {name}" for key in keys for name in names]


@lru_cache(maxsize=4)
def _derived(secret: str) -> bytes:
    return hashlib.sha256(b"leadqual erased people\n" + secret.encode()).digest()
