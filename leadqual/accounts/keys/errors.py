"""Errors of API keys."""

from collections.abc import Sequence

from leadqual.accounts.models import Scope
from leadqual.core.errors import LeadqualError


class MissingScopeError(LeadqualError, code="missing_scope", status=403):
    """The key of a request lacks the scope that the operation needs."""

    def __init__(self, scope: Scope, scopes: Sequence[str]) -> None:
        has = ", ".join(f"`{one}`" for one in scopes) or "none"
        who = "Staff" if scope == Scope.INSTALLATION else "A manager"
        by = f"{who} can create a key with it under Settings › API keys."
        super().__init__(f"This needs the scope `{scope}`. The scopes of this API key: {has}. {by}")
        self.details = {"scope": scope.value, "key_scopes": list(scopes)}


class UncoveredScopeError(LeadqualError, code="scope_not_covered", status=403):
    """The owner of a key is no longer allowed what the scope covers."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(
            f"This API key has the scope `{scope}`, but its owner no longer has the "
            "role for it. A manager can take over the key under Settings › API keys."
        )
        self.details = {"scope": scope.value}


class ScopeNotGrantedError(LeadqualError, code="scope_not_granted", status=403):
    """Somebody tried to grant a key a scope that they do not have."""

    def __init__(self, scopes: Sequence[Scope]) -> None:
        named = ", ".join(f"`{scope}`" for scope in scopes)
        super().__init__(
            f"You cannot grant {named}, or get a secret with this scope. Nothing was changed."
        )
        self.details = {"scopes": [scope.value for scope in scopes]}


class NotKeyOwnerError(LeadqualError):
    """Only the owner of a key gets a new secret."""

    code = "not_key_owner"
    status = 409  # A manager can take the key over first.

    def __init__(self) -> None:
        super().__init__(
            "Only its owner can rotate a key. Take over the key under Settings › API "
            "keys to get a new secret. Nothing was changed."
        )


class IssuingKeyError(LeadqualError, code="issuing_key", status=403):
    """A key asked for a secret of the key that created it."""

    def __init__(self) -> None:
        super().__init__("A key cannot rotate the key that created it. Nothing was changed.")


class PreviousSecretError(LeadqualError, code="previous_secret", status=403):
    """A secret from before a rotation cannot manage keys or delete the workspace."""

    def __init__(self) -> None:
        super().__init__(
            "This secret was rotated. It cannot manage API keys or delete the workspace. "
            "Use the new secret."
        )


class KeyRevokedError(LeadqualError, code="api_key_revoked", status=409):
    """A revoked key cannot be changed; revoking is final."""

    def __init__(self) -> None:
        super().__init__("This key is revoked and cannot be restored. Create another key.")


class KeyLimitError(LeadqualError, code="api_key_limit", status=422):
    """An expiry, overlap or rate limit beyond what this installation allows."""
