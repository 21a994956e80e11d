"""Whether an API key works, and why not."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.db.models.functions import Coalesce
from django.utils import timezone

from leadqual.accounts.keys.scopes import covered_scopes
from leadqual.accounts.models import ApiKey, Member, Role, Scope, Workspace
from leadqual.accounts.services import hash_key
from leadqual.accounts.two_step import FACTORS
from leadqual.core.prepared_query import PreparedQuery

WARNING_PERIOD = timedelta(days=14)
"""Time before expiry when a key is marked and its owner gets an email."""

_REPLACED_MESSAGE = "This secret was replaced. Use the new one."


class KeyState(TextChoices):
    """Whether a key works; states of keys that do not are also API problem codes."""

    ACTIVE = "active", "Active"
    EXPIRES_SOON = "expires_soon", "Expires soon"
    REVOKED = "api_key_revoked", "Revoked"
    EXPIRED = "api_key_expired", "Expired"
    OWNER_REMOVED = "api_key_owner_removed", "No access"
    OWNER_INACTIVE = "api_key_owner_inactive", "No access"
    OWNER_WITHOUT_TWO_STEP = "two_step_required", "No access"
    WORKSPACE_DELETED = "workspace_deleted", "Workspace deleted"

    @property
    def works(self) -> bool:
        return self in {KeyState.ACTIVE, KeyState.EXPIRES_SOON}


PROBLEMS: dict[KeyState, str] = {
    KeyState.REVOKED: "This API key was revoked. Create another one under Settings › API keys.",
    KeyState.EXPIRED: "This API key has expired. Rotate the key under Settings › API keys.",
    KeyState.OWNER_REMOVED: "The owner of this API key is no longer a member of the "
    "workspace. A manager can "
    "take over the key under Settings › API keys.",
    KeyState.OWNER_INACTIVE: "The account of the owner of this API key is deactivated. A "
    "manager can take over "
    "the key under Settings › API keys.",
    KeyState.OWNER_WITHOUT_TWO_STEP: "This workspace requires two-step verification, which the "
    "owner of this API key has not set up.",
    KeyState.WORKSPACE_DELETED: "The workspace of this API key was deleted.",
}
"""API error messages for keys that do not work."""


def keys_with_owner(keys: QuerySet[ApiKey]) -> QuerySet[ApiKey]:
    """Read keys together with their workspace, owner and the owner's membership.

    A membership counts only for newer secrets: a person who was removed and added again does not
    regain earlier keys.
    """
    memberships = Member.objects.filter(
        workspace=OuterRef("workspace"),
        user=OuterRef("created_by"),
        created_at__lte=Coalesce(OuterRef("rotated_at"), OuterRef("created_at")),
    )
    factors = Authenticator.objects.filter(user=OuterRef("created_by"), type__in=FACTORS)
    return keys.select_related("workspace", "created_by").annotate(
        owner_role=Subquery(memberships.values("role")[:1]),
        owner_member=Subquery(memberships.values("pk")[:1]),
        owner_has_factor=Exists(factors),
    )


def keys_of(workspace: Workspace) -> QuerySet[ApiKey]:
    """Return all keys of a workspace, newest first; one query."""
    return keys_with_owner(ApiKey.objects.filter(workspace=workspace))


def key_with_secret(secret: str) -> ApiKey | None:
    """Return the key with this current or previous secret; one query."""
    return _KEY_WITH_HASH.first(digest=hash_key(secret))


def _keys_with_hash(digest: str) -> QuerySet[ApiKey]:
    keys = ApiKey.objects.filter(Q(key_hash=digest) | Q(previous_key_hash=digest))
    return keys_with_owner(keys)


_KEY_WITH_HASH = PreparedQuery(_keys_with_hash, {"digest": "digest"})


def is_previous_secret(key: ApiKey, secret: str) -> bool:
    """Return whether this is the secret from before the last rotation."""
    return key.previous_key_hash == hash_key(secret)


def membership_of_owner(key: ApiKey) -> Member | None:
    """Return the membership of the owner of a key from `keys_with_owner`; no query."""
    if key.owner_member is None:  # type: ignore[attr-defined]  # annotated there
        return None
    return Member(
        pk=key.owner_member,  # type: ignore[attr-defined]  # annotated there
        workspace=key.workspace,
        user=key.created_by,
        role=key.owner_role,  # type: ignore[attr-defined]  # annotated there
    )


def state_of(key: ApiKey, *, now: datetime | None = None) -> KeyState:
    """Return whether a key from `keys_with_owner` works."""
    now = now or timezone.now()
    if key.workspace.deleted_at is not None:
        return KeyState.WORKSPACE_DELETED
    if key.revoked_at is not None:
        return KeyState.REVOKED
    if key.expires_at is not None and key.expires_at <= now:
        return KeyState.EXPIRED
    if (problem := _problem_of_owner(key)) is not None:
        return problem
    expires_soon = key.expires_at is not None and key.expires_at - now <= WARNING_PERIOD
    return KeyState.EXPIRES_SOON if expires_soon else KeyState.ACTIVE


def _problem_of_owner(key: ApiKey) -> KeyState | None:
    if not key.created_by.is_active:
        return KeyState.OWNER_INACTIVE
    if membership_of_owner(key) is None:
        return KeyState.OWNER_REMOVED
    has_factor: bool = key.owner_has_factor  # type: ignore[attr-defined]  # annotated above
    if key.workspace.requires_two_step and not has_factor:
        return KeyState.OWNER_WITHOUT_TWO_STEP
    return None


def state_of_secret(key: ApiKey, secret: str, *, now: datetime | None = None) -> KeyState:
    now = now or timezone.now()
    state = state_of(key, now=now)
    if state.works and is_previous_secret(key, secret):
        until = key.previous_valid_until
        return state if until is not None and until > now else KeyState.EXPIRED
    return state


def problem_of_secret(key: ApiKey, secret: str, state: KeyState) -> str:
    """Return why a key does not work with this secret, whose state is known."""
    if state == KeyState.EXPIRED and is_previous_secret(key, secret) and state_of(key).works:
        return _REPLACED_MESSAGE
    return PROBLEMS[state]


def uncovered_scopes(key: ApiKey) -> list[Scope]:
    """Return the scopes of a key that its owner no longer covers."""
    member = membership_of_owner(key)
    if member is None:
        return []
    covered = covered_scopes(Role(member.role), is_staff=key.created_by.is_staff)
    return [scope for scope in Scope if scope in key.scopes and scope not in covered]
