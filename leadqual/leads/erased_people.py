"""Keyed hashes of identifiers of erased people.

The key (`ERASURE_KEY`) is not in the database: a dump alone does not reveal who was erased. The
workspace is hashed too, so that tenants cannot compare their erased people.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote

from django.conf import settings

from leadqual.core.texts.plain_texts import remove_accents
from leadqual.leads.do_not_contact.contact_keys import email_keys, linkedin_key, phone_keys
from leadqual.leads.models import Contact, ErasedKey

_Kind = ErasedKey.Kind
_ANY_NAME = "*"  # Never a name: names consist of letters here.
_WORD = re.compile(r"\w+")
_TITLES = frozenset(
    [
        "dr",
        "prof",
        "dipl",
        "ing",
        "mag",
        "med",
        "phd",
        "mba",
        "mr",
        "mrs",
        "ms",
        "herr",
        "frau",
        "jr",
        "sr",
    ]
)
_UMLAUTS = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("ss", "s"))
_NAME_INDEX = 4  # https: / / www.linkedin.com / in / NAME
_EMAIL, _LINKEDIN = _Kind.EMAIL.value, _Kind.LINKEDIN.value
_EXTERNAL_ID, _PHONE = _Kind.EXTERNAL_ID.value, _Kind.PHONE.value


@dataclass(frozen=True, slots=True)
class Identity:
    """Identifiers of a person, as written; empty if unknown.

    Args:
        external_ids: IDs in other tools.
        phones: phone numbers; a shared number needs the last name as well.
    """

    emails: Iterable[str] = field(default=())
    linkedin_urls: Iterable[str] = field(default=())
    external_ids: Iterable[str] = field(default=())
    phones: Iterable[str] = field(default=())
    last_names: Iterable[str] = field(default=())


def identity_of(contact: Contact) -> Identity:
    return Identity(
        emails=[contact.email or ""],
        linkedin_urls=[contact.linkedin_url or ""],
        external_ids=[contact.external_id or ""],
        phones=[contact.phone],
        last_names=[contact.last_name],
    )


class Hasher:
    """Hashes identifiers of people in a workspace; used for millions of imported rows.

    Args:
        workspace_id: hashed with each value.
        kinds: identifiers to hash; others are skipped.
    """

    def __init__(self, workspace_id: int, kinds: Collection[str] = _Kind.values) -> None:
        key = _derive_key(settings.ERASURE_KEY or settings.SECRET_KEY)
        # The common prefix is hashed once and copied.
        self._prefix_hashes = {
            kind: hmac.new(key, f"{workspace_id}\n{kind}\n".encode(), "sha256") for kind in kinds
        }

    def digests(self, identity: Identity) -> dict[str, str]:
        """Hash all forms of a person's identifiers.

        A phone number is combined with a last name, because many people share a switchboard. It is
        used alone only if no name is known, or if the number alone was erased.

        Returns:
            Digest → kind; a person was erased if one of their digests is known.
        """
        return self._hash_values(self._identifier_values(identity, _phones(identity)))

    def kept_digests(self, identity: Identity, shared_phones: Collection[str]) -> dict[str, str]:
        """Hash the identifiers by which an erased person is recognized.

        Args:
            identity: everything known of the person.
            shared_phones: keys of numbers that others have, too: these need the name as well.
        """
        return self._hash_values(
            self._identifier_values(identity, _kept_phones(identity, shared_phones))
        )

    def _hash_values(self, kinds: Iterator[tuple[str, Iterable[str]]]) -> dict[str, str]:
        prefix_hashes, found = self._prefix_hashes, {}
        for kind, values in kinds:
            for value in values:
                if value:
                    digest = prefix_hashes[kind].copy()
                    digest.update(value.encode())
                    found[digest.hexdigest()] = kind
        return found

    def _identifier_values(
        self, identity: Identity, phones: Iterable[str]
    ) -> Iterator[tuple[str, Iterable[str]]]:
        kinds = self._prefix_hashes
        if _EMAIL in kinds:
            yield _EMAIL, (key for email in identity.emails for key in email_keys(email))
        if _LINKEDIN in kinds:
            yield _LINKEDIN, (value for url in identity.linkedin_urls for value in _profiles(url))
        if _EXTERNAL_ID in kinds:
            yield _EXTERNAL_ID, (value.casefold().strip() for value in identity.external_ids)
        if _PHONE in kinds:
            yield _PHONE, phones


def digests_of(workspace_id: int, identity: Identity) -> dict[str, str]:
    """Hash all forms of a person's identifiers; digest → kind."""
    return Hasher(workspace_id).digests(identity)


def kept_digests(
    workspace_id: int, identity: Identity, *, shared_phones: Collection[str]
) -> dict[str, str]:
    """Hash the identifiers of an erased person; digest → kind. See `Hasher.kept_digests`."""
    return Hasher(workspace_id).kept_digests(identity, shared_phones)


def _phones(identity: Identity) -> Iterator[str]:
    """Yield the numbers with each name, and without a name."""
    keys = [key for phone in identity.phones if phone for key in phone_keys(phone)]
    if keys:
        names = _names(identity)
        for key in keys:
            yield f"{key} {_ANY_NAME}"
            for name in names or [""]:
                yield f"{key} {name}"


def _kept_phones(identity: Identity, shared: Collection[str]) -> Iterator[str]:
    names = _names(identity)
    is_only_number = not (names or any((*identity.emails, *identity.linkedin_urls)))
    for phone in identity.phones:
        for key in phone_keys(phone):
            for name in names:
                yield f"{key} {name}"
            if key not in shared:
                yield f"{key} "  # Also matches rows without a name.
            if is_only_number and key not in shared and not any(identity.external_ids):
                yield f"{key} {_ANY_NAME}"


def _names(identity: Identity) -> list[str]:
    return list(dict.fromkeys(normalize_name(name) for name in identity.last_names if name.strip()))


def normalize_name(name: str) -> str:
    """Normalize a name, without titles, accents and punctuation; "" if empty."""
    words = _WORD.findall(_fold_umlauts(name))
    return "".join([word for word in words if word not in _TITLES] or words) or name.strip()


def _fold_umlauts(text: str) -> str:
    """Normalize “Müller”, “Mueller” and “Muller”, composed or not, to one spelling."""
    plain = remove_accents(text)
    for long, short in _UMLAUTS:
        plain = plain.replace(long, short)
    return plain


def _profiles(url: str) -> Iterator[str]:
    """Yield the URL of a profile, and its name: `/pub/NAME` redirects to `/in/NAME`."""
    address = linkedin_key(unicodedata.normalize("NFC", unquote(url)))
    yield address
    parts = address.split("/")
    if len(parts) > _NAME_INDEX and parts[_NAME_INDEX - 1] in ("in", "pub"):
        yield f"profile {parts[_NAME_INDEX]}"


@lru_cache(maxsize=4)
def _derive_key(secret: str) -> bytes:
    return hashlib.sha256(b"leadqual erased people\n" + secret.encode()).digest()
