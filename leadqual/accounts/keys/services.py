"""Writes of API keys: create, change, rotate, revoke, take over."""

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.keys.scopes import grantable_scopes, sort_scopes
from leadqual.accounts.models import ApiKey, IdempotentRequest, Member, Role, Scope, User, Workspace
from leadqual.accounts.services import hash_key
from leadqual.core.errors import LeadqualError, WrongValue

DEFAULT_DAYS = 365
MAX_DAYS = 3_650
MAX_OVERLAP_HOURS = 168
DEFAULT_OVERLAP_HOURS = 24
PREFIX_LENGTH = 8
EXPIRED_RETENTION = timedelta(hours=24)


def issuers_of(key: ApiKey) -> set[int]:
    """Return the primary keys of all keys in the chain that created this key."""
    found: set[int] = set()
    issuer = key.issued_by_id
    while issuer is not None and issuer not in found:
        found.add(issuer)
        issuer = ApiKey.objects.values_list("issued_by_id", flat=True).get(pk=issuer)
    return found


def keys_issued_by(key: ApiKey) -> list[ApiKey]:
    """Lock and return the keys created with a key, directly or indirectly, that are not revoked."""
    rows = ApiKey.objects.select_for_update(of=("self",)).select_related("workspace")
    found: dict[int, ApiKey] = {key.pk: key}
    level = [key.pk]
    while level:
        issued_keys = rows.filter(issued_by__in=level).exclude(pk__in=found).order_by("pk")
        new = {row.pk: row for row in issued_keys}
        found |= new
        level = list(new)
    return [row for row in found.values() if row.pk != key.pk and row.revoked_at is None]


@dataclass(frozen=True, slots=True)
class KeyLimits:
    """How long a key works, and how often it may be used.

    Args:
        expires_in_days: None for no expiry, if the installation allows that.
        requests_per_minute: None for the default rate limit of the installation.
    """

    expires_in_days: int | None = DEFAULT_DAYS
    requests_per_minute: int | None = None


@transaction.atomic
def create_api_key(
    *,
    workspace: Workspace,
    name: str,
    scopes: Iterable[str],
    author: User,
    by_key: ApiKey | None = None,
    limits: KeyLimits | None = None,
) -> tuple[ApiKey, str]:
    """Create a key, and return it with its secret, which is shown once and never stored.

    Args:
        workspace: that the key gives access to.
        name: what the key is for.
        scopes: at least one.
        author: becomes the owner.
        by_key: key of the program that creates it; the new key expires no later and is revoked
            with it.
        limits: None for the defaults.

    Raises:
        LeadqualError: `by_key` was revoked in the meantime.
        LeadqualError: the author, or `by_key`, does not have one of the scopes.
        LeadqualError: a limit is beyond what the installation allows.
    """
    limits = limits or KeyLimits()
    chosen = sort_scopes(scopes)
    by_key = None if by_key is None else _lock_key(by_key)
    _check_granted(chosen, workspace=workspace, author=author, by_key=by_key)
    _check_expiry(limits.expires_in_days)
    _check_rate(limits.requests_per_minute)
    secret = _new_secret()
    key = ApiKey.objects.create(
        workspace=workspace,
        name=name,
        scopes=chosen,
        prefix=secret[:PREFIX_LENGTH],
        key_hash=hash_key(secret),
        created_by=author,
        issued_by=by_key,
        expires_at=_expiry_after(limits.expires_in_days, by_key),
        requests_per_minute=limits.requests_per_minute,
    )
    _record(key, author, "api_key.created", after=_values(key))
    return key, secret


@transaction.atomic
def change_api_key(
    *,
    key: ApiKey,
    name: str,
    scopes: Collection[str],
    requests_per_minute: int | None,
    author: User,
    by_key: ApiKey | None = None,
) -> ApiKey:
    """Change the name, scopes or rate limit of a key; its secret stays.

    Raises:
        LeadqualError: it is revoked.
        LeadqualError: a scope is added that the author, or `by_key`, does not have.
        LeadqualError: the rate limit is beyond what the installation allows.
    """
    key = _lock_key(key)
    before, chosen = _values(key), sort_scopes(scopes)
    added = [scope for scope in chosen if scope not in key.scopes]
    _check_granted(added, workspace=key.workspace, author=author, by_key=by_key)
    _check_rate(requests_per_minute)
    key.name, key.scopes = name, [scope.value for scope in chosen]
    key.requests_per_minute = requests_per_minute
    key.save(update_fields=["name", "scopes", "requests_per_minute"])
    if _values(key) != before:
        _record(key, author, "api_key.changed", before=before, after=_values(key))
    return key


@transaction.atomic
def rotate_api_key(
    *,
    key: ApiKey,
    author: User,
    overlap_hours: int = DEFAULT_OVERLAP_HOURS,
    expires_in_days: int | None = DEFAULT_DAYS,
    by_key: ApiKey | None = None,
) -> tuple[ApiKey, str]:
    """Give a key a new secret; the old one works for a few more hours.

    A secret from before the last rotation stops working at once.

    Args:
        key: its name, scopes and owner stay.
        author: who sees the new secret.
        overlap_hours: how long the old secret still works, unless it expires earlier.
        expires_in_days: of the new secret; None for no expiry, if the installation allows that.
        by_key: key of the program that rotates it; the new secret expires no later.

    Returns:
        The key and its new secret, which is shown once and never stored.

    Raises:
        LeadqualError: it, or `by_key`, is revoked.
        LeadqualError: somebody else is the owner.
        LeadqualError: `by_key` was created with this key.
        LeadqualError: the key has a scope that the author does not have.
        LeadqualError: the overlap or the expiry is beyond what is allowed.
    """
    if not 0 <= overlap_hours <= MAX_OVERLAP_HOURS:
        raise LeadqualError(
            f"The old secret can keep working for 0 to {MAX_OVERLAP_HOURS} hours. "
            "Nothing was changed.",
            WrongValue("overlap_hours"),
            code="api_key_limit",
            status=422,
        )
    _check_expiry(expires_in_days)
    key, by_key = _lock_keys(key, by_key)
    if key.created_by_id != author.pk:
        raise LeadqualError(  # A manager can take the key over first.
            "Only its owner can rotate a key. Take over the key under Settings › API "
            "keys to get a new secret. Nothing was changed.",
            code="not_key_owner",
            status=409,
        )
    _check_granted(sort_scopes(key.scopes), workspace=key.workspace, author=author, by_key=by_key)
    if by_key != key:  # A key that rotates itself keeps its issuer.
        if by_key is not None and key.pk in issuers_of(by_key):
            raise LeadqualError(
                "A key cannot rotate the key that created it. Nothing was changed.",
                code="issuing_key",
                status=403,
            )
        key.issued_by = by_key
    secret, now, former = _new_secret(), timezone.now(), key.prefix
    since = Member.objects.get(workspace=key.workspace, user=author).created_at
    is_of_before = (key.rotated_at or key.created_at) < since  # removed and added again
    until = now if is_of_before else now + timedelta(hours=overlap_hours)
    key.previous_key_hash, key.previous_prefix = key.key_hash, key.prefix
    key.previous_valid_until = until if key.expires_at is None else min(until, key.expires_at)
    key.previous_last_used_at, key.last_used_at, key.last_used_ip = key.last_used_at, None, None
    key.key_hash, key.prefix = hash_key(secret), secret[:PREFIX_LENGTH]
    key.expires_at, key.expiry_warned_at = _expiry_after(expires_in_days, by_key), None
    key.rotated_at = now
    key.save()
    after = {"prefix": key.prefix, "previous_valid_until": key.previous_valid_until.isoformat()}
    _record(key, author, "api_key.rotated", before={"prefix": former}, after=after)
    return key, secret


@transaction.atomic
def revoke_api_key(*, key: ApiKey, author: User) -> None:
    """Revoke a key and all keys created with it, from the next request on; this is final.

    Raises:
        LeadqualError: it is revoked already.
    """
    key = _lock_key(key)
    for one in (key, *keys_issued_by(key)):
        one.revoked_at = timezone.now()
        one.save(update_fields=["revoked_at"])
        _record(one, author, "api_key.revoked")


@transaction.atomic
def take_over_api_key(*, key: ApiKey, author: User) -> tuple[ApiKey, str]:
    """Transfer a key to a new owner, with a new secret; it acts for them from now on.

    The previous owner's secrets stop working at once. Scopes that the new owner does not cover
    are dropped.

    Returns:
        The key and its new secret, which is shown once and never stored.

    Raises:
        LeadqualError: it is revoked.
    """
    key = _lock_key(key)
    before = {**_values(key), "owner": str(key.created_by)}
    covered = _grantable_to(author, key.workspace, None)
    kept = [scope.value for scope in sort_scopes(key.scopes) if scope in covered]
    key.created_by, key.scopes = author, kept or [Scope.READ.value]
    secret, now = _new_secret(), timezone.now()
    key.key_hash, key.prefix, key.rotated_at = hash_key(secret), secret[:PREFIX_LENGTH], now
    key.last_used_at = key.last_used_ip = key.issued_by = None
    key.previous_key_hash, key.previous_prefix = None, ""
    key.previous_valid_until = key.previous_last_used_at = None
    key.save()
    _record(
        key,
        author,
        "api_key.taken_over",
        before=before,
        after={**_values(key), "owner": str(author)},
    )
    return key, secret


def _new_secret() -> str:
    return f"lq_{secrets.token_urlsafe(32)}"


def _lock_key(key: ApiKey) -> ApiKey:
    return _lock_keys(key, None)[0]


def _lock_keys(key: ApiKey, by_key: ApiKey | None) -> tuple[ApiKey, ApiKey | None]:
    """Lock a key and the key that changes it, always in the same order."""
    rows = ApiKey.objects.select_for_update(of=("self",)).select_related("workspace", "created_by")
    asked = {one.pk for one in (key, by_key) if one is not None}
    found = {row.pk: row for row in rows.filter(pk__in=asked).order_by("pk")}
    if any(row.revoked_at is not None for row in found.values()):
        raise LeadqualError(
            "This key is revoked and cannot be restored. Create another key.",
            code="api_key_revoked",
            status=409,
        )
    return found[key.pk], None if by_key is None else found[by_key.pk]


def _grantable_to(author: User, workspace: Workspace, by_key: ApiKey | None) -> Collection[Scope]:
    member = Member.objects.filter(workspace=workspace, user=author).first()
    return () if member is None else grantable_scopes(author, Role(member.role), key=by_key)


def _check_granted(
    scopes: Collection[Scope], *, workspace: Workspace, author: User, by_key: ApiKey | None
) -> None:
    allowed = _grantable_to(author, workspace, by_key)
    if missing := [scope for scope in scopes if scope not in allowed]:
        named = ", ".join(f"`{scope}`" for scope in missing)
        raise LeadqualError(
            f"You cannot grant {named}, or get a secret with this scope. Nothing was changed.",
            code="scope_not_granted",
            status=403,
            details={"scopes": [scope.value for scope in missing]},
        )


def _check_expiry(days: int | None) -> None:
    max_days: int = settings.API_KEY_MAX_DAYS
    wrong_value = WrongValue("expires_in_days")
    if max_days and (days is None or days > max_days):
        raise LeadqualError(
            f"Keys can be valid for up to {max_days} days. Nothing was changed.",
            wrong_value,
            code="api_key_limit",
            status=422,
        )
    if days is not None and not 1 <= days <= MAX_DAYS:
        raise LeadqualError(
            f"Keys can be valid for 1 to {MAX_DAYS} days. Nothing was changed.",
            wrong_value,
            code="api_key_limit",
            status=422,
        )


def _expiry_after(days: int | None, by_key: ApiKey | None) -> datetime | None:
    """Return when a secret expires: no later than the key that creates it."""
    asked = None if days is None else timezone.now() + timedelta(days=days)
    max_days = None if by_key is None else by_key.expires_at
    return min((end for end in (asked, max_days) if end is not None), default=None)


def _check_rate(rate: int | None) -> None:
    most: int = settings.API_KEY_MAX_RATE
    if rate is not None and not 1 <= rate <= most:
        raise LeadqualError(
            f"Enter 1 to {most} requests per minute. Nothing was changed.",
            WrongValue("requests_per_minute"),
            code="api_key_limit",
            status=422,
        )


def _values(key: ApiKey) -> dict[str, object]:
    return {
        "name": key.name,
        "scopes": [str(scope) for scope in key.scopes],
        "expires_at": key.expires_at.isoformat() if key.expires_at else None,
        "requests_per_minute": key.requests_per_minute,
    }


def _record(
    key: ApiKey,
    author: User,
    action: str,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    record_audit(
        workspace=key.workspace,
        actor=author,
        action=action,
        subject=f"api_key:{key.pk}",
        name=str(key),
        before=before,
        after=after,
    )


def delete_old_answers() -> int:
    """Delete responses that are too old to be sent again; return the number deleted."""
    n, _ = IdempotentRequest.objects.filter(
        created_at__lt=timezone.now() - EXPIRED_RETENTION
    ).delete()
    return n
